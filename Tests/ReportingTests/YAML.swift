// SPDX-License-Identifier: Apache-2.0

import Yams

/// Reads YAML.
enum YAML {
  static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
    try YAMLDecoder().decode(type, from: text)
  }
}
