// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a document, and where.
public struct ReadingError: Error, Sendable, Hashable {
  /// The file's name.
  public var file: String
  /// The line, counted from one, where that makes sense.
  public var line: Int?
  /// The column, counted from one, where that makes sense.
  public var column: Int?
  /// The path of the field, such as `spec.containers[0].name`, where it is about one.
  public var field: String?
  /// What was found, such as `a list` or `the end of the file`.
  public var found: String
  /// What was expected.
  public var expected: String

  /// Creates an error.
  public init(
    file: String, line: Int? = nil, column: Int? = nil, field: String? = nil, found: String,
    expected: String
  ) {
    (self.file, self.line, self.column, self.field) = (file, line, column, field)
    (self.found, self.expected) = (found, expected)
  }

  /// Creates an error at a position.
  public init(at position: SourcePosition, field: String? = nil, found: String, expected: String) {
    self.init(
      file: position.file, line: position.line, column: position.column, field: field,
      found: found, expected: expected)
  }
}

extension ReadingError: CustomStringConvertible {
  /// The place, then what was found and expected: `a.yaml:3:5: field 'spec': found …, expected …`.
  public var description: String {
    var text = file
    if let line { text += ":\(line)" }
    if line != nil, let column { text += ":\(column)" }
    text += ": "
    if let field { text += "field '\(field)': " }
    return text + "found \(found), expected \(expected)"
  }
}
