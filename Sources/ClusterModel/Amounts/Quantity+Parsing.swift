// SPDX-License-Identifier: Apache-2.0

extension Quantity {
  /// Reads an amount.
  ///
  /// - Parameter text: A decimal number with an optional suffix: `n u m k M G T P E` for powers
  ///   of ten, `Ki Mi Gi Ti Pi Ei` for powers of two, or an exponent such as `e3`.
  /// - Throws: A `QuantityError` that says what is wrong.
  public init(_ text: String) throws(QuantityError) {
    var text = text
    let result = text.withUTF8 { bytes -> Result<Quantity, QuantityError> in
      do throws(QuantityError) {
        return .success(try Quantity(utf8: bytes))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  /// Reads an amount from its bytes.
  ///
  /// - Parameter bytes: The text, as for `init(_:)`.
  /// - Throws: A `QuantityError` that says what is wrong.
  public init<Bytes: RandomAccessCollection>(
    utf8 bytes: Bytes
  ) throws(QuantityError) where Bytes.Element == UInt8 {
    var rest = bytes[...]
    guard !rest.isEmpty else { throw .empty }
    var isNegative = false
    if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }

    var digits: UInt64 = 0
    var pendingZeros = 0
    var fraction = 0
    var seenDigit = false
    var seenPoint = false
    while let byte = rest.first {
      if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        seenDigit = true
        if seenPoint { fraction += 1 }
        // Zeros are held back: those that end the number need no room.
        if byte == UInt8(ascii: "0") {
          if digits != 0 { pendingZeros += 1 }
        } else {
          for _ in 0...pendingZeros {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            if overflow { throw .tooManyDigits }
            digits = product
          }
          pendingZeros = 0
          let (sum, overflow) = digits.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
          if overflow { throw .tooManyDigits }
          digits = sum
        }
      } else {
        break
      }
      rest = rest.dropFirst()
    }
    guard seenDigit else { throw .notANumber }
    let suffix = try Self.exponents(ofSuffix: rest)
    self.init(
      isNegative: isNegative, digits: digits,
      decimalExponent: pendingZeros - fraction + suffix.decimal, binaryExponent: suffix.binary,
      form: suffix.form)
  }

  private static func exponents<Bytes: RandomAccessCollection>(
    ofSuffix suffix: Bytes
  ) throws(QuantityError) -> (decimal: Int, binary: Int, form: Form) where Bytes.Element == UInt8 {
    guard let first = suffix.first else { return (0, 0, .decimal) }
    if suffix.count == 1 {
      switch first {
      case UInt8(ascii: "n"): return (-9, 0, .decimal)
      case UInt8(ascii: "u"): return (-6, 0, .decimal)
      case UInt8(ascii: "m"): return (-3, 0, .decimal)
      case UInt8(ascii: "k"): return (3, 0, .decimal)
      case UInt8(ascii: "M"): return (6, 0, .decimal)
      case UInt8(ascii: "G"): return (9, 0, .decimal)
      case UInt8(ascii: "T"): return (12, 0, .decimal)
      case UInt8(ascii: "P"): return (15, 0, .decimal)
      case UInt8(ascii: "E"): return (18, 0, .decimal)
      default: throw .unknownSuffix
      }
    }
    if suffix.count == 2, suffix.last == UInt8(ascii: "i") {
      switch first {
      case UInt8(ascii: "K"): return (0, 10, .binary)
      case UInt8(ascii: "M"): return (0, 20, .binary)
      case UInt8(ascii: "G"): return (0, 30, .binary)
      case UInt8(ascii: "T"): return (0, 40, .binary)
      case UInt8(ascii: "P"): return (0, 50, .binary)
      case UInt8(ascii: "E"): return (0, 60, .binary)
      default: throw .unknownSuffix
      }
    }
    guard first == UInt8(ascii: "e") || first == UInt8(ascii: "E") else { throw .unknownSuffix }
    var rest = suffix.dropFirst()
    var sign = 1
    if let mark = rest.first, mark == UInt8(ascii: "-") || mark == UInt8(ascii: "+") {
      sign = mark == UInt8(ascii: "-") ? -1 : 1
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty else { throw .unknownSuffix }
    var exponent = 0
    for byte in rest {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { throw .unknownSuffix }
      exponent = exponent * 10 + Int(byte - UInt8(ascii: "0"))
      if exponent > 1_000 { throw .overflow }
    }
    return (sign * exponent, 0, .exponent)
  }
}
