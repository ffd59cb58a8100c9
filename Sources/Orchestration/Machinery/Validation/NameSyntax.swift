// SPDX-License-Identifier: Apache-2.0

/// What names, labels and ports may look like, and what a server says of others
/// (`apimachinery/pkg/util/validation/validation.go`).
enum NameSyntax {
  /// What is wrong with a name of several parts, such as `example.com`.
  static func subdomain(_ text: String) -> String? {
    if text.utf8.count > 253 { return tooLong(253) }
    let isSound = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .allSatisfy { isLabel($0) }
    return isSound ? nil : subdomainText
  }

  private static let subdomainText =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.',"
    + " and must start and end with an alphanumeric character (e.g. 'example.com', regex used for "
    + "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

  /// What is wrong with a name of one part.
  static func label(_ text: String) -> String? {
    if text.utf8.count > 63 { return tooLong(63) }
    return isLabel(text.utf8[...])
      ? nil
      : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
        + "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex "
        + "used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
  }

  /// What is wrong with a name of one part that begins with a letter.
  static func serviceName(_ text: String) -> String? {
    if text.utf8.count > 63 { return tooLong(63) }
    return isLabel(text.utf8[...]) && !isDigit(text.utf8.first ?? 0)
      ? nil
      : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
        + "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or "
        + "'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
  }

  /// What is wrong with a key of labels and annotations: an optional prefix, `/` and a name.
  static func qualifiedName(_ text: String) -> String? {
    let parts = text.utf8.split(
      separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
    switch parts.count {
    case 1: return namePart(parts[0])
    case 2:
      if parts[0].isEmpty { return "prefix part must be non-empty" }
      if let fault = subdomain(String(parts[0]) ?? "") { return "prefix part \(fault)" }
      return namePart(parts[1])
    default:
      return "a qualified name \(nameText) with an optional DNS subdomain prefix and '/' (e.g. "
        + "'example.com/MyName')"
    }
  }

  private static let nameText =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
    + "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

  private static func namePart(_ part: Substring.UTF8View) -> String? {
    if part.isEmpty { return "name part must be non-empty" }
    if part.count > 63 { return "name part \(tooLong(63))" }
    return isName(part) ? nil : "name part \(nameText)"
  }

  /// What is wrong with the value of a label.
  static func labelValue(_ text: String) -> String? {
    if text.isEmpty { return nil }
    if text.utf8.count > 63 { return tooLong(63) }
    return isName(text.utf8[...])
      ? nil
      : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
        + "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "
        + "'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
  }

  /// What is wrong with a key of a ConfigMap or Secret.
  static func configKey(_ text: String) -> String? {
    if text.utf8.count > 253 { return tooLong(253) }
    if text == "." { return "must not be '.'" }
    if text == ".." { return "must not be '..'" }
    let isSound = !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || isMark($0) }
    return isSound
      ? nil
      : "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. "
        + "'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is "
        + "'[-._a-zA-Z0-9]+')"
  }

  /// What is wrong with the name of a port.
  static func portName(_ text: String) -> String? {
    if text.utf8.count > 15 { return tooLong(15) }
    let isSound = text.utf8.allSatisfy { isLowercase($0) || isDigit($0) || $0 == hyphen }
    if !isSound { return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)" }
    if !text.utf8.contains(where: isLowercase) { return "must contain at least one letter (a-z)" }
    if text.contains("--") { return "must not contain consecutive hyphens" }
    if text.utf8.first == hyphen || text.utf8.last == hyphen {
      return "must not begin or end with a hyphen"
    }
    return nil
  }

  /// What is wrong with the number of a port.
  static func port(_ number: Int64) -> String? {
    (1...65_535).contains(number) ? nil : "must be between 1 and 65535, inclusive"
  }

  /// What a server says of what is too long.
  static func tooLong(_ most: Int) -> String { "must be no more than \(most) bytes" }

  private static let hyphen = UInt8(ascii: "-")

  private static func isLabel(_ bytes: Substring.UTF8View) -> Bool {
    guard let first = bytes.first, let last = bytes.last, first != hyphen, last != hyphen else {
      return false
    }
    return bytes.allSatisfy { isLowercase($0) || isDigit($0) || $0 == hyphen }
  }

  private static func isName(_ bytes: Substring.UTF8View) -> Bool {
    guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first),
      isAlphanumeric(last)
    else { return false }
    return bytes.allSatisfy { isAlphanumeric($0) || isMark($0) }
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    byte == hyphen || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }

  private static func isLowercase(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLowercase(byte | 0x20) || isDigit(byte)
  }
}
