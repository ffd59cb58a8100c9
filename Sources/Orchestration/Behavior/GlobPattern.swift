// SPDX-License-Identifier: Apache-2.0

/// A pattern of names in which `*` stands for any text and `?` for one character.
public struct GlobPattern: Sendable, Hashable {
  /// The pattern as it is written.
  public let text: String
  private let bytes: [UInt8]

  /// Creates a pattern.
  public init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  /// Whether a name is of the pattern.
  ///
  /// - Complexity: Linear in the name for each `*`.
  public func matches(_ name: String) -> Bool {
    let name = Array(name.utf8)
    var (at, position) = (0, 0)
    var star: (at: Int, position: Int)?
    while position < name.count {
      if at < bytes.count, bytes[at] == UInt8(ascii: "*") {
        star = (at, position)
        at += 1
      } else if at < bytes.count, bytes[at] == UInt8(ascii: "?") || bytes[at] == name[position] {
        at += 1
        position += 1
      } else if let last = star {
        at = last.at + 1
        position = last.position + 1
        star = (last.at, last.position + 1)
      } else {
        return false
      }
    }
    return bytes[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
