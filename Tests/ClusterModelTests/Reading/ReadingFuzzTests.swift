// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Damaged documents")
struct ReadingFuzzTests {
  private static let nasty: [[UInt8]] =
    [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "- ", "---\n", "...\n", "\n",
      "\t", "&a ",
      "*a", "<<: ", "? ", "!!int ", "|\n", ">-\n", "%", "#", "'", "\u{0}", "\u{FEFF}",
      "1e999999999",
      "\r", "&a [*a]", "items:\n", "\"items\":[", "kind: List\n",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFE]]

  private static func mutate(_ original: [UInt8], _ other: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = original
    for _ in 0...dice.below(3) {
      let place = dice.below(bytes.count + 1)
      switch dice.below(6) {
      case 0: bytes = Array(bytes.prefix(place))
      case 1: if place < bytes.count { bytes[place] ^= 1 << UInt8(dice.below(8)) }
      case 2: bytes.insert(contentsOf: bytes[place...].prefix(dice.below(100)), at: place)
      case 3:
        let part = other[dice.below(other.count + 1)...].prefix(dice.below(100))
        bytes.replaceSubrange(place..<min(bytes.count, place + dice.below(100)), with: part)
      case 4: bytes.insert(contentsOf: nasty[dice.below(nasty.count)], at: place)
      default: bytes.removeSubrange(place..<min(bytes.count, place + dice.below(20)))
      }
    }
    return bytes
  }

  @Test("every reader gives values or one error with a line", arguments: 0..<6)
  func mutations(seed: Int) throws {
    var dice = Dice(UInt64(seed) &+ 1000)
    for _ in 0..<10 {
      let list: Value = [
        "apiVersion": "v1", "kind": "List",
        "items": .array((0..<3).map { _ in .object(dice.fields(depth: 3)) }),
      ]
      let texts = [
        Array(JSONWriter(layout: .indented).text(list).utf8), Array(YAMLWriter().text(list).utf8),
        Array("a: &a {b: [1]}\nc: *a\nd:\n  <<: *a\n  e: |\n    x\n---\n- 'x'\n- !!str 3\n".utf8),
      ]
      for original in texts {
        for _ in 0..<5 {
          let bytes = Self.mutate(original, texts[dice.below(texts.count)], &dice)
          let size = 1 + dice.below(64)
          let outcomes = [
            (Outcome(json: MemorySource(bytes)), Outcome(json: Pieces(bytes, size: size))),
            (Outcome(yaml: MemorySource(bytes)), Outcome(yaml: Pieces(bytes, size: size))),
            (Outcome(objects: MemorySource(bytes)), Outcome(objects: Pieces(bytes, size: size))),
          ]
          for (index, (whole, pieces)) in outcomes.enumerated() {
            // Of two errors in YAML, which one is seen depends on how far is read ahead.
            let isSame =
              whole == pieces || (index > 0 && whole.error != nil && pieces.error != nil)
            #expect(isSame, "\(String(decoding: bytes, as: UTF8.self))")
            if let error = whole.error {
              let lines = bytes.count { $0 == 0x0A || $0 == 0x0D || $0 == 0x85 || $0 == 0xA8 } + 1
              #expect((1...lines + 1).contains(error.line ?? 0))
              #expect((error.column ?? 0) >= 1)
            }
          }
          let start = SourcePosition(
            file: "input", line: 1 + dice.below(4), column: 1 + dice.below(4))
          _ = try? SourceLocator.position(
            of: "items[1].a", inObjectAt: start, of: MemorySource(bytes))
        }
      }
    }
  }
}
