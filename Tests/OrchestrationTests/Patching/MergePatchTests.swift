// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite("Merge patch")
struct MergePatchTests {
  @Test(
    "does what RFC 7396 has in its appendix",
    arguments: [
      (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
      (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
      (#"{"a":"b"}"#, #"{"a":null}"#, "{}"),
      (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
      (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
      (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
      (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
      (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
      (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
      (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
      (#"{"a":"foo"}"#, "null", "null"),
      (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
      (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
      ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
      ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
      (
        #"{"title":"Goodbye!","author":{"givenName":"John","familyName":"Doe"},"tags":["a","b"],"#
          + #""content":"x"}"#,
        #"{"title":"Hello!","phoneNumber":"+01","author":{"familyName":null},"tags":["a"]}"#,
        #"{"title":"Hello!","author":{"givenName":"John"},"tags":["a"],"content":"x","#
          + #""phoneNumber":"+01"}"#
      ),
      (#"{"a":{"b":1}}"#, #"{"a":{}}"#, #"{"a":{"b":1}}"#),
      (#"{"a":1}"#, #"{"a":{}}"#, #"{"a":{}}"#),
    ])
  func appendix(_ document: String, _ patch: String, _ expected: String) throws {
    let result = MergePatch.apply(try PatchText.json(patch), to: try PatchText.json(document))
    #expect(result == (try PatchText.json(expected)))
  }

  @Test("shares what does not change, and everything where nothing does")
  func sharing() throws {
    let object = try PatchText.fields("{spec: {a: 1, b: {c: 2}}, status: {d: [1, 2]}}")
    let same = MergePatch.apply(["spec": ["a": 1], "x": nil], to: object)
    #expect(Storage(same) == Storage(object))
    let changed = MergePatch.apply(["spec": ["a": 2]], to: object)
    #expect(Storage(changed) != Storage(object))
    #expect(
      changed["status"]?.object.map(Storage.init) == object["status"]?.object.map(Storage.init))
    #expect(
      changed["spec"]?.object?["b"]?.object.map(Storage.init)
        == object["spec"]?.object?["b"]?.object.map(Storage.init))
  }
}

/// Where the values of fields lie.
struct Storage: Equatable {
  private let address: UInt

  init(_ fields: Fields) {
    address = fields.values.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
  }
}
