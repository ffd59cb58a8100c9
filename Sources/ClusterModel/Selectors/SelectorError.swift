// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a selector.
public enum SelectorError: Error, Sendable, Hashable {
  /// No key of a label.
  case key(String, expected: String)
  /// The wrong number of values, or of a wrong kind.
  case values(String, found: String, expected: String)
  /// No value of a label.
  case value(String, of: String, expected: String)
  /// Something else than expected, at a character counted from 1.
  case text(found: String, at: Int, expected: String)
  /// No operator.
  case comparison(String?, expected: String)
  /// No field that nodes can be selected by.
  case field(String?, expected: String)
  /// Something that is wrong in a part of a selector, named by its path.
  indirect case part(String, SelectorError)
}

extension SelectorError: CustomStringConvertible {
  /// What was found and what was expected, in one sentence without a full stop.
  public var description: String {
    switch self {
    case .key(let key, let expected): "key '\(key.prefix(80))': \(expected)"
    case .values(let key, let found, let expected):
      "values of '\(key)' are \(found.prefix(80)), but \(expected)"
    case .value(let value, let key, let expected):
      "value '\(value.prefix(80))' of '\(key)': \(expected)"
    case .text(let found, let position, let expected):
      "found \(found.prefix(80)) at character \(position), expected \(expected)"
    case .comparison(let found, let expected):
      found.map { "operator '\($0.prefix(80))': expected \(expected)" }
        ?? "no operator, expected \(expected)"
    case .field(let found, let expected):
      found.map { "field '\($0.prefix(80))': expected \(expected)" }
        ?? "no key, expected \(expected)"
    case .part(let path, let error): "\(path): \(error)"
    }
  }
}
