// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Finds numbers in JSON that are not whole or do not fit into 64 bits.
enum UncountableNumber {
  /// The path of the first such number, fields in the order of their names; `nil` without one
  /// and where the text is no JSON at all.
  static func first(in bytes: [UInt8]) -> String? {
    guard let value = try? JSONSerialization.jsonObject(with: Data(bytes)) else { return nil }
    return first(in: value, at: "")
  }

  private static func first(in value: Any, at path: String) -> String? {
    switch value {
    case let fields as [String: Any]:
      for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
        if let found = first(in: field, at: path.isEmpty ? name : "\(path).\(name)") {
          return found
        }
      }
      return nil
    case let list as [Any]:
      for (position, element) in list.enumerated() {
        if let found = first(in: element, at: "\(path)[\(position)]") { return found }
      }
      return nil
    case let number as NSNumber:
      return Int64(number.stringValue) == nil ? path : nil
    default:
      return nil
    }
  }
}
