// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a field of a document, and where.
public struct FieldFault: Error, Sendable, Hashable {
  /// The field, from the outside in: `services.web.ports[0]`; `SourceLocator` finds its line.
  public var field: String
  /// What was found: quoted text, or the kind of value.
  public var found: String
  /// What was expected instead.
  public var expected: String

  /// Creates an error.
  public init(field: String, found: String, expected: String) {
    self.field = field
    self.found = found
    self.expected = expected
  }
}

extension FieldFault: CustomStringConvertible {
  /// The place, then what was found and expected: `field 'services.web.scale': found 'x', …`.
  public var description: String {
    "field '\(field)': found \(found), expected \(expected)"
  }
}
