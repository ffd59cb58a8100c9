// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Testing

@testable import Reporting

@Suite("Numbers as people read them")
struct FiguresTests {
  @Test(
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1234, "-1,234"),
      (Int64.min, "-9,223,372,036,854,775,808"),
    ] as [(Int64, String)])
  func wholeNumbers(number: Int64, text: String) {
    #expect(Figures.grouped(number) == text)
  }

  @Test(
    arguments: [
      (0, "0.0 %"), (0.0193, "1.9 %"), (0.0001, "<0.1 %"), (0.0005, "0.1 %"), (1, "100.0 %"),
      (12.5, "1,250.0 %"), (-0.00001, "0.0 %"), (.infinity, "∞ %"),
    ] as [(Double, String)])
  func percentages(ratio: Double, text: String) {
    #expect(Figures.percent(ratio) == text)
  }

  @Test(
    arguments: [
      (0, "0 µs"), (0.00035, "350 µs"), (0.0009996, "1.0 ms"), (0.0012, "1.2 ms"),
      (0.0999, "99.9 ms"), (0.25, "250 ms"), (0.9996, "1.0 s"), (2.34, "2.3 s"),
      (59.96, "1 min 00 s"), (65, "1 min 05 s"), (3661, "1 h 01 min"), (-1, "–"), (.nan, "–"),
    ] as [(Double, String)])
  func durations(seconds: Double, text: String) {
    #expect(Figures.duration(seconds) == text)
  }

  @Test(
    arguments: [
      (96_000, .milli, "96"), (1500, .milli, "1.5"), (1, .milli, "0.001"), (0, .milli, "0"),
      (384 << 30, .bytes, "384 GiB"), (1536 << 20, .bytes, "1.5 GiB"), (1023, .bytes, "1,023 B"),
      (0, .bytes, "0 B"), (1 << 50, .bytes, "1 PiB"), (12_345, .count, "12,345"),
    ] as [(Int64, ResourceUnit, String)])
  func quantities(amount: Int64, unit: ResourceUnit, text: String) {
    #expect(Figures.quantity(amount, unit: unit) == text)
  }

  @Test func wrapsAtSpacesAndInsideLongWords() {
    #expect(
      DisplayText.wrapped("  one two three", to: 9, indent: 4) == ["  one two", "    three"])
    #expect(DisplayText.wrapped("abcdefghij", to: 4) == ["abcd", "efgh", "ij"])
    #expect(DisplayText.wrapped("", to: 4).isEmpty)
  }

  @Test func measuresAndCutsAsTerminalsDo() {
    #expect(DisplayText.width("界a") == 3)
    #expect(DisplayText.width("e\u{301}") == 1)
    #expect(DisplayText.truncated("世界世界", to: 5) == "世界…")
    #expect(DisplayText.truncated("abc", to: 3) == "abc")
  }
}
