// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite("Field set")
struct FieldSetTests {
  private func set(_ json: String) throws -> FieldSet {
    try FieldSet(fieldsV1: try #require(try PatchText.json(json).object))
  }

  @Test(
    "is read and written as objects have it",
    arguments: [
      ("{}", ""),
      (#"{"f:spec":{}}"#, ".spec"),
      (#"{"f:spec":{"f:replicas":{}}}"#, ".spec.replicas"),
      (
        #"{"f:metadata":{"f:labels":{".":{},"f:app":{}}}}"#,
        ".metadata.labels\n.metadata.labels.app"
      ),
      (
        #"{"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{}}}}}"#,
        ".spec.containers[name=\"web\"]\n.spec.containers[name=\"web\"].image"
      ),
      (
        #"{"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{}}}}"#,
        ".ports[containerPort=80,protocol=\"TCP\"]"
      ),
      (
        #"{"f:finalizers":{".":{},"v:\"a\"":{},"v:\"b\"":{}}}"#,
        ".finalizers\n.finalizers[=\"a\"]\n.finalizers[=\"b\"]"
      ),
      (#"{"f:x":{"v:true":{},"i:3":{}}}"#, ".x[=true]\n.x[3]"),
      (#"{"f:a":{},"f:b":{"f:c":{}}}"#, ".a\n.b.c"),
      (#"{"f:annotations":{"f:a/b.c":{}}}"#, ".annotations.a/b.c"),
    ])
  func text(_ json: String, _ paths: String) throws {
    let set = try set(json)
    #expect(set.description == paths)
    let written = JSONWriter().text(.object(set.fieldsV1))
    // An element that has nothing but itself is written without the dot.
    #expect(written == json.replacing(#"{".":{}}"#, with: "{}"))
    #expect(try FieldSet(fieldsV1: set.fieldsV1) == set)
    #expect(FieldSet(set.paths) == set)
  }

  @Test("is in order, whatever the order it is read in")
  func order() throws {
    let mixed = try set(
      #"{"f:b":{},"k:{\"z\":1,\"a\":2}":{},"f:a":{},"v:10":{},"v:9":{},"i:1":{},"v:\"x\"":{}}"#)
    #expect(
      JSONWriter().text(.object(mixed.fieldsV1))
        == #"{"f:a":{},"f:b":{},"k:{\"a\":2,\"z\":1}":{},"v:9":{},"v:10":{},"v:\"x\"":{},"i:1":{}}"#
    )
  }

  @Test("passes over kinds of steps that it does not know, and refuses what is no step")
  func unknown() throws {
    #expect(try set(#"{"f:a":{},"q:new":{}}"#).description == ".a")
    for name in ["a", "", "f", "k:1", "k:{", "v:", "i:x"] {
      #expect(throws: FieldsV1Error(name: name)) {
        try FieldSet(fieldsV1: [name: .object(Fields())])
      }
    }
  }

  @Test(
    "joins, cuts and takes apart",
    arguments: [
      ([".a", ".b"], [".b", ".c"], [".a", ".b", ".c"], [".b"], [".a"], [".a"]),
      ([".a", ".a.b"], [".a.b"], [".a", ".a.b"], [".a.b"], [".a"], [".a"]),
      ([".a.b"], [".a"], [".a", ".a.b"], [], [".a.b"], []),
      ([".a", ".a.b"], [".a"], [".a", ".a.b"], [".a"], [".a.b"], []),
      (
        [".a.b", ".a.c.d"], [".a.c"], [".a.b", ".a.c", ".a.c.d"], [], [".a.b", ".a.c.d"], [".a.b"]
      ),
      ([], [".a"], [".a"], [], [], []),
      ([".a"], [], [".a"], [], [".a"], [".a"]),
    ])
  func algebra(
    _ left: [String], _ right: [String], _ union: [String], _ common: [String],
    _ rest: [String], _ outside: [String]
  ) {
    func set(_ paths: [String]) -> FieldSet {
      FieldSet(paths.map { $0.split(separator: ".").map { .field(String($0)) } })
    }
    let (left, right) = (set(left), set(right))
    #expect(left.union(right) == set(union))
    #expect(left.intersection(right) == set(common))
    #expect(left.subtracting(right) == set(rest))
    #expect(left.subtractingInside(right) == set(outside))
  }

  @Test("agrees with sets of paths", arguments: 0..<20)
  func reference(_ seed: Int) throws {
    var dice = PatchDice(seed)
    func paths() -> Set<FieldSet.Path> {
      var paths: Set<FieldSet.Path> = []
      for _ in 0..<dice.below(20) {
        paths.insert(
          (0...dice.below(3)).map { _ in
            switch dice.below(4) {
            case 0: .value(.integer(Int64(dice.below(3))))
            case 1: .key([.init("name", ["a", "b"][dice.below(2)])])
            default: .field(["x", "y", "z"][dice.below(3)])
            }
          })
      }
      return paths
    }
    for _ in 0..<50 {
      let (one, two) = (paths(), paths())
      let (left, right) = (FieldSet(one), FieldSet(two))
      #expect(Set(left.paths) == one)
      #expect(left.count == one.count)
      #expect(Set(left.union(right).paths) == one.union(two))
      #expect(Set(left.intersection(right).paths) == one.intersection(two))
      #expect(Set(left.subtracting(right).paths) == one.subtracting(two))
      let outside = one.filter { path in
        !(1...path.count).contains { two.contains(Array(path.prefix($0))) }
      }
      #expect(Set(left.subtractingInside(right).paths) == outside)
      #expect(one.allSatisfy { left.contains($0) })
      #expect(two.allSatisfy { left.contains($0) == one.contains($0) })
      #expect(try FieldSet(fieldsV1: left.fieldsV1) == left)
    }
  }
}
