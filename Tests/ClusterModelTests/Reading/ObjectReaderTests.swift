// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Object reader")
struct ObjectReaderTests {
  /// An object in a few words: kind, name, line, document, index.
  private static func summary(_ text: String) throws(ReadingError) -> [String] {
    try ObjectReader().records(of: MemorySource(text, name: "f")).map { record in
      let kind = record.fields["kind"]?.string ?? "-"
      let version = record.fields["apiVersion"]?.string ?? "-"
      let name = record.fields["metadata"]?.object?["name"]?.string ?? "-"
      let index = record.indexInList.map { "[\($0)]" } ?? ""
      return "\(version) \(kind) \(name) \(record.position) #\(record.documentIndex)\(index)"
    }
  }

  private static let pod = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}"#

  @Test(
    "objects are found wherever they are",
    arguments: [
      ("", []), ("{}", ["- - - f:1:1 #0"]), (pod, ["v1 Pod a f:1:1 #0"]),
      ("\(pod)\n\(pod)", ["v1 Pod a f:1:1 #0", "v1 Pod a f:2:1 #1"]),
      ("\(pod)\(pod)", ["v1 Pod a f:1:1 #0", "v1 Pod a f:1:57 #1"]),
      ("[\(pod),\n \(pod)]", ["v1 Pod a f:1:2 #0[0]", "v1 Pod a f:2:2 #0[1]"]), ("[]", []),
      (
        #"{"apiVersion":"v1","items":[\#(pod),\#n\#(pod)],"kind":"List"}"#,
        ["v1 Pod a f:1:29 #0[0]", "v1 Pod a f:2:1 #0[1]"]
      ),
      (
        #"{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"b"}}]}"#,
        ["v1 Pod b f:1:46 #0[0]"]
      ),
      (
        #"{"apiVersion":"v1","items":[{"metadata":{"name":"b"}},{"x":1}],"kind":"NodeList"}"#,
        ["v1 Node b f:1:29 #0[0]", "v1 Node - f:1:55 #0[1]"]
      ),
      (#"{"kind":"PodList","apiVersion":"v1","items":[]}"#, []),
      (#"{"items":[],"kind":"PodList"}"#, []),
      (#"{"items":[{"key":"a"}],"kind":"Volume"}"#, ["- Volume - f:1:1 #0"]),
      (#"{"kind":"AccessList","spec":1}"#, ["- AccessList - f:1:1 #0"]),
      (#"{"kind":"PodList","items":null}"#, []),
      (
        #"{"apiVersion":"v1","kind":"List","items":[{"kind":"List","items":[\#(pod)]}]}"#,
        ["v1 Pod a f:1:43 #0[0]"]
      ),
      ("kind: Pod\n---\n---\n# x\nkind: Node\n", ["- Pod - f:1:1 #0", "- Node - f:5:1 #2"]),
      (
        "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n- apiVersion: v2\n  kind: X\n"
          + "kind: List\n", ["v1 Pod - f:3:3 #0[0]", "v2 X - f:5:3 #0[1]"]
      ),
      ("apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: b}\n", ["v1 Pod b f:4:3 #0[0]"]),
      (
        "items: &i\n- metadata: {name: b}\nkind: PodList\napiVersion: v1\n",
        ["v1 Pod b f:1:1 #0[0]"]
      ),
      ("a: &x {kind: Pod}\n<<: *x\n", ["- Pod - f:1:1 #0"]),
    ])
  func objects(text: String, found: [String]) throws {
    #expect(try Self.summary(text) == found)
  }

  @Test(
    "what is no object is refused with its line",
    arguments: [
      ("3", "f:1:1: found a whole number, expected an object"),
      ("{}\n[3]", "f:2:2: field 'items[0]': found a whole number, expected an object"),
      (
        "{\"kind\":\"PodList\",\n\"items\":[\n3]}",
        "f:3:1: field 'items[0]': found a whole number, expected an object"
      ),
      ("{}\nx", "f:2:1: found 'x', expected a value"),
      ("{\"a\":1,\"b\":2,\n\"a\":3}", "f:2:5: found the field 'a' again, expected each field once"),
      (
        "a: 1\n---\n- x\n",
        "f:3:3: field 'items[0]': found text, expected an object"
      ),
    ])
  func refused(text: String, message: String) {
    let error = #expect(throws: ReadingError.self) { try Self.summary(text) }
    #expect(error?.description == message)
  }

  @Test("managed fields are left out unless they are asked for")
  func managedFields() throws {
    let text = "metadata:\n  managedFields:\n  - a: 1\n  name: x\n"
    let short = try ObjectReader().records(of: MemorySource(text))
    #expect(short.map(\.fields) == [["metadata": ["name": "x"]]])
    let long = try ObjectReader(skipping: []).records(of: MemorySource(text))
    #expect(long[0].fields["metadata"]?.object?.count == 2)
  }

  @Test("the error of the caller ends the reading")
  func callersError() {
    let wanted = ReadingError(file: "f", found: "enough", expected: "less")
    var count = 0
    let error = #expect(throws: ReadingError.self) {
      try ObjectReader().read(MemorySource("{}{}{}")) { _ throws(ReadingError) in
        count += 1
        if count == 2 { throw wanted }
      }
    }
    #expect(error == wanted)
    #expect(count == 2)
  }

  @Test("a file that is not there is an error")
  func missingFile() {
    let error = #expect(throws: ReadingError.self) { try FileSource(path: "/nowhere/x.json") }
    #expect(error?.file == "/nowhere/x.json")
    #expect(throws: ReadingError.self) { try ObjectReader().records(of: FileSource(path: "/")) }
  }
}
