// SPDX-License-Identifier: Apache-2.0

/// A range of IPv4 addresses, as `10.244.3.0/24`.
public struct AddressRange: Sendable, Hashable {
  private let base: UInt32
  private let bits: Int

  /// Creates a range.
  ///
  /// - Parameter text: The range; `nil` is returned where it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let bits = Int(parts[1]), (0...32).contains(bits) else { return nil }
    var base: UInt32 = 0
    let bytes = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard bytes.count == 4 else { return nil }
    for byte in bytes {
      guard let value = UInt8(byte) else { return nil }
      base = base << 8 | UInt32(value)
    }
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

  /// An address as people write it.
  static func text(_ address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
  }
}
