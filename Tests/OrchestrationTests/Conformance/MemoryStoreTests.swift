// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import StoreTestSupport
import Testing

@testable import Orchestration

/// The store in memory is a store.
@Suite struct MemoryStoreTests {
  @Test(arguments: StoreConformance.cases) func conforms(_ conformance: StoreConformance) throws {
    try conformance.check { MemoryStore() }
  }

  @Test(arguments: 1...40) func behavesAsTheModel(_ seed: UInt64) throws {
    try StoreConformance.compareWithModel(seed: seed) { MemoryStore() }
  }

  @Test func theOldestChangesAreForgotten() throws {
    let store = MemoryStore(historyLimit: 2)
    for name in ["a", "b", "c"] {
      _ = try store.put(.pods, ObjectKey(name: name), [:], expecting: nil)
    }
    #expect(try store.changes(.pods, after: 1).map(\.revision) == [2, 3])
    #expect(throws: StoreError.compacted(requested: 0, oldest: 1)) {
      try store.changes(.pods, after: 0)
    }
  }
}
