// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite("JSON patch")
struct JSONPatchTests {
  @Test(
    "does what RFC 6902 has in its appendix",
    arguments: [
      (
        "A.1", #"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux"}]"#,
        #"{"baz":"qux","foo":"bar"}"#
      ),
      (
        "A.2", #"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/1","value":"qux"}]"#,
        #"{"foo":["bar","qux","baz"]}"#
      ),
      (
        "A.3", #"{"baz":"qux","foo":"bar"}"#, #"[{"op":"remove","path":"/baz"}]"#,
        #"{"foo":"bar"}"#
      ),
      (
        "A.4", #"{"foo":["bar","qux","baz"]}"#, #"[{"op":"remove","path":"/foo/1"}]"#,
        #"{"foo":["bar","baz"]}"#
      ),
      (
        "A.5", #"{"baz":"qux","foo":"bar"}"#,
        #"[{"op":"replace","path":"/baz","value":"boo"}]"#, #"{"baz":"boo","foo":"bar"}"#
      ),
      (
        "A.6", #"{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}"#,
        #"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
        #"{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}"#
      ),
      (
        "A.7", #"{"foo":["all","grass","cows","eat"]}"#,
        #"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#,
        #"{"foo":["all","cows","eat","grass"]}"#
      ),
      (
        "A.8", #"{"baz":"qux","foo":["a",2,"c"]}"#,
        #"[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]"#,
        #"{"baz":"qux","foo":["a",2,"c"]}"#
      ),
      (
        "A.10", #"{"foo":"bar"}"#, #"[{"op":"add","path":"/child","value":{"grandchild":{}}}]"#,
        #"{"foo":"bar","child":{"grandchild":{}}}"#
      ),
      (
        "A.11", #"{"foo":"bar"}"#,
        #"[{"op":"add","path":"/baz","value":"qux","xyz":123}]"#, #"{"foo":"bar","baz":"qux"}"#
      ),
      (
        "A.14", #"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":10}]"#,
        #"{"/":9,"~1":10}"#
      ),
      (
        "A.16", #"{"foo":["bar"]}"#, #"[{"op":"add","path":"/foo/-","value":["abc","def"]}]"#,
        #"{"foo":["bar",["abc","def"]]}"#
      ),
      (
        "copy", #"{"a":{"b":1}}"#, #"[{"op":"copy","from":"/a","path":"/c"}]"#,
        #"{"a":{"b":1},"c":{"b":1}}"#
      ),
      (
        "copy into itself", #"{"a":{"b":1}}"#, #"[{"op":"copy","from":"/a","path":"/a/c"}]"#,
        #"{"a":{"b":1,"c":{"b":1}}}"#
      ),
      (
        "move to where it is", #"{"a":1}"#, #"[{"op":"move","from":"/a","path":"/a"}]"#,
        #"{"a":1}"#
      ),
      ("add over", #"{"a":1}"#, #"[{"op":"add","path":"/a","value":null}]"#, #"{"a":null}"#),
      (
        "add at the end", #"{"a":[1]}"#, #"[{"op":"add","path":"/a/1","value":2}]"#,
        #"{"a":[1,2]}"#
      ),
      (
        "the whole document", #"{"a":1}"#, #"[{"op":"replace","path":"","value":{"b":2}}]"#,
        #"{"b":2}"#
      ),
      (
        "numbers by value", #"{"a":1}"#, #"[{"op":"test","path":"/a","value":1.0}]"#,
        #"{"a":1}"#
      ),
      (
        "objects in any order", #"{"a":{"b":1,"c":[1.0]}}"#,
        #"[{"op":"test","path":"/a","value":{"c":[1],"b":1}}]"#, #"{"a":{"b":1,"c":[1.0]}}"#
      ),
      ("an empty name", #"{"":1}"#, #"[{"op":"replace","path":"/","value":2}]"#, #"{"":2}"#),
      (
        "escapes", #"{"m":{"a/b":1,"c~d":2}}"#,
        #"[{"op":"remove","path":"/m/a~1b"},{"op":"replace","path":"/m/c~0d","value":3}]"#,
        #"{"m":{"c~d":3}}"#
      ),
      ("nothing", #"{"a":1}"#, "[]", #"{"a":1}"#),
    ])
  func appendix(_ name: String, _ object: String, _ patch: String, _ expected: String) throws {
    let fields = try #require(try PatchText.json(object).object)
    let result = try JSONPatch.apply(try PatchText.json(patch), to: fields)
    #expect(Value.object(result) == (try PatchText.json(expected)), "\(name)")
  }

  @Test(
    "says what hinders an operation, while the server only says that something does",
    arguments: [
      (
        #"[{"op":"test","path":"/baz","value":"bar"}]"#,
        "test /baz: found \"qux\", expected \"bar\""
      ),
      (#"[{"op":"test","path":"/nine","value":null}]"#, "test /nine: there is no such value"),
      (#"[{"op":"add","path":"/a/b","value":1}]"#, "add /a/b: there is no such value"),
      (#"[{"op":"add","path":"/baz/b","value":1}]"#, "add /baz/b: 'b' leads into text"),
      (#"[{"op":"remove","path":"/nine"}]"#, "remove /nine: there is no such value"),
      (#"[{"op":"replace","path":"/nine","value":1}]"#, "replace /nine: there is no such value"),
      (#"[{"op":"remove","path":"/list/2"}]"#, "remove /list/2: there is no such value"),
      (
        #"[{"op":"add","path":"/list/3","value":1}]"#,
        "add /list/3: '3' is no index of a list of 2\nUse a number, or '-' to append."
      ),
      (
        #"[{"op":"add","path":"/list/01","value":1}]"#,
        "add /list/01: '01' is no index of a list of 2\nUse a number, or '-' to append."
      ),
      (
        #"[{"op":"replace","path":"/list/-","value":1}]"#,
        "replace /list/-: '-' is no index of a list of 2\nUse a number, or '-' to append."
      ),
      (
        #"[{"op":"move","from":"/map","path":"/map/b"}]"#,
        "move /map/b: /map cannot be moved into itself"
      ),
    ])
  func failure(_ patch: String, _ text: String) throws {
    let object: Fields = ["baz": "qux", "list": [1, 2], "map": ["a": 1]]
    let patch = try PatchText.json(patch)
    let error = #expect(throws: PatchError.self) { try JSONPatch.apply(patch, to: object) }
    #expect(error?.description == "operation 0 of the JSON patch, " + text)
    #expect(error?.reason == .invalid)
    #expect(
      error?.message == "the server rejected our request due to an error in our request")
  }

  @Test(
    "does not take what is no patch",
    arguments: [
      (#"{"op":"add"}"#, "the JSON patch: found an object, expected a list of operations"),
      ("[1]", "operation 0 of the JSON patch: found a whole number, expected an object"),
      (
        #"[{"op":"spin","path":"/a"}]"#,
        "operation 0 of the JSON patch: found op \"spin\", expected op add, remove, replace, "
          + "move, copy or test"
      ),
      (
        #"[{"op":"remove"}]"#,
        "operation 0 of the JSON patch: found no path, expected a path such as /spec/replicas"
      ),
      (
        #"[{"op":"remove","path":"a"}]"#,
        "operation 0 of the JSON patch: found path \"a\", expected a path such as /spec/replicas"
      ),
      (
        #"[{"op":"remove","path":"/a~2"}]"#,
        "operation 0 of the JSON patch: found path \"/a~2\", expected a path such as "
          + "/spec/replicas"
      ),
      (
        #"[{"op":"add","path":"/a"}]"#,
        "operation 0 of the JSON patch: found no value, expected a value"
      ),
      (
        #"[{"op":"copy","path":"/a"}]"#,
        "operation 0 of the JSON patch: found no from, expected a from such as /spec/replicas"
      ),
    ])
  func malformed(_ patch: String, _ text: String) throws {
    let patch = try PatchText.json(patch)
    let error = #expect(throws: PatchError.self) { try JSONPatch.apply(patch, to: ["a": 1]) }
    #expect(error?.description == text)
    #expect(error?.reason == .badRequest)
  }

  @Test("takes no more operations than a server does, and leaves an object an object")
  func limits() throws {
    let one: Value = ["op": "test", "path": "/a", "value": 1]
    let most = Array(repeating: one, count: JSONPatch.mostOperations)
    #expect(try JSONPatch.apply(.array(most), to: ["a": 1]) == ["a": 1])
    let error = #expect(throws: PatchError.self) {
      try JSONPatch.apply(.array(most + [one]), to: ["a": 1])
    }
    #expect(error?.reason == .requestEntityTooLarge)
    #expect(
      error?.message == "The allowed maximum operations in a JSON patch is 10000, got 10001")
    #expect(
      throws: PatchError.notAnObject(what: "the patched document", found: "a whole number")
    ) {
      try JSONPatch.apply([["op": "replace", "path": "", "value": 1]], to: ["a": 1])
    }
  }

  @Test("an operation that fails undoes those before it")
  func wholeOrNothing() {
    let object: Fields = ["a": 1]
    #expect(throws: PatchError.self) {
      try JSONPatch.apply(
        [["op": "remove", "path": "/a"], ["op": "test", "path": "/a", "value": 1]], to: object)
    }
    #expect(object == ["a": 1])
  }
}
