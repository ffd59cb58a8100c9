// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The values of Secrets, so that texts can be freed of them.
///
/// It is the second line of defence: messages are worded so that they quote nothing of a Secret.
/// This finds what a message quotes all the same, such as a patch that makes no sense or a fault of
/// ours.
struct SecretValues {
  /// What takes the place of a value.
  static let mark = ConfigurationValidation.redacted
  /// Values shorter than this are not looked for: they are parts of too many words.
  static let shortest = 6
  /// Values shorter than this only count where they stand by themselves.
  static let unmistakable = 12

  /// How the values may stand in a text, the longest first.
  private var forms: [[UInt8]] = []
  private var known: Set<String> = []

  init() {}

  /// Whether there are none.
  var isEmpty: Bool { forms.isEmpty }

  /// Adds the values of a Secret, as they are kept and as they are meant.
  mutating func add(secret: Fields) {
    var found: [String] = []
    for (_, value) in secret["data"]?.object ?? Fields() {
      Self.leaves(of: value, &found)
      if let text = Self.decoded(value) { found.append(text) }
    }
    if let plain = secret["stringData"] { Self.leaves(of: plain, &found) }
    add(found)
  }

  /// Adds everything that a patch of a Secret says of its data.
  mutating func add(_ patch: Patch) {
    switch patch {
    case .merge(let fields), .strategic(let fields), .apply(let fields):
      var found: [String] = []
      for name in ["data", "stringData"] {
        if let value = fields[name] { Self.leaves(of: value, &found) }
      }
      add(found)
      add(secret: fields)
    case .json(let operations):
      var found: [String] = []
      for operation in operations {
        let path = operation[path: "path"]?.string ?? ""
        guard !path.hasPrefix("/metadata"), let value = operation[path: "value"] else { continue }
        Self.leaves(of: value, &found)
        if let object = value.object { add(secret: ["data": .object(object)]) }
        if let text = Self.decoded(value) { found.append(text) }
      }
      add(found)
    }
  }

  private mutating func add(_ found: [String]) {
    var hasNew = false
    for text in found where text.utf8.count >= Self.shortest && known.insert(text).inserted {
      hasNew = true
      forms.append(Array(text.utf8))
      // As it is written in JSON, where that differs.
      let written = JSONWriter().text(.string(text)).utf8.dropFirst().dropLast()
      if !written.elementsEqual(text.utf8) { forms.append(Array(written)) }
    }
    guard hasNew else { return }
    forms.sort { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
  }

  private static func decoded(_ value: Value) -> String? {
    value.string.flatMap { Base64Text.decode($0) }.flatMap { String(validating: $0, as: UTF8.self) }
  }

  private static func leaves(of value: Value, _ found: inout [String]) {
    switch value {
    case .string(let text), .number(let text): found.append(text)
    case .integer(let number): found.append(String(number))
    case .array(let elements): for element in elements { leaves(of: element, &found) }
    case .object(let fields): for inner in fields.values { leaves(of: inner, &found) }
    case .null, .bool: break
    }
  }

  // MARK: Freeing texts

  /// A text without any of the values.
  ///
  /// - Complexity: Linear in the text for each value.
  func redacted(_ text: String) -> String {
    if forms.isEmpty { return text }
    var bytes = Array(text.utf8)
    var isChanged = false
    for form in forms where Self.replace(form, in: &bytes) { isChanged = true }
    return isChanged ? String(decoding: bytes, as: UTF8.self) : text
  }

  private static func replace(_ wanted: [UInt8], in bytes: inout [UInt8]) -> Bool {
    guard bytes.count >= wanted.count else { return false }
    var result: [UInt8] = []
    var (position, isChanged) = (0, false)
    while position < bytes.count {
      if bytes[position] == wanted[0], position + wanted.count <= bytes.count,
        bytes[position..<position + wanted.count].elementsEqual(wanted),
        wanted.count >= unmistakable
          || standsAlone(bytes, position, position + wanted.count)
      {
        result += Array(mark.utf8)
        position += wanted.count
        isChanged = true
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    if isChanged { bytes = result }
    return isChanged
  }

  private static func standsAlone(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
    func isPartOfName(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
    return (start == 0 || !isPartOfName(bytes[start - 1]))
      && (end == bytes.count || !isPartOfName(bytes[end]))
  }

  /// An answer without any of the values.
  func redacted(_ status: APIStatus) -> APIStatus {
    if forms.isEmpty { return status }
    var status = status
    status.message = redacted(status.message)
    let causes = status.details?.causes ?? []
    status.details?.causes = causes.map { cause in
      APIStatus.Cause(
        reason: cause.reason, message: redacted(cause.message), field: redacted(cause.field))
    }
    return status
  }

  /// A value without any of the values of Secrets.
  func redacted(_ value: Value) -> Value {
    switch value {
    case .string(let text): .string(redacted(text))
    case .array(let elements): .array(elements.map { redacted($0) })
    case .object(let fields): .object(Fields(fields.map { ($0.0, redacted($0.1)) }))
    case .null, .bool, .integer, .number: value
    }
  }
}
