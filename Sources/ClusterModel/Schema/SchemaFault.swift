// SPDX-License-Identifier: Apache-2.0

/// Something in an object that the schema does not allow, and where.
public struct SchemaFault: Error, Sendable, Hashable {
  /// What is wrong with a field.
  public enum Problem: Sendable, Hashable {
    /// It has a value that its type does not allow.
    case value(found: String, expected: String)
    /// It has to be there and is not.
    case missing(expected: String)
    /// There is no such field; the one that may have been meant is named.
    case unknown(suggestion: String?)
  }

  /// The field, such as `spec.containers[0].resources.requests.cpu`; a name with dots in it stands
  /// in brackets and quotes.
  public var path: String
  /// What is wrong.
  public var problem: Problem
  /// Whether the API server would only warn.
  public var isWarning: Bool

  /// Creates a fault.
  public init(path: String, problem: Problem, isWarning: Bool = false) {
    self.path = path
    self.problem = problem
    self.isWarning = isWarning
  }

  /// What was found, for messages.
  public var found: String {
    switch problem {
    case .value(let found, _): found
    case .missing: "nothing"
    case .unknown: "a field that there is not"
    }
  }

  /// What was expected, for messages.
  public var expected: String {
    switch problem {
    case .value(_, let expected), .missing(let expected): expected
    case .unknown(let suggestion): suggestion.map { "'\($0)', maybe" } ?? "no such field"
    }
  }
}

extension SchemaFault: CustomStringConvertible {
  /// The field, what was found and what was expected, in one sentence without a full stop.
  public var description: String {
    switch problem {
    case .value(let found, let expected): "field '\(path)': found \(found), expected \(expected)"
    case .missing(let expected): "field '\(path)' is missing, expected \(expected)"
    case .unknown(let suggestion):
      "there is no field '\(path)'" + (suggestion.map { ", maybe '\($0)' was meant" } ?? "")
    }
  }
}

extension Schema {
  /// What becomes of fields that the schema does not have.
  public enum UnknownFields: String, Sendable, Hashable, CaseIterable {
    /// They are errors.
    case strict
    /// They are warnings.
    case warn
    /// Nothing.
    case ignore
  }

  /// Checks an object.
  ///
  /// To check many, keep one `SchemaChecker`. Fields that a server writes, those of `status`, may be
  /// left out even where they are required. A field that is `null` counts as absent.
  ///
  /// - Parameters:
  ///   - fields: The object.
  ///   - mode: What becomes of fields that there are not.
  /// - Returns: What is wrong, in the order of the fields; nothing for kinds that are not known.
  /// - Complexity: Linear in the size of the object.
  public func check(_ fields: Fields, mode: UnknownFields = .strict) -> [SchemaFault] {
    var checker = SchemaChecker(schema: self, mode: mode)
    return checker.check(fields)
  }
}
