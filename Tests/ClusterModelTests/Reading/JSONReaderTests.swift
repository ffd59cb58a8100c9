// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("JSON reader")
struct JSONReaderTests {
  @Test(
    "texts of RFC 8259 are read",
    arguments: [
      ("null", .null), (" true\r\n", true), ("false", false), ("0", 0), ("-1", -1),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .number("9223372036854775808")), ("-0", .number("-0")),
      ("1.50", .number("1.50")), ("1E+2", .number("1E+2")), ("1e400", .number("1e400")),
      ("0.1e-7", .number("0.1e-7")), ("123456789012345678", 123_456_789_012_345_678),
      ("1234567890123456789", 1_234_567_890_123_456_789),
      (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"),
      (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\ud83d\ude00""#, "😀"), (#""\u0000""#, "\u{0}"),
      (#""é😀\n€""#, "é😀\n€"), ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]),
      ("[1,[2,[]],{}]", [1, [2, []], [:]]), (#"{"a":{"b":[null]}}"#, ["a": ["b": [nil]]]),
      (#"{"":1}"#, ["": 1]), (#"{"\u0061":1}"#, ["a": 1]), ("\u{FEFF}{}", [:]),
      (#""\u007F\#u{7F}""#, "\u{7F}\u{7F}"),
      (
        #""a string of more than eight bytes""#,
        "a string of more than eight bytes"
      ),
    ] as [(String, Value)])
  func accepted(text: String, value: Value) throws {
    #expect(try json(text) == value)
    for size in [1, 2, 7] {
      #expect(Outcome(json: Pieces(Array(text.utf8), size: size)) == .values([value]))
    }
  }

  @Test(
    "what is not JSON is refused at its place",
    arguments: [
      ("", 1, 1), ("{", 1, 2), ("[1,", 1, 4), ("[1,]", 1, 4), ("{\"a\":1,}", 1, 8), ("[1 2]", 1, 4),
      ("{\"a\" 1}", 1, 6), ("{a:1}", 1, 2), ("{'a':1}", 1, 2), ("[1}", 1, 3), ("{\"a\":1]", 1, 7),
      ("nul", 1, 1), ("nulL", 1, 1), ("truefalse", 1, 1), ("True", 1, 1), ("NaN", 1, 1),
      ("[-]", 1, 2), ("[01]", 1, 2), ("[1.]", 1, 2), ("[.5]", 1, 2), ("[+1]", 1, 2),
      ("[1e]", 1, 2), ("[1e+]", 1, 2), ("[0x1]", 1, 2), ("[-01]", 1, 2), ("[1_0]", 1, 2),
      ("[\"abc", 1, 2), ("[\"a\nb\"]", 1, 4), ("[\"a\tb\"]", 1, 4), ("[\"\\x\"]", 1, 3),
      ("[\"\\u12\"]", 1, 3), ("[\"\\ud83d\"]", 1, 3), ("[\"\\ud83dx\"]", 1, 3),
      ("[\"\\ude00\"]", 1, 3), ("[\"\\ud83d\\u0041\"]", 1, 3), ("{\"a\":1,\"a\":2}", 1, 8),
      ("{\n \"a\": {\"b\": 1},\n \"c\": 2,\n \"a\": 3}", 4, 2), ("\n\n  x", 3, 3), ("1 2", 1, 3),
      ("{} ]", 1, 4), ("// x", 1, 1), ("[\"é\", x]", 1, 7), ("[1,,2]", 1, 4), (",", 1, 1),
      ("{\"a\":1 \"b\":2}", 1, 8), ("{\"a\":}", 1, 6), ("[\u{0}]", 1, 2), ("\u{7F}", 1, 1),
      ("{\"\\u0061\":1,\"a\":2}", 1, 13),
    ])
  func refused(text: String, line: Int, column: Int) {
    let error = #expect(throws: ReadingError.self) { try json(text) }
    #expect(error?.line == line)
    #expect(error?.column == column)
    let whole = Outcome(json: Pieces(Array(text.utf8), size: 1 << 20))
    for size in [1, 3] {
      #expect(Outcome(json: Pieces(Array(text.utf8), size: size)) == whole)
    }
  }

  @Test(
    "bytes that are not UTF-8 are refused at their place",
    arguments: [
      [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
      [0xF4, 0x90, 0x80, 0x80],
      [0xF5], [0xFF], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) {
    for text in [bytes, bytes + Array(#"\n"#.utf8), Array(#"\n"#.utf8) + bytes] {
      let quoted = Array("[\"".utf8) + text + Array("\"]".utf8)
      let error = Outcome(json: MemorySource(quoted)).error
      #expect(error?.line == 1)
      #expect(error?.expected == "text in UTF-8")
      #expect(Outcome(json: Pieces(quoted, size: 1)).error == error)
    }
  }

  @Test("nesting is limited and does not overflow")
  func nesting() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try json(nested(512)) }
    let error = #expect(throws: ReadingError.self) { try json(nested(513)) }
    #expect(error?.column == 513)
    #expect(
      Outcome(json: MemorySource(String(repeating: "{\"a\":", count: 1_000_000))).error != nil)
    let skipped = "{\"metadata\":{\"managedFields\":" + nested(511) + "}}"
    #expect(Outcome(objects: MemorySource(skipped)).error != nil)
  }

  @Test("a repeated name is found in objects of any size, known shapes or not")
  func repeatedNames() {
    for count in [2, 31, 32, 33, 34, 100, 1000] {
      let names = (0..<count).map { "\"k\($0)\":\($0)" }
      let good = "{\(names.joined(separator: ","))}"
      for repeated in [0, count / 2, count - 1] {
        let bad = "{\(names.joined(separator: ",")),\n\"k\(repeated)\":0}"
        let text = good + good + bad
        #expect(Outcome(json: MemorySource(text)).error?.line == 2, "\(count) \(repeated)")
      }
      let extended = "{\(names.joined(separator: ",")),\"x\":1,\"y\":2}"
      #expect(Outcome(json: MemorySource(good + extended + good + extended)).error == nil)
    }
  }

  @Test("skipped fields are checked but not built")
  func skipping() throws {
    func read(_ text: String) throws(ReadingError) -> Value? {
      var reader = JSONReader(
        MemorySource(text), skipping: ["metadata.managedFields", "status", "a.b.c"])
      return try reader.next()
    }
    #expect(
      try read(
        #"{"metadata":{"name":"x","managedFields":[{"a":["}"]}],"uid":"u"},"status":1,"s":{}}"#)
        == ["metadata": ["name": "x", "uid": "u"], "s": [:]])
    #expect(try read(#"{"status":{}}"#) == [:])
    #expect(
      try read(#"{"managedFields":1,"metadata":{}}"#) == ["managedFields": 1, "metadata": [:]])
    #expect(try read(#"{"a":{"b":{"c":1,"d":2}}}"#) == ["a": ["b": ["d": 2]]])
    #expect(
      try read(#"{"metadata":[{"managedFields":1}]}"#) == ["metadata": [["managedFields": 1]]])
    for bad in [#"{"status":[1,]}"#, #"{"status":{"a"}}"#, #"{"status":[}"#, #"{"status":"\x"}"#] {
      #expect(throws: ReadingError.self) { try read(bad) }
    }
  }

  @Test("a text longer than any buffer is one value")
  func longText() throws {
    let text = String(repeating: "é\\n0123456789", count: 100_000)
    let read = try json("[\"\(text)\",\"\(text.replacing("\\n", with: ""))\"]")
    #expect(read.array?[0].string?.unicodeScalars.count == 12 * 100_000)
    #expect(read.array?[1].string?.unicodeScalars.count == 11 * 100_000)
    let digits = String(repeating: "9", count: 1_000_000)
    #expect(try json("[\(digits)]") == [.number(digits)])
  }
}
