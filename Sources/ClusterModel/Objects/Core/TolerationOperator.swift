// SPDX-License-Identifier: Apache-2.0

/// How the value of a toleration is compared with that of a taint.
package enum TolerationOperator: String, Sendable, Hashable {
  /// They are the same.
  case equal = "Equal"
  /// Any value will do.
  case exists = "Exists"
  /// The taint's number is lower.
  case lessThan = "Lt"
  /// The taint's number is greater.
  case greaterThan = "Gt"

  /// The operator as it is written, where nothing means `Equal`; `nil` for one that there is not.
  package init?(written: String?) {
    guard let written, !written.isEmpty else {
      self = .equal
      return
    }
    self.init(rawValue: written)
  }

  /// Whether it holds between the value of a toleration and that of a taint.
  ///
  /// Comparisons of numbers never do: they are behind a feature gate
  /// (`TaintTolerationComparisonOperators`) that is off unless someone turns it on.
  package func holds(_ value: String, for taint: String) -> Bool {
    switch self {
    case .exists: true
    case .equal: value == taint
    case .lessThan, .greaterThan: false
    }
  }
}
