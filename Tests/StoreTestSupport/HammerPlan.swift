// SPDX-License-Identifier: Apache-2.0

import ClusterModel
package import Orchestration
import VectorPacking

/// Which write comes next, told by a seed, the revision and what is there; so a process that was
/// killed, the one after it and a model do the same.
package struct HammerPlan {
  /// A write that was done.
  package struct Done: Equatable, Sendable {
    package var revision: Int64
    package var type: ResourceType
    package var key: ObjectKey
    package var isDeletion: Bool
  }

  private let seed: UInt64

  /// Creates a plan.
  package init(seed: UInt64) { self.seed = seed }

  /// The types that are written.
  package static let types: [ResourceType] = [.pods, .configMaps, .secrets]

  /// Does the write that comes next.
  @discardableResult
  package func write(to store: any ObjectStore) throws(StoreError) -> Done {
    let revision = store.revision + 1
    var random = SeededGenerator(seed: seed &+ UInt64(revision) &* 0xd134_2543_de82_ef95)
    let type = Self.types[random.below(Self.types.count)]
    let key = ObjectKey(
      namespace: ["a", "b", "c"][random.below(3)], name: "n\(random.below(20))")
    let current = try store.object(type, key)?.revision
    if let current, random.below(4) == 0 {
      _ = try store.delete(type, key, expecting: current)
      return Done(revision: revision, type: type, key: key, isDeletion: true)
    }
    var text = ""
    for _ in 0..<(1 + random.below(60)) { text += String(random.next(), radix: 16) }
    let object: Fields = [
      "metadata": ["namespace": .string(key.namespace), "name": .string(key.name)],
      "data": .string(text), "number": .integer(revision),
    ]
    _ = try store.put(type, key, object, expecting: current)
    return Done(revision: revision, type: type, key: key, isDeletion: false)
  }
}
