// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Damages files the way the world does, and worse: the same seed damages alike.
struct Mutator {
  private var random: SeededGenerator

  /// What readers of numbers trip over.
  private static let nasty = [
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1000000000000000000",
    "99999999999999999999999999999999", "-1", "0", "00000000000000000001", "1e308", "1e-308",
    "1e999999999", "NaN", "inf", "0x10", "1.5", "-0", "+7", "2147483647", "2147483648",
    "4294967296",
    "18446744073709551616", "", " ", "\t", "\"", "\"\"", "\"\n", ",", ",,,,", "\n", "\r\n", "\r",
    "\u{0}", "\u{FEFF}", "é", "١٢٣", "1Ei", "16Ei", "500m", "|", ";", "{", "---", "--",
  ]

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// Damages a file in one to four ways; parts of another file may be spliced in.
  mutating func mutate(_ original: [UInt8], other: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0...random.below(4) {
      switch random.below(10) {
      case 0: flipBit(&bytes)
      case 1: bytes = Array(bytes.prefix(random.below(bytes.count + 1)))
      case 2: bytes = Array(bytes.dropFirst(random.below(min(bytes.count, 64) + 1)))
      case 3: splice(&bytes, other)
      case 4, 5: replaceNumber(&bytes)
      case 6: insert(&bytes, Array(Self.nasty[random.below(Self.nasty.count)].utf8))
      case 7: changeLine(&bytes, duplicate: true)
      case 8: changeLine(&bytes, duplicate: false)
      default: insert(&bytes, (0..<1 + random.below(8)).map { _ in UInt8(random.below(256)) })
      }
    }
    return bytes
  }

  private mutating func flipBit(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
  }

  private mutating func insert(_ bytes: inout [UInt8], _ text: [UInt8]) {
    bytes.insert(contentsOf: text, at: random.below(bytes.count + 1))
  }

  private mutating func splice(_ bytes: inout [UInt8], _ other: [UInt8]) {
    let start = random.below(other.count + 1)
    let part = other[start...].prefix(random.below(200))
    let at = random.below(bytes.count + 1)
    let end = min(bytes.count, at + random.below(200))
    bytes.replaceSubrange(at..<end, with: part)
  }

  private mutating func replaceNumber(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    var start = random.below(bytes.count)
    while start < bytes.count, !(0x30...0x39).contains(bytes[start]) { start += 1 }
    while start > 0, start < bytes.count, (0x30...0x39).contains(bytes[start - 1]) { start -= 1 }
    var end = start
    while end < bytes.count, (0x30...0x39).contains(bytes[end]) { end += 1 }
    bytes.replaceSubrange(start..<end, with: Self.nasty[random.below(Self.nasty.count)].utf8)
  }

  private mutating func changeLine(_ bytes: inout [UInt8], duplicate: Bool) {
    guard !bytes.isEmpty else { return }
    let at = random.below(bytes.count)
    let start = bytes[..<at].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let end = bytes[at...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    guard start < end else { return }
    if duplicate {
      let line = Array(bytes[start..<end])
      for _ in 0...random.below(3) { bytes.insert(contentsOf: line, at: start) }
    } else {
      bytes.removeSubrange(start..<end)
    }
  }
}
