// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("YAML reader")
struct YAMLReaderTests {
  @Test(
    "plain scalars mean what they mean to kubectl",
    arguments: [
      ("no", false), ("on", true), ("y", true), ("N", false), ("True", true), ("OFF", false),
      ("yEs", "yEs"), ("tRUE", "tRUE"), ("~", .null), ("null", .null), ("Null", .null), ("", .null),
      ("nULL", "nULL"), ("017", 15), ("0o17", 15), ("08", 8), ("0x1F", 31), ("0b11", 3),
      ("-0x1f", -31), ("+12", 12), ("1_000", 1000), ("_1", "_1"), ("1e3", .number("1e3")),
      (".5", .number("0.5")), ("5.", .number("5.0")), ("+1.5", .number("1.5")),
      ("1.50", .number("1.50")), ("-.5", .number("-0.5")), ("00.5", .number("0.5")),
      ("1e400", .number("1e400")), ("12345678901234567890", .number("12345678901234567890")),
      ("0xFFFFFFFFFFFFFFFF", .number("18446744073709551615")),
      ("123456789012345678901234567890", .number("123456789012345678901234567890")),
      ("-9223372036854775808", .integer(.min)), ("9223372036854775807", .integer(.max)),
      ("2020-01-01", "2020-01-01"), ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
      ("1:30", "1:30"), ("1e", "1e"), (".e3", ".e3"), ("0o8", "0o8"), ("0x", "0x"), ("0xg", "0xg"),
      ("-", [.null]), ("+", "+"), (".", "."), ("500m", "500m"), ("1Gi", "1Gi"), ("1.2.3", "1.2.3"),
      ("=", "="), ("0x1p3", "0x1p3"), ("'no'", "no"), ("\"1e3\"", "1e3"), ("!!str 12", "12"),
      ("!!int '12'", 12), ("!!float 3", 3), ("!!bool 'yes'", true), ("!!null ''", .null),
      ("!!binary aGk=", "hi"), ("!!binary |\n  aG\n  k=", "hi"), ("!mine 12", "12"), ("! 12", "12"),
      ("!!timestamp 2020-01-01", "2020-01-01"), ("-0", .number("-0")), ("a: b: c", nil),
    ] as [(String, Value?)])
  func scalars(text: String, value: Value?) throws {
    guard let value else {
      #expect(throws: ReadingError.self) { try yaml(text) }
      return
    }
    #expect(try yaml(text) == value)
    if !text.isEmpty, !text.hasPrefix("!!binary |"), text != "-" {
      #expect(try yaml("a:\n- \(text)") == ["a": [value]])
    }
  }

  @Test(
    "documents are read",
    arguments: [
      ("", []), ("# nothing\n", []), ("---\n", [nil]), ("---\n---\na: 1\n", [nil, ["a": 1]]),
      ("a: 1\n---\n---\nb: 2\n...\n", [["a": 1], nil, ["b": 2]]), ("a: 1\n...\n", [["a": 1]]),
      ("\u{FEFF}a: 1\n", [["a": 1]]), ("%YAML 1.1\n---\na: 1\n", [["a": 1]]),
      ("a: |\n  ---\n  x\n", [["a": "---\nx\n"]]), ("a: |-\n  x\n\n", [["a": "x"]]),
      ("a: >\n  x\n  y\n", [["a": "x y\n"]]), ("a: |+\n  x\n\n", [["a": "x\n\n"]]),
      ("a: 1 # c\n# d\nb: '#'\n", [["a": 1, "b": "#"]]), ("a:\n- 1\n- 2\n", [["a": [1, 2]]]),
      ("{a: [1, {b: ~}], \"c\": 'it''s'}", [["a": [1, ["b": nil]], "c": "it's"]]),
      ("a: &x {b: 1}\nc: *x\n", [["a": ["b": 1], "c": ["b": 1]]]),
      ("- &x v\n- *x\n", [["v", "v"]]), ("a: &x [1]\nb: [*x, *x]", [["a": [1], "b": [[1], [1]]]]),
      (
        "a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n",
        [["a": ["p": 1, "q": 2], "b": ["q": 3, "p": 1]]]
      ),
      (
        "a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc:\n  <<: [*x, *y]\n",
        [["a": ["p": 1], "b": ["p": 2, "q": 2], "c": ["p": 1, "q": 2]]]
      ),
      ("a: {\"<<\": 1}", [["a": ["<<": 1]]]),
      (
        "on: 1\n010: 2\n1.0: 3\n1.5: 4\n",
        [["true": 1, "8": 2, "1": 3, "1.5": 4]]
      ), ("? a\n: b\n", [["a": "b"]]),
      ("a: \"\\x41\\u00e9\\U0001F600\\\n  b\"\n", [["a": "Aé😀b"]]), ("a: 'x\n  y'", [["a": "x y"]]),
      ("&k a: 1\nb: *k\n", [["a": 1, "b": "a"]]), ("a:\tb\n", [["a": "b"]]),
      ("a: 1\r\nb: 2\r\n", [["a": 1, "b": 2]]), ("{\"a\":1}", [["a": 1]]),
    ] as [(String, [Value])])
  func documents(text: String, values: [Value]) {
    #expect(Outcome(yaml: MemorySource(text)) == .values(values))
    #expect(Outcome(yaml: Pieces(Array(text.utf8), size: 1)) == .values(values))
    let objects = values.filter { !$0.isNull && $0.object != nil }
    if objects.count == values.filter({ !$0.isNull }).count, text.first != "{" {
      #expect(Outcome(objects: MemorySource(text)) == .values(objects))
    }
  }

  @Test(
    "what cannot be read is refused at its place",
    arguments: [
      ("a: 1\nb: 2\na: 3\n", 3, 1), ("x:\n  a: 1\n  a: 2\n", 3, 3), ("{a: 1, a: 2}", 1, 8),
      ("a:\n\tb: 1\n", 2, 1), ("a: [1\nb: 2\n", 2, 2), ("a: 'x", 1, 6), ("a: *x\n", 1, 4),
      ("? [a]\n: b\n", 1, 3), ("? {a: 1}\n: b\n", 1, 3), ("~: 1\n", 1, 1), (": 1\n", 1, 1),
      ("a: .inf\n", 1, 4), ("a: -.INF\n", 1, 4), ("a: .nan\n", 1, 4), ("!!int x\n", 1, 1),
      ("a: !!bool 3\n", 1, 4), ("a: !!binary '*'\n", 1, 4), ("a: !!binary /w==\n", 1, 4),
      ("a: &x [*x]\n", 1, 8), ("b:\n  <<: 3\n", 2, 7), ("1: a\n'1': b\n", 2, 1),
      ("yes: a\non: b\n", 2, 1), ("a: b\n c: d\n", 2, 3), ("a: \u{7}\n", 1, 4), ("@a: 1", 1, 1),
      ("a: %b", 1, 4), ("- a\nb: c\n", 2, 1), ("a: |\n x\ny", 3, 1),
    ])
  func refused(text: String, line: Int, column: Int) {
    let error = Outcome(yaml: MemorySource(text)).error
    #expect(error?.line == line)
    #expect(error?.column == column)
    #expect(Outcome(objects: MemorySource(text)).error?.line != 0)
  }

  @Test("aliases of aliases do not blow up")
  func billionLaughs() {
    var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    for level in 1..<10 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(Outcome(yaml: MemorySource(text)).error?.line == 6)
    #expect(Outcome(objects: MemorySource(text)).error?.line == 6)
  }

  @Test("nesting is limited and does not overflow")
  func nesting() {
    let flow = String(repeating: "[", count: 513) + String(repeating: "]", count: 513)
    #expect(Outcome(yaml: MemorySource(flow)).error != nil)
    #expect(Outcome(yaml: MemorySource(String(flow.dropFirst().dropLast()))).error == nil)
    #expect(Outcome(yaml: MemorySource(String(repeating: "- ", count: 20_000))).error?.line == 1)
    #expect(Outcome(yaml: MemorySource(String(repeating: "{a: ", count: 20_000))).error?.line == 1)
  }

  @Test("a scalar of ten megabytes is read, and UTF-16 with its mark")
  func large() throws {
    let text = String(repeating: "0123456789abcde\n  ", count: 600_000)
    #expect(try yaml("a: |\n  \(text)\n")["a"]?.string?.utf8.count == 9_600_000)
    var bytes: [UInt8] = [0xFF, 0xFE]
    for unit in "a: é😀\n".utf16 { bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    #expect(Outcome(yaml: MemorySource(bytes)) == .values([["a": "é😀"]]))
  }
}

extension Value {
  fileprivate subscript(name: String) -> Value? { object?[name] }
}
