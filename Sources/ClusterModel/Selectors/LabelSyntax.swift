// SPDX-License-Identifier: Apache-2.0

/// What Kubernetes takes as keys and values of labels
/// (`apimachinery/pkg/util/validation/validation.go`).
public enum LabelSyntax {
  /// What is wrong with a key: an optional prefix that is a DNS name, a slash, and a name.
  ///
  /// - Parameter key: The key of a label or annotation.
  /// - Returns: What was expected of it, or `nil` where nothing is wrong.
  public static func fault(ofKey key: some StringProtocol) -> String? {
    let bytes = Array(key.utf8)
    guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return fault(ofName: bytes) }
    if let fault = fault(ofPrefix: bytes[..<slash]) { return fault }
    return fault(ofName: Array(bytes[(slash + 1)...]))
  }

  /// What is wrong with a value: empty, or a name.
  ///
  /// - Parameter value: The value of a label.
  /// - Returns: What was expected of it, or `nil` where nothing is wrong.
  public static func fault(ofValue value: some StringProtocol) -> String? {
    value.isEmpty ? nil : fault(ofName: Array(value.utf8), called: "a label's value")
  }

  private static let longestName = 63
  private static let longestPrefix = 253

  private static func fault(
    ofName bytes: [UInt8], called what: String = "a key's name"
  ) -> String? {
    guard !bytes.isEmpty else { return "\(what) is not empty" }
    guard bytes.count <= longestName else {
      return "\(what) has at most \(longestName) characters, not \(bytes.count)"
    }
    let isSound =
      isAlphanumeric(bytes[0]) && isAlphanumeric(bytes[bytes.count - 1])
      && bytes.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    return isSound
      ? nil : "\(what) has letters, digits, '-', '_' and '.', and a letter or digit at both ends"
  }

  private static func fault(ofPrefix bytes: ArraySlice<UInt8>) -> String? {
    guard !bytes.isEmpty else { return "a key's prefix is not empty" }
    guard bytes.count <= longestPrefix else {
      return "a key's prefix has at most \(longestPrefix) characters, not \(bytes.count)"
    }
    let isSound = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .allSatisfy { part in
        guard let first = part.first, let last = part.last else { return false }
        return isLowercase(first) && isLowercase(last)
          && part.allSatisfy { isLowercase($0) || $0 == UInt8(ascii: "-") }
      }
    return isSound ? nil : "a key's prefix is a DNS name in lower case, such as example.com"
  }

  private static func isLowercase(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLowercase(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
}
