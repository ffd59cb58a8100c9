// SPDX-License-Identifier: Apache-2.0

extension Quantity: CustomStringConvertible {
  /// The amount in its canonical form: a whole number with the largest suffix that keeps it one.
  ///
  /// It is what Kubernetes writes (`apimachinery/pkg/api/resource/quantity.go`): an amount that was
  /// written with a binary suffix keeps one where it is whole and at least 1,024, one that was
  /// written with an exponent keeps an exponent (`1e3` stays so), all others get a decimal suffix.
  /// What is below a billionth is rounded away from zero to one, and what is too large for 128 bits
  /// is written as 2^63 - 1, the most there is in Kubernetes.
  public var description: String {
    guard !isZero else { return "0" }
    let sign = isNegative ? "-" : ""
    guard let (digits, decimal) = folded else { return sign + "\(Int64.max)" }
    if form == .binary, let text = Self.binaryText(digits, decimal) { return sign + text }
    return sign + Self.decimalText(digits, decimal, suffixed: form != .exponent)
  }

  /// The digits times the power of two, without zeros at the end, and the power of ten.
  private var folded: (digits: UInt128, decimal: Int)? {
    var (folded, decimal) = (UInt128(digits), decimalExponent)
    guard (-127...127).contains(binaryExponent) else { return nil }
    for _ in 0..<abs(binaryExponent) {
      // A half is five tenths.
      let (product, overflow) = folded.multipliedReportingOverflow(by: binaryExponent > 0 ? 2 : 5)
      if overflow { return nil }
      folded = product
      if binaryExponent < 0 { decimal -= 1 }
    }
    while folded.isMultiple(of: 10) { (folded, decimal) = (folded / 10, decimal + 1) }
    while decimal < -9 {
      let (quotient, remainder) = folded.quotientAndRemainder(dividingBy: 10)
      (folded, decimal) = (quotient + (remainder == 0 ? 0 : 1), decimal + 1)
    }
    while folded.isMultiple(of: 10) { (folded, decimal) = (folded / 10, decimal + 1) }
    return (folded, decimal)
  }

  private static func binaryText(_ digits: UInt128, _ decimal: Int) -> String? {
    guard decimal >= 0 else { return nil }
    var whole = digits
    for _ in 0..<decimal {
      let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      whole = product
    }
    guard whole >= 1_024 else { return nil }
    let suffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
    var step = 0
    while whole.isMultiple(of: 1_024), step + 1 < suffixes.count {
      (whole, step) = (whole / 1_024, step + 1)
    }
    return "\(whole)\(suffixes[step])"
  }

  private static func decimalText(
    _ digits: UInt128, _ decimal: Int, suffixed: Bool
  ) -> String {
    var (digits, decimal) = (digits, decimal)
    while !decimal.isMultiple(of: 3) || (suffixed && decimal > 18) {
      let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
      if overflow { return "\(Int64.max)" }
      (digits, decimal) = (product, decimal - 1)
    }
    if decimal == 0 { return "\(digits)" }
    let suffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
    return suffixed ? "\(digits)\(suffixes[decimal / 3 + 3])" : "\(digits)e\(decimal)"
  }
}
