// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Random owners and deletions, with the collector stopped and started in the middle of its work and
/// every change heard twice, compared with what a plain model says is left.
@Suite struct GarbageCollectorHistoryTests {
  /// Which objects there are, and to whom each belongs.
  struct Model {
    var owners: [Int: Set<Int>] = [:]

    mutating func delete(_ object: Int, orphaning: Bool) {
      owners[object] = nil
      if orphaning {
        for other in owners.keys { owners[other]?.remove(object) }
        return
      }
      var hasChanged = true
      while hasChanged {
        hasChanged = false
        for (other, all) in owners where !all.isEmpty {
          if all.contains(where: { owners[$0] != nil }) { continue }
          owners[other] = nil
          hasChanged = true
        }
      }
      for (other, all) in owners { owners[other] = all.filter { owners[$0] != nil } }
    }
  }

  @Test(arguments: 1...60)
  func whatIsLeftIsAsTheModelSays(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let cluster = try TestCluster(seed: seed, isPlain: true)
    let collector = GarbageCollector(cluster.repeatingEnvironment("generic-garbage-collector"))
    collector.start()
    var model = Model()
    var objects: [Int: Fields] = [:]
    for round in 0..<40 {
      let present = model.owners.keys.sorted()
      if present.count < 4 || random.below(3) > 0 {
        var owners: Set<Int> = []
        for _ in 0..<random.below(3) where !present.isEmpty {
          owners.insert(present[random.below(present.count)])
        }
        objects[round] = try cluster.user.create(
          random.below(2) == 0 ? .configMaps : .secrets,
          [
            "metadata": [
              "name": .string("object-\(round)"),
              "ownerReferences": .array(
                owners.sorted().compactMap { objects[$0] }.map { owner in
                  [
                    "apiVersion": "v1", "kind": owner["kind"] ?? "",
                    "name": owner.metadata["name"] ?? "", "uid": .string(owner.uid),
                    "blockOwnerDeletion": .bool(random.below(2) == 0),
                  ]
                }),
            ]
          ])
        model.owners[round] = owners
      } else {
        let victim = present[random.below(present.count)]
        let policy = PropagationPolicy.allCases[random.below(3)]
        let object = try #require(objects[victim])
        _ = try cluster.user.delete(
          object["kind"] == "Secret" ? .secrets : .configMaps, ObjectKey(object),
          DeleteOptions(propagation: policy))
        model.delete(victim, orphaning: policy == .orphan)
      }
      // The collector may be interrupted at any step, and goes on later.
      if random.below(3) == 0 {
        for _ in 0..<random.below(12) {
          _ = cluster.clock.step(until: cluster.clock.now.advanced(by: 1_000_000))
        }
        collector.stop()
        cluster.run(seconds: 1)
        collector.start()
      }
      cluster.run(seconds: 30)
      let left = try [ResourceType.configMaps, .secrets].flatMap { type in
        try cluster.user.list(type, ListOptions()).items
      }
      #expect(
        left.map { ObjectKey($0).name }.sorted()
          == model.owners.keys.map { "object-\($0)" }.sorted())
      #expect(left.allSatisfy { !$0.isTerminating })
      for object in left {
        let number = try #require(Int(ObjectKey(object).name.dropFirst(7)))
        #expect(
          object.metadata["ownerReferences"]?.array?.count ?? 0 == model.owners[number]?.count)
      }
    }
  }
}
