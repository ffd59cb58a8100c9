// SPDX-License-Identifier: Apache-2.0

/// A value of a machine-readable document whose fields keep their order.
///
/// The encoders of Foundation and Yams write a dictionary in the order of its hashes, and the
/// former writes structures so too; documents go through this value to be the same every time.
indirect enum DocumentValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  case number(Double)
  case string(String)
  case array([DocumentValue])
  case object([Field])

  /// A name and its value.
  struct Field: Sendable, Hashable {
    var name: String
    var value: DocumentValue
  }

  /// The value of any encodable value: fields in the order in which it encodes them,
  /// dictionaries by key, numbers rounded to six decimals.
  init(encoding value: some Encodable) {
    do {
      self = try DocumentEncoder.value(of: value, path: [])
    } catch {
      preconditionFailure("a report always encodes: \(error)")
    }
  }

  /// A number rounded to six decimals; `null` where it is not finite, which JSON cannot say.
  init(rounding number: Double) {
    guard number.isFinite else {
      self = .null
      return
    }
    let scaled = (number * 1e6).rounded()
    self = .number(scaled.magnitude < 0x1p53 ? scaled / 1e6 : number)
  }
}
