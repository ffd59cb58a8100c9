// SPDX-License-Identifier: Apache-2.0

/// A whole number, or text such as a percentage or the name of a port.
public enum IntOrString: Sendable, Hashable {
  /// A number.
  case int(Int)
  /// Text.
  case string(String)

  /// Which way a share that is no whole number is rounded.
  public enum Rounding: Sendable, Hashable {
    /// To the next larger number, as for what may be added.
    case up
    /// To the next smaller number, as for what may be missing.
    case down
  }

  /// The number, or the percentage of a total.
  ///
  /// - Parameters:
  ///   - total: What 100% is.
  ///   - rounding: Which way a share is rounded.
  /// - Returns: The number; `nil` where the text is no percentage such as `25%`.
  public func scaled(of total: Int, rounding: Rounding) -> Int? {
    switch self {
    case .int(let number): return number
    case .string(let text):
      guard text.utf8.last == UInt8(ascii: "%"), let percent = Int(text.dropLast()) else {
        return nil
      }
      let (product, overflow) = percent.multipliedReportingOverflow(by: total)
      guard !overflow else { return nil }
      let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 100)
      switch rounding {
      case .up: return quotient + (remainder > 0 ? 1 : 0)
      case .down: return quotient - (remainder < 0 ? 1 : 0)
      }
    }
  }
}

extension IntOrString: FieldValue {
  /// Reads a number or text.
  public init?(_ value: Value) {
    switch value {
    case .integer(let number):
      guard let number = Int(exactly: number) else { return nil }
      self = .int(number)
    case .string(let text): self = .string(text)
    case .null, .bool, .number, .array, .object: return nil
    }
  }

  /// The number or the text as a value.
  public var value: Value {
    switch self {
    case .int(let number): .integer(Int64(number))
    case .string(let text): .string(text)
    }
  }
}

extension IntOrString: CustomStringConvertible {
  /// The number or the text.
  public var description: String {
    switch self {
    case .int(let number): String(number)
    case .string(let text): text
    }
  }
}

extension IntOrString: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  /// Creates a number.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// Creates text.
  public init(stringLiteral value: String) { self = .string(value) }
}
