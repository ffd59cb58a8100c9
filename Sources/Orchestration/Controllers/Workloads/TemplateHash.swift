// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A short name of the content of a template: the same for equal content, whatever its order.
///
/// As `ComputeHash` in `pkg/controller/controller_utils.go` it is the 32-bit FNV-1a hash (Glenn
/// Fowler, Landon Curt Noll, Kiem-Phong Vo), a collision count mixed in, its digits written in
/// letters that spell no words. What is hashed is our own canonical form, so names differ from those
/// of a real cluster.
struct TemplateHash {
  private var state: UInt32 = 2_166_136_261

  /// The hash of a template.
  ///
  /// - Parameters:
  ///   - template: The template.
  ///   - collisions: How many hashes before were taken by other content.
  /// - Returns: The letters.
  static func text(of template: Value, collisions: Int?) -> String {
    var hash = TemplateHash()
    hash.add(template)
    if let collisions {
      for shift in 0..<8 { hash.mix(UInt8(truncatingIfNeeded: collisions >> (8 * shift))) }
    }
    let letters = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
    return String(
      decoding: String(hash.state).utf8.map { letters[Int($0) % letters.count] }, as: UTF8.self)
  }

  private mutating func mix(_ byte: UInt8) { state = (state ^ UInt32(byte)) &* 16_777_619 }

  private mutating func mix(text: String) {
    for byte in text.utf8 { mix(byte) }
    mix(0)
  }

  private mutating func add(_ value: Value) {
    switch value {
    case .null: mix(1)
    case .bool(let truth): mix(truth ? 3 : 2)
    case .integer(let number):
      mix(4)
      mix(text: String(number))
    case .number(let text):
      mix(5)
      mix(text: text)
    case .string(let text):
      mix(6)
      mix(text: text)
    case .array(let elements):
      mix(7)
      for element in elements { add(element) }
      mix(8)
    case .object(let fields):
      mix(9)
      for key in fields.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        mix(text: key)
        add(fields[key] ?? .null)
      }
      mix(10)
    }
  }
}
