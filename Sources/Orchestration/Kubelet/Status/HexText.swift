// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Names of 64 hexadecimal digits, as digests and containers have them.
enum HexText {
  /// The digits that belong to a text.
  static func digits(of text: String) -> String {
    var generator = Draw.generator(seed: 0, text)
    return String(unsafeUninitializedCapacity: 64) { buffer in
      for word in 0..<4 {
        let bits = generator.next()
        for place in 0..<16 {
          let digit = UInt8(truncatingIfNeeded: bits >> UInt64(60 - 4 * place)) & 15
          buffer[16 * word + place] = digit < 10 ? 0x30 + digit : 0x57 + digit
        }
      }
      return 64
    }
  }
}
