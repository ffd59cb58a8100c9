// SPDX-License-Identifier: Apache-2.0

extension Quantity: Comparable {
  /// Whether two amounts are equally large, however they are written: `1Ki` equals `1024`.
  public static func == (left: Quantity, right: Quantity) -> Bool {
    left.isNegative == right.isNegative && left.magnitude(comparedTo: right) == 0
  }

  /// Whether one amount is less than another.
  public static func < (left: Quantity, right: Quantity) -> Bool {
    guard left.isNegative == right.isNegative else { return left.isNegative }
    return left.magnitude(comparedTo: right) == (left.isNegative ? 1 : -1)
  }

  /// -1, 0 or 1 where the amount without its sign is less than, as large as or more than another.
  private func magnitude(comparedTo other: Quantity) -> Int {
    if digits == other.digits, decimalExponent == other.decimalExponent,
      binaryExponent == other.binaryExponent
    {
      return 0
    }
    if isZero || other.isZero { return isZero ? (other.isZero ? 0 : -1) : 1 }
    let decimal = min(decimalExponent, other.decimalExponent)
    let binary = min(binaryExponent, other.binaryExponent)
    let left = WholeNumber(
      digits, times10To: decimalExponent - decimal, times2To: binaryExponent - binary)
    let right = WholeNumber(
      other.digits, times10To: other.decimalExponent - decimal,
      times2To: other.binaryExponent - binary)
    return left.compared(to: right)
  }
}

extension Quantity {
  /// The sum of two amounts, exactly.
  ///
  /// It is written as the first amount is, or as the second where the first is zero.
  ///
  /// - Parameter other: What is added.
  /// - Returns: The sum.
  /// - Throws: `QuantityError.tooManyDigits` where it cannot be kept exactly.
  public func adding(_ other: Quantity) throws(QuantityError) -> Quantity {
    if isZero { return other }
    if other.isZero { return self }
    let decimal = min(decimalExponent, other.decimalExponent)
    let binary = min(binaryExponent, other.binaryExponent)
    let left = WholeNumber(
      digits, times10To: decimalExponent - decimal, times2To: binaryExponent - binary)
    let right = WholeNumber(
      other.digits, times10To: other.decimalExponent - decimal,
      times2To: other.binaryExponent - binary)
    guard let first = Int128(left), let second = Int128(right) else { throw .tooManyDigits }
    var sum = (isNegative ? -first : first) + (other.isNegative ? -second : second)
    let isNegative = sum < 0
    var (tens, twos) = (decimal, binary)
    sum = isNegative ? -sum : sum
    while sum != 0, sum.isMultiple(of: 10) { (sum, tens) = (sum / 10, tens + 1) }
    while sum > UInt64.max, sum.isMultiple(of: 2) { (sum, twos) = (sum / 2, twos + 1) }
    guard let digits = UInt64(exactly: sum) else { throw .tooManyDigits }
    return Quantity(
      isNegative: isNegative, digits: digits, decimalExponent: tens, binaryExponent: twos,
      form: form)
  }
}

/// A whole number of any size: just enough of it to compare amounts exactly.
private struct WholeNumber {
  /// The digits to the base of 2^32, the lowest first, the highest not zero.
  private(set) var limbs: [UInt32]

  init(_ digits: UInt64, times10To decimal: Int, times2To binary: Int) {
    limbs = [UInt32(truncatingIfNeeded: digits), UInt32(truncatingIfNeeded: digits >> 32)]
    for _ in 0..<decimal / 9 { multiply(by: 1_000_000_000) }
    for _ in 0..<decimal % 9 { multiply(by: 10) }
    for _ in 0..<binary / 30 { multiply(by: 1 << 30) }
    multiply(by: 1 << UInt32(binary % 30))
    while limbs.last == 0 { limbs.removeLast() }
  }

  private mutating func multiply(by factor: UInt32) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      carry += UInt64(limbs[index]) * UInt64(factor)
      limbs[index] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry != 0 { limbs.append(UInt32(carry)) }
  }

  func compared(to other: WholeNumber) -> Int {
    if limbs.count != other.limbs.count { return limbs.count < other.limbs.count ? -1 : 1 }
    for (left, right) in zip(limbs.reversed(), other.limbs.reversed()) where left != right {
      return left < right ? -1 : 1
    }
    return 0
  }
}

extension Int128 {
  /// The number, where it has fewer than 127 bits so that two of them can be added.
  fileprivate init?(_ number: WholeNumber) {
    guard number.limbs.count <= 4 else { return nil }
    var value: UInt128 = 0
    for limb in number.limbs.reversed() { value = value << 32 | UInt128(limb) }
    guard value >> 126 == 0 else { return nil }
    self.init(value)
  }
}
