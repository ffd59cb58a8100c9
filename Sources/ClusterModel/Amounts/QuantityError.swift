// SPDX-License-Identifier: Apache-2.0

/// What is wrong with an amount.
public enum QuantityError: Error, Sendable, Hashable {
  /// There is no text.
  case empty
  /// The text does not start with a decimal number.
  case notANumber
  /// What follows the number is no suffix.
  case unknownSuffix
  /// The number has more digits than can be kept exactly.
  case tooManyDigits
  /// The amount is too large to be counted.
  case overflow
}

extension QuantityError: CustomStringConvertible {
  /// What was expected instead, as the end of a sentence.
  public var description: String {
    switch self {
    case .empty:
      "nothing was given, expected an amount such as 500m, 2 or 1.5Gi"
    case .notANumber:
      "expected an amount such as 500m, 2 or 1.5Gi"
    case .unknownSuffix:
      "expected one of the suffixes n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei or an "
        + "exponent such as e3"
    case .tooManyDigits:
      "expected at most 19 significant digits"
    case .overflow:
      "the amount is too large, expected less than 2^63 in the resource's unit"
    }
  }
}
