// SPDX-License-Identifier: Apache-2.0

/// A value of a document that people write, and where it stands, for reading with good errors.
///
/// Scalars may stand as text: what a variable stood for is text, whatever it says.
package struct DocumentField {
  package let value: Value
  package let path: String

  package init(_ value: Value, at path: String) {
    self.value = value
    self.path = path
  }

  /// The path of a field of an object, as `SourceLocator` reads it: a name with dots or brackets
  /// stands in quotes.
  package static func path(_ object: String, _ name: String) -> String {
    if object.isEmpty, !name.contains(where: { ".[]".contains($0) }) { return name }
    return name.isEmpty || name.contains { ".[]".contains($0) }
      ? "\(object)[\"\(name)\"]" : "\(object).\(name)"
  }

  /// The text of a scalar, or `nil` for lists, objects and `null`.
  package var scalarText: String? {
    switch value {
    case .string(let text), .number(let text): text
    case .integer(let number): String(number)
    case .bool(let truth): truth ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// An error that says what was found here.
  package func error(expected: String) -> FieldFault {
    let found = scalarText.map { "'\($0.prefix(80))'" } ?? value.kindText
    return FieldFault(field: path, found: found, expected: expected)
  }

  package func object(expected: String = "an object") throws(FieldFault) -> Fields {
    guard case .object(let fields) = value else { throw error(expected: expected) }
    return fields
  }

  /// The field's own field; `nil` where it is absent or `null`.
  package func child(_ key: String) throws(FieldFault) -> DocumentField? {
    guard let value = try object()[key], !value.isNull else { return nil }
    return DocumentField(value, at: Self.path(path, key))
  }

  /// The fields in order, `null` ones too.
  package func children(
    expected: String = "an object"
  ) throws(FieldFault) -> [(String, DocumentField)] {
    try object(expected: expected).map { ($0, DocumentField($1, at: Self.path(path, $0))) }
  }

  package func elements(expected: String = "a list") throws(FieldFault) -> [DocumentField] {
    guard case .array(let values) = value else { throw error(expected: expected) }
    return values.enumerated().map { DocumentField($1, at: "\(path)[\($0)]") }
  }

  package func text(expected: String = "text") throws(FieldFault) -> String {
    guard let text = scalarText else { throw error(expected: expected) }
    return text
  }

  /// Text, or a list of texts.
  package func texts() throws(FieldFault) -> [String] {
    if let text = scalarText { return [text] }
    var list: [String] = []
    for element in try elements(expected: "text or a list") { list.append(try element.text()) }
    return list
  }

  package func truth() throws(FieldFault) -> Bool {
    switch scalarText?.lowercased() {
    case "true", "yes", "on", "y": return true
    case "false", "no", "off", "n": return false
    default: throw error(expected: "true or false")
    }
  }

  package func integer(in range: ClosedRange<Int64>) throws(FieldFault) -> Int64 {
    guard let text = scalarText, let number = Int64(text), range.contains(number) else {
      let end = range.upperBound == .max ? "" : " to \(range.upperBound)"
      throw error(expected: "a whole number from \(range.lowerBound)\(end)")
    }
    return number
  }

  /// A whole number from 0 to 2^31 - 1, or up to a lower bound.
  package func count(upTo greatest: Int32 = .max) throws(FieldFault) -> Int {
    Int(try integer(in: 0...Int64(greatest)))
  }

  /// One of the cases of an enumeration, by its raw value.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ type: Choice.Type = Choice.self
  ) throws(FieldFault) -> Choice {
    guard let text = scalarText, let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue)
      throw error(expected: "one of " + names.joined(separator: ", "))
    }
    return choice
  }

  /// Refuses fields that nobody reads, which are mistakes in what people write.
  ///
  /// - Throws: The first field that is not among the names.
  package func allowOnly(_ names: [String]) throws(FieldFault) {
    for (name, field) in try children() where !names.contains(name) {
      throw FieldFault(
        field: field.path, found: "a field that there is not",
        expected: "one of " + names.joined(separator: ", "))
    }
  }

  /// The field's own field, which has to be there.
  package func required(_ key: String, _ expected: String) throws(FieldFault) -> DocumentField {
    guard let field = try child(key) else {
      throw FieldFault(field: Self.path(path, key), found: "nothing", expected: expected)
    }
    return field
  }

  /// An amount such as `500m` or `1Gi`.
  package func quantity() throws(FieldFault) -> Quantity {
    guard let quantity = Quantity(value) else {
      throw error(expected: "an amount such as 2 or 1Gi")
    }
    return quantity
  }

  /// A number with or without decimals.
  package func number(in range: ClosedRange<Double>) throws(FieldFault) -> Double {
    guard let text = scalarText, let number = Double(text), range.contains(number) else {
      let end = range.upperBound == .infinity ? " or more" : " to \(range.upperBound)"
      throw error(expected: "a number from \(range.lowerBound)\(end)")
    }
    return number
  }
}
