// SPDX-License-Identifier: Apache-2.0

/// The Base64 encoding of RFC 4648, in which YAML writes bytes.
enum Base64 {
  /// The text that is encoded, or `nil` where it is no such encoding of text in UTF-8.
  ///
  /// White space between the signs does not count.
  static func text(of bytes: UnsafeBufferPointer<UInt8>) -> String? {
    var decoded: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in bytes {
      let sextet: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): sextet = byte - 0x41
      case UInt8(ascii: "a")...UInt8(ascii: "z"): sextet = byte - 0x61 + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): sextet = byte - 0x30 + 52
      case UInt8(ascii: "+"): sextet = 62
      case UInt8(ascii: "/"): sextet = 63
      case UInt8(ascii: "="):
        padding += 1
        continue
      case 0x09, 0x0A, 0x0D, 0x20: continue
      default: return nil
      }
      if padding > 0 { return nil }
      bits = bits << 6 | UInt32(sextet)
      count += 1
      if count % 4 == 0 {
        decoded.append(UInt8(truncatingIfNeeded: bits >> 16))
        decoded.append(UInt8(truncatingIfNeeded: bits >> 8))
        decoded.append(UInt8(truncatingIfNeeded: bits))
      }
    }
    switch (count % 4, padding) {
    case (0, 0): break
    case (2, 2): decoded.append(UInt8(truncatingIfNeeded: bits >> 4))
    case (3, 1):
      decoded.append(UInt8(truncatingIfNeeded: bits >> 10))
      decoded.append(UInt8(truncatingIfNeeded: bits >> 2))
    default: return nil
    }
    return String(validating: decoded, as: UTF8.self)
  }
}
