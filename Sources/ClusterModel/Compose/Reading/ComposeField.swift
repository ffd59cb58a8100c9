// SPDX-License-Identifier: Apache-2.0

/// A value of a compose file and where it stands, for reading with good errors.
///
/// Scalars may stand as text: what a variable stood for is text, whatever it says.
struct ComposeField {
  let value: Value
  let path: String

  init(_ value: Value, at path: String) {
    self.value = value
    self.path = path
  }

  /// The text of a scalar, or `nil` for lists, objects and `null`.
  var scalarText: String? {
    switch value {
    case .string(let text), .number(let text): text
    case .integer(let number): String(number)
    case .bool(let truth): truth ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// An error that says what was found here.
  func error(expected: String) -> ComposeError {
    let found = scalarText.map { "'\($0.prefix(80))'" } ?? value.kindText
    return ComposeError(field: path, found: found, expected: expected)
  }

  func object(expected: String = "an object") throws(ComposeError) -> Fields {
    guard case .object(let fields) = value else { throw error(expected: expected) }
    return fields
  }

  /// The field's own field; `nil` where it is absent or `null`.
  func child(_ key: String) throws(ComposeError) -> ComposeField? {
    guard let value = try object()[key], !value.isNull else { return nil }
    return ComposeField(value, at: "\(path).\(key)")
  }

  /// The fields in order, `null` ones too.
  func children(expected: String = "an object") throws(ComposeError) -> [(String, ComposeField)] {
    try object(expected: expected).map { ($0, ComposeField($1, at: "\(path).\($0)")) }
  }

  func elements(expected: String = "a list") throws(ComposeError) -> [ComposeField] {
    guard case .array(let values) = value else { throw error(expected: expected) }
    return values.enumerated().map { ComposeField($1, at: "\(path)[\($0)]") }
  }

  func text(expected: String = "text") throws(ComposeError) -> String {
    guard let text = scalarText else { throw error(expected: expected) }
    return text
  }

  /// Text, or a list of texts.
  func texts() throws(ComposeError) -> [String] {
    if let text = scalarText { return [text] }
    var list: [String] = []
    for element in try elements(expected: "text or a list") { list.append(try element.text()) }
    return list
  }

  func truth() throws(ComposeError) -> Bool {
    switch scalarText?.lowercased() {
    case "true", "yes", "on", "y": return true
    case "false", "no", "off", "n": return false
    default: throw error(expected: "true or false")
    }
  }

  func integer(in range: ClosedRange<Int64>) throws(ComposeError) -> Int64 {
    guard let text = scalarText, let number = Int64(text), range.contains(number) else {
      let end = range.upperBound == .max ? "" : " to \(range.upperBound)"
      throw error(expected: "a whole number from \(range.lowerBound)\(end)")
    }
    return number
  }

  /// A whole number from 0 to 2^31 - 1, or up to a lower bound.
  func count(upTo greatest: Int32 = .max) throws(ComposeError) -> Int {
    Int(try integer(in: 0...Int64(greatest)))
  }

  /// One of the cases of an enumeration, by its raw value.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ type: Choice.Type = Choice.self
  ) throws(ComposeError) -> Choice {
    guard let text = scalarText, let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue)
      throw error(expected: "one of " + names.joined(separator: ", "))
    }
    return choice
  }
}
