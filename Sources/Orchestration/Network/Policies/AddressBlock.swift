// SPDX-License-Identifier: Apache-2.0

/// The IPv4 addresses of a block such as `10.0.0.0/8`, and single addresses as numbers.
struct AddressBlock: Hashable, Sendable {
  private let base: UInt32
  private let mask: UInt32

  /// Creates a block; `nil` where the text is none, or of IPv6.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let bits = Int(parts[1]), (0...32).contains(bits),
      let address = Self.number(String(parts[0]))
    else { return nil }
    mask = bits == 0 ? 0 : UInt32.max << UInt32(32 - bits)
    base = address & mask
  }

  /// Whether an address is in the block.
  func contains(_ address: UInt32) -> Bool { address & mask == base }

  /// Whether a block is a part of this one, and not all of it.
  func strictlyContains(_ other: AddressBlock) -> Bool {
    contains(other.base) && other.mask != mask && other.mask & mask == mask
  }

  /// An address as a number; `nil` where it is none.
  static func number(_ text: String) -> UInt32? {
    var (value, byte, digits, dots): (UInt32, UInt32, Int, Int) = (0, 0, 0, 0)
    for character in text.utf8 {
      if character == UInt8(ascii: ".") {
        guard digits > 0, dots < 3 else { return nil }
        value = value << 8 | byte
        (byte, digits, dots) = (0, 0, dots + 1)
      } else {
        guard (0x30...0x39).contains(character), digits < 3 else { return nil }
        byte = byte * 10 + UInt32(character - 0x30)
        guard byte < 256 else { return nil }
        digits += 1
      }
    }
    return dots == 3 && digits > 0 ? value << 8 | byte : nil
  }
}
