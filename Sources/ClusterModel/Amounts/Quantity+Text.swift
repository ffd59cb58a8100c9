// SPDX-License-Identifier: Apache-2.0

extension Quantity: CustomStringConvertible {
  /// The amount in its canonical form: a whole number with the largest suffix that keeps it one.
  ///
  /// Amounts that were written with a binary suffix keep one; others get a decimal suffix. Below
  /// a thousandth of a thousandth of a thousandth there is none, and an exponent is written.
  public var description: String {
    let sign = isNegative ? "-" : ""
    var (digits, decimal, binary) = (digits, decimalExponent, binaryExponent)
    // A binary suffix with a fraction: one suffix lower is 1,024 times as many.
    while binary >= 10, decimal < 0 {
      let (product, overflow) = digits.multipliedReportingOverflow(by: 1_024)
      if overflow { break }
      digits = product
      binary -= 10
      while decimal < 0, digits.isMultiple(of: 10) {
        digits /= 10
        decimal += 1
      }
    }
    if binary >= 10, decimal >= 0 {
      while decimal > 0 {
        let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
        if overflow { break }
        digits = product
        decimal -= 1
      }
      let suffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
      while digits.isMultiple(of: 1_024), digits != 0, binary / 10 + 1 < suffixes.count {
        digits /= 1_024
        binary += 10
      }
      if decimal == 0, binary / 10 < suffixes.count {
        return sign + "\(digits)\(suffixes[binary / 10])"
      }
    }
    while binary > 0 {
      let (product, overflow) = digits.multipliedReportingOverflow(by: 2)
      if overflow { break }
      digits = product
      binary -= 1
    }
    while decimal != 0, !decimal.isMultiple(of: 3) {
      let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
      if overflow { break }
      digits = product
      decimal -= 1
    }
    let suffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
    let index = decimal / 3 + 3
    guard decimal.isMultiple(of: 3), suffixes.indices.contains(index) else {
      return sign + "\(digits)e\(decimal)"
    }
    return sign + "\(digits)\(suffixes[index])"
  }
}
