// SPDX-License-Identifier: Apache-2.0

/// An amount as Kubernetes writes it, such as `500m`, `1.5Gi` or `1e3`, kept exactly.
///
/// The value is a whole number of digits, times a power of ten, times a power of two, so that
/// neither `0.1` nor `1.5Gi` is ever rounded before it is asked for in some unit.
public struct Quantity: Sendable {
  /// Whether the amount is below zero.
  public let isNegative: Bool

  /// The digits without sign, point and trailing zeros.
  let digits: UInt64

  /// The power of ten the digits are multiplied by.
  let decimalExponent: Int

  /// The power of two the digits are multiplied by.
  let binaryExponent: Int

  /// How the amount is written.
  enum Form: Sendable {
    /// With a decimal suffix, such as `500m`.
    case decimal
    /// With a binary suffix, such as `512Mi`.
    case binary
    /// With an exponent, such as `1e3`.
    case exponent
  }

  /// How the amount was written, and is to be written again.
  let form: Form

  init(
    isNegative: Bool, digits: UInt64, decimalExponent: Int, binaryExponent: Int,
    form: Form = .decimal
  ) {
    var (digits, decimalExponent) = (digits, decimalExponent)
    while digits != 0, digits.isMultiple(of: 10) {
      digits /= 10
      decimalExponent += 1
    }
    self.isNegative = isNegative && digits != 0
    self.digits = digits
    self.decimalExponent = digits == 0 ? 0 : decimalExponent
    self.binaryExponent = digits == 0 ? 0 : binaryExponent
    self.form = form
  }

  /// Creates a whole amount.
  public init(_ value: Int64) {
    self.init(
      isNegative: value < 0, digits: value.magnitude, decimalExponent: 0, binaryExponent: 0)
  }

  /// Whether the amount is zero.
  public var isZero: Bool { digits == 0 }

  /// How many digits follow the decimal point when the number is written without an exponent.
  public var decimals: Int { max(0, -decimalExponent) }

  /// The amount times a power of ten and a power of two, exactly.
  ///
  /// A column counted in MiB is read with `scaled(powerOfTwo: 20)`.
  public func scaled(powerOfTen: Int = 0, powerOfTwo: Int = 0) -> Quantity {
    Quantity(
      isNegative: isNegative, digits: digits, decimalExponent: decimalExponent + powerOfTen,
      binaryExponent: binaryExponent + powerOfTwo, form: form)
  }

  /// The amount in a unit, rounded up to the next whole one as Kubernetes does.
  ///
  /// A negative amount is rounded away from zero.
  ///
  /// - Parameter unit: What to count.
  /// - Returns: The amount in that unit.
  /// - Throws: `QuantityError.overflow` above 2^63 - 1.
  public func value(in unit: QuantityUnit) throws(QuantityError) -> Int64 {
    try exactValue(in: unit).value
  }

  /// The amount in a unit, rounded up, and whether that was exact.
  ///
  /// - Parameter unit: What to count.
  /// - Returns: The amount in that unit, and whether nothing was rounded.
  /// - Throws: `QuantityError.overflow` above 2^63 - 1.
  public func exactValue(
    in unit: QuantityUnit
  ) throws(QuantityError) -> (value: Int64, isExact: Bool) {
    guard digits != 0 else { return (0, true) }
    // The digits times the power of two in 128 bits, then the power of ten up or down.
    guard (0..<64).contains(binaryExponent) else { throw .overflow }
    var (high, low) = digits.multipliedFullWidth(by: 1 << UInt64(binaryExponent))
    var exponent = decimalExponent + (unit == .milli ? 3 : 0)
    var isExact = true
    while exponent < 0, high != 0 || low != 0 {
      let upper = high.quotientAndRemainder(dividingBy: 10)
      let lower = UInt64(10).dividingFullWidth((upper.remainder, low))
      if lower.remainder != 0 { isExact = false }
      (high, low) = (upper.quotient, lower.quotient)
      exponent += 1
    }
    guard high == 0 else { throw .overflow }
    var overflow = false
    while exponent > 0 {
      (low, overflow) = low.multipliedReportingOverflow(by: 10)
      if overflow { throw .overflow }
      exponent -= 1
    }
    if !isExact {
      (low, overflow) = low.addingReportingOverflow(1)
      if overflow { throw .overflow }
    }
    guard let magnitude = Int64(exactly: low) else { throw .overflow }
    return (isNegative ? -magnitude : magnitude, isExact)
  }
}
