// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct GarbageCollectorTests {
  let cluster: TestCluster
  let collector: GarbageCollector

  init() throws {
    cluster = try TestCluster(isPlain: true)
    collector = GarbageCollector(cluster.environment("generic-garbage-collector"))
    collector.start()
  }

  /// A reference to an object.
  func reference(_ object: Fields, blocks: Bool = true) -> Value {
    [
      "apiVersion": object["apiVersion"] ?? "", "kind": object["kind"] ?? "",
      "name": object.metadata["name"] ?? "", "uid": .string(object.uid),
      "blockOwnerDeletion": .bool(blocks),
    ]
  }

  @discardableResult
  func make(
    _ name: String, _ type: ResourceType = .configMaps, owners: [Value] = [],
    in namespace: String = "default"
  ) throws -> Fields {
    var metadata: Fields = ["name": .string(name)]
    if type.isNamespaced { metadata["namespace"] = .string(namespace) }
    if !owners.isEmpty { metadata["ownerReferences"] = .array(owners) }
    return try cluster.user.create(type, ["metadata": .object(metadata)])
  }

  func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }

  /// The names of the ConfigMaps that are left.
  func left() throws -> [String] {
    try cluster.user.list(.configMaps, ListOptions()).items.map { ObjectKey($0).name }
  }

  func delete(_ name: String, _ propagation: PropagationPolicy?) throws {
    _ = try cluster.user.delete(
      .configMaps, key(name), DeleteOptions(propagation: propagation))
  }

  @Test func whatBelongsToADeletedObjectGoesToo() throws {
    let first = try make("first")
    let second = try make("second", owners: [reference(first)])
    try make("third", owners: [reference(second)])
    try make("other")
    cluster.run(seconds: 1)
    try delete("first", nil)
    cluster.run(seconds: 1)
    #expect(try left() == ["other"])
    #expect(collector.graph.count == 0)
  }

  @Test func ownersWaitInTheForeground() throws {
    let first = try make("first")
    let second = try make("second", owners: [reference(first)])
    try make("third", owners: [reference(second)])
    try make("loose", owners: [reference(first, blocks: false)])
    cluster.run(seconds: 1)
    // What is in the way holds all of them up.
    var third = try cluster.user.get(.configMaps, key("third"))
    third.modify("metadata") { $0["finalizers"] = ["example.com/hold"] }
    try cluster.user.update(.configMaps, third)
    try delete("first", .foreground)
    cluster.run(seconds: 1)
    #expect(try left() == ["first", "second", "third"])
    #expect(
      try cluster.user.get(.configMaps, key("second")).finalizerNames == ["foregroundDeletion"])
    try cluster.user.removeFinalizer(
      "example.com/hold", from: .configMaps, key("third"), uid: nil)
    cluster.run(seconds: 1)
    #expect(try left() == [])
  }

  @Test func orphansStay() throws {
    let first = try make("first")
    let second = try make("second", owners: [reference(first)])
    try make("third", owners: [reference(second)])
    cluster.run(seconds: 1)
    try delete("first", .orphan)
    cluster.run(seconds: 1)
    #expect(try left() == ["second", "third"])
    #expect(try cluster.user.get(.configMaps, key("second")).metadata["ownerReferences"] == nil)
  }

  @Test func oneOwnerIsEnough() throws {
    let (first, second) = (try make("first"), try make("second"))
    try make("shared", owners: [reference(first), reference(second)])
    cluster.run(seconds: 1)
    try delete("first", .foreground)
    cluster.run(seconds: 1)
    #expect(try left() == ["second", "shared"])
    let shared = try cluster.user.get(.configMaps, key("shared"))
    #expect(shared.metadata["ownerReferences"] == [reference(second)])
    try delete("second", nil)
    cluster.run(seconds: 1)
    #expect(try left() == [])
  }

  @Test(arguments: [PropagationPolicy.background, .foreground])
  func circlesGo(_ propagation: PropagationPolicy) throws {
    let first = try make("first")
    let second = try make("second", owners: [reference(first)])
    try cluster.user.change(.configMaps, key("first"), uid: nil) { object in
      object.modify("metadata") { $0["ownerReferences"] = [reference(second)] }
      return true
    }
    cluster.run(seconds: 1)
    try delete("first", propagation)
    cluster.run(seconds: 5)
    #expect(try left() == [])
  }

  @Test func ownersThatNeverWereAreAbsent() throws {
    let owner = try make("owner")
    var wrong = owner
    wrong.modify("metadata") { $0["uid"] = "another" }
    try make("lost", owners: [reference(wrong)])
    try make("kept", owners: [reference(owner)])
    cluster.run(seconds: 1)
    #expect(try left() == ["kept", "owner"])
  }

  @Test func namespacesOfOwnersAreMinded() throws {
    try cluster.user.create(.namespaces, ["metadata": ["name": "else"]])
    let node = try make("node", .nodes)
    let elsewhere = try make("elsewhere", in: "else")
    let here = try make("here")
    // An owner of the whole cluster may own anything, one in another namespace nothing, and an
    // object of the whole cluster cannot belong to one in a namespace.
    try make("of-node", owners: [reference(node)])
    try make("of-elsewhere", owners: [reference(elsewhere)])
    try make("of-here", .persistentVolumes, owners: [reference(here)])
    cluster.run(seconds: 1)
    #expect(try left() == ["here", "of-node", "elsewhere"])
    try delete("here", nil)
    cluster.run(seconds: 1)
    #expect(try cluster.user.list(.persistentVolumes, ListOptions()).items.count == 1)
    try cluster.user.deleteIfPresent(.nodes, ObjectKey(name: "node"))
    cluster.run(seconds: 1)
    #expect(try left() == ["elsewhere"])
  }

  @Test func ownersOfUnknownKindsAreTrusted() throws {
    try make(
      "kept",
      owners: [["apiVersion": "example.com/v1", "kind": "Thing", "name": "t", "uid": "u"]])
    cluster.run(seconds: 10)
    #expect(try left() == ["kept"])
  }

  @Test func objectsWithoutOwnersCostNothing() throws {
    for index in 0..<100 { try make("map-\(index)") }
    cluster.run(seconds: 1)
    #expect(collector.graph.count == 0)
  }

  /// As pods that a controller makes before it has heard that their set is gone.
  @Test func whatComesAfterItsOwnerHasGoneGoesTooWhileOthersOfTheOwnerAreStillThere() throws {
    let owner = try make("owner")
    try cluster.user.create(
      .configMaps,
      [
        "metadata": [
          "name": "slow", "namespace": "default", "ownerReferences": [reference(owner)],
          "finalizers": ["example.org/hold"],
        ]
      ])
    cluster.run(seconds: 1)
    try delete("owner", nil)
    cluster.run(seconds: 1)
    #expect(try left() == ["slow"])
    try make("late", owners: [reference(owner)])
    cluster.run(seconds: 1)
    #expect(try left() == ["slow"])
  }
}
