// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Writers")
struct WritingTests {
  @Test("what is written is read again", arguments: 0..<8)
  func roundTrip(seed: Int) throws {
    var dice = Dice(UInt64(seed))
    for _ in 0..<250 {
      let value = dice.value(depth: 4)
      for sorts in [false, true] {
        for layout in [JSONWriter.Layout.compact, .indented] {
          let text = JSONWriter(layout: layout, sortsFields: sorts).text(value)
          #expect(try json(text) == value)
        }
        let text = YAMLWriter(sortsFields: sorts).text(value)
        let read = Outcome(yaml: MemorySource(text))
        #expect(read == .values([value]), "\(text)")
        if read != .values([value]) { return }
      }
    }
  }

  @Test("documents after each other stay what they are", arguments: 0..<20)
  func streams(seed: Int) {
    var dice = Dice(UInt64(seed))
    let objects = (0..<5).map { _ in Value.object(dice.fields(depth: 3)) }
      .filter { $0.object?["items"] == nil }
    let lines = objects.map { JSONWriter().text($0) + "\n" }.joined()
    #expect(Outcome(objects: MemorySource(lines)) == .values(objects))
    let documents = objects.map { "---\n" + YAMLWriter().text($0) }.joined()
    #expect(Outcome(objects: MemorySource(documents)) == .values(objects))
  }

  @Test("fields keep their order or are sorted")
  func order() {
    let value: Value = ["b": 1, "a": ["d": [], "c": [:]]]
    #expect(JSONWriter().text(value) == #"{"b":1,"a":{"d":[],"c":{}}}"#)
    #expect(JSONWriter(sortsFields: true).text(value) == #"{"a":{"c":{},"d":[]},"b":1}"#)
    #expect(YAMLWriter(sortsFields: false).text(value) == "b: 1\na:\n  d: []\n  c: {}\n")
    #expect(YAMLWriter().text(value) == "a:\n  c: {}\n  d: []\nb: 1\n")
  }

  @Test("JSON looks as kubectl prints it")
  func indentedJSON() {
    let value: Value = ["a": [1, ["b": "<&>\u{1}\u{2028}/"]], "c": [], "d": nil]
    let text = """
      {
          "a": [
              1,
              {
                  "b": "\\u003c\\u0026\\u003e\\u0001\\u2028/"
              }
          ],
          "c": [],
          "d": null
      }
      """
    #expect(JSONWriter(layout: .indented).text(value) == text)
  }

  @Test("YAML looks as kubectl prints it")
  func blockYAML() {
    let value: Value = [
      "apiVersion": "v1",
      "data": ["b": "x: y", "a": "no", "c": "l1\nl2\n", "d": "l1\n\nl2", "e": ""],
      "list": [["name": "x", "args": ["-c", "a b", ["n", 1]]], "s", [], [:]],
      "time": "2020-01-01T00:00:00Z", "n": 1, "t": true,
    ]
    let text = """
      apiVersion: v1
      data:
        a: "no"
        b: 'x: y'
        c: |
          l1
          l2
        d: |-
          l1

          l2
        e: ""
      list:
      - args:
        - -c
        - a b
        - - "n"
          - 1
        name: x
      - s
      - []
      - {}
      "n": 1
      t: true
      time: "2020-01-01T00:00:00Z"

      """
    #expect(YAMLWriter().text(value) == text)
  }
}
