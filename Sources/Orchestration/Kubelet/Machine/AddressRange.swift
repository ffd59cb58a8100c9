// SPDX-License-Identifier: Apache-2.0

/// A range of IPv4 addresses, as `10.244.3.0/24`.
public struct AddressRange: Sendable, Hashable {
  let base: UInt32
  let bits: Int

  /// Creates a range.
  ///
  /// - Parameter text: The range; `nil` is returned where it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let bits = Int(parts[1]), (0...32).contains(bits) else { return nil }
    guard let base = Self.number(String(parts[0])) else { return nil }
    self.init(base: base, bits: bits)
  }

  /// Creates a range.
  public init(base: UInt32, bits: Int) {
    self.bits = bits
    self.base = bits == 0 ? 0 : base & ~UInt32((UInt64(1) << UInt64(32 - bits)) - 1)
  }

  /// How many addresses can be given away: the first is the network's, the second the gateway's and
  /// the last is for all.
  public var count: Int { max(0, (1 << (32 - bits)) - 3) }

  /// An address, counted from zero.
  public func address(_ index: Int) -> String { Self.text(base &+ 2 &+ UInt32(index)) }

  /// How many addresses there are, with those that nobody is given.
  var size: UInt64 { UInt64(1) << UInt64(32 - bits) }

  /// Whether an address lies in the range.
  public func contains(_ address: String) -> Bool {
    guard let number = Self.number(address) else { return false }
    return number >= base && UInt64(number - base) < size
  }

  /// Whether both have an address in common.
  func overlaps(_ other: AddressRange) -> Bool {
    UInt64(base) < UInt64(other.base) + other.size && UInt64(other.base) < UInt64(base) + size
  }

  /// The number of an address that people have written; `nil` where it is none.
  static func number(_ text: String) -> UInt32? {
    var (number, byte, digits, bytes): (UInt32, UInt32, Int, Int) = (0, 0, 0, 1)
    for character in text.utf8 {
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        (byte, digits) = (byte * 10 + UInt32(character - UInt8(ascii: "0")), digits + 1)
        if byte > 255 || digits > 3 { return nil }
      case UInt8(ascii: ".") where digits > 0 && bytes < 4:
        (number, byte, digits, bytes) = (number << 8 | byte, 0, 0, bytes + 1)
      default: return nil
      }
    }
    return bytes == 4 && digits > 0 ? number << 8 | byte : nil
  }

  /// An address as people write it.
  static func text(_ address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
  }
}
