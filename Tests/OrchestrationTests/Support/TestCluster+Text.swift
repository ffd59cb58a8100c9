// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

extension TestCluster {
  /// The fields of a YAML text of any kind.
  static func fields(_ yaml: String) throws -> Fields {
    try #require(try YAMLReader.value(of: MemorySource(yaml)).object)
  }
}
