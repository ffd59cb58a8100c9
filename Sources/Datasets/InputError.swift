// SPDX-License-Identifier: Apache-2.0

/// What is wrong with an input, and where.
public struct InputError: Error, Sendable, Hashable {
  /// The file's name.
  public var file: String
  /// The line, counted from one, where that makes sense.
  public var line: Int?
  /// The field or column.
  public var field: String?
  /// What was found and what was expected.
  public var message: String

  /// Creates an error.
  public init(file: String, line: Int? = nil, field: String? = nil, message: String) {
    self.file = file
    self.line = line
    self.field = field
    self.message = message
  }
}

extension InputError: CustomStringConvertible {
  /// The place, then what was found and expected: `pods.csv:3: field 'cpu': found 'x', …`.
  public var description: String {
    var text = file
    if let line { text += ":\(line)" }
    text += ": "
    if let field { text += "field '\(field)': " }
    return text + message
  }
}
