// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Orchestration
import StoreTestSupport
import Synchronization
import Testing

@testable import DurableStore

/// Many callers write in groups; each hears of its own write once it is on the disk.
@Suite struct GroupWriterTests {
  private func key(_ number: Int) -> ObjectKey { ObjectKey(namespace: "a", name: "n\(number)") }

  @Test(arguments: [0, 3_000] as [Int64]) func everyCallerIsAnswered(_ delay: Int64) async throws {
    let folder = try StoreFolder()
    let store = try folder.open()
    let reader = try store.reader()
    let writer = GroupWriter(store, GroupWriter.Limits(writes: 16, delay: delay))
    let revisions = try await withThrowingTaskGroup(of: [Int64].self) { group in
      for caller in 0..<20 {
        group.addTask {
          var own: [Int64] = []
          for _ in 0..<10 {
            let stored = try await writer.put(
              .pods, self.key(caller), ["a": 1], expecting: own.last)
            own.append(stored.revision)
            // What is acknowledged can be read by others.
            let seen = try reader.object(.pods, self.key(caller))?.revision ?? 0
            #expect(seen >= stored.revision)
          }
          // A conflict is the answer of its caller alone.
          await #expect(throws: StoreError.changed(found: own.last)) {
            try await writer.put(.pods, self.key(caller), [:], expecting: 0)
          }
          return own
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(revisions.sorted() == Array(1...200))
    let last = try await writer.delete(
      .pods, key(0), expecting: try reader.object(.pods, key(0))?.revision ?? 0)
    #expect(last.revision == 201)
    writer.close()
    await #expect(throws: StoreError.failed("the writer is closed")) {
      try await writer.put(.pods, self.key(0), [:], expecting: nil)
    }
    #expect(try folder.open().revision == 201)
  }

  @Test func aGroupThatCannotBeKeptIsRefusedAsAWhole() async throws {
    let folder = try StoreFolder()
    var options = StoreOptions()
    options.pageLimit = 100
    let writer = GroupWriter(try folder.open(options), GroupWriter.Limits(writes: 32))
    let kept = await withTaskGroup(of: Int64?.self) { group in
      for number in 0..<200 {
        group.addTask {
          let object: Fields = ["text": .string(String(repeating: "x", count: 3_000))]
          return try? await writer.put(.pods, self.key(number), object, expecting: nil).revision
        }
      }
      return await group.reduce(into: [Int64]()) { if let revision = $1 { $0.append(revision) } }
    }
    writer.close()
    #expect(kept.count > 10 && kept.count < 200)
    // All that was acknowledged is there, and nothing else.
    let store = try folder.open()
    #expect(kept.sorted() == Array(1...store.revision))
  }

  /// Readers go on while a batch is open and nothing of it is on the disk.
  @Test func readersDoNotWaitForWriters() throws {
    let folder = try StoreFolder()
    let store = try folder.open()
    for number in 0..<5 { _ = try store.put(.pods, key(number), ["a": 1], expecting: nil) }
    let reader = try store.reader()
    try store.withBatch {
      _ = try? store.put(.pods, key(9), ["a": 2], expecting: nil)
      _ = try? store.delete(.pods, key(0), expecting: 1)
      let finished = DispatchSemaphore(value: 0)
      let seen = Mutex<(Int, Int64)>((0, 0))
      Thread {
        let found = (try? reader.list(.pods))?.items.count ?? -1
        let revision = (try? reader.revision()) ?? -1
        seen.withLock { $0 = (found, revision) }
        finished.signal()
      }.start()
      // It would wait for ever if it had to wait at all.
      finished.wait()
      #expect(seen.withLock { $0 } == (5, 5))
      // The loop itself sees what it has written.
      #expect((try? store.object(.pods, key(9)))?["a"] == 2)
      #expect(store.revision == 7)
    }
    #expect(try reader.list(.pods).items.map(\.key) == [1, 2, 3, 4, 9].map(key))
    #expect(
      try reader.list(.pods, page: StorePage(revision: 3)).items.map(\.key) == [0, 1, 2].map(key))
    let page = try reader.list(.pods, namespace: "a", page: StorePage(after: key(1), limit: 2))
    #expect(page.items.map(\.key) == [2, 3].map(key) && page.remaining == 2)
    #expect(try reader.list(.nodes).items.isEmpty)
  }

  @Test func aBatchIsOneTransaction() throws {
    let folder = try StoreFolder()
    let store = try folder.open()
    var told: [Int64] = []
    store.onChange = { told.append($1.revision) }
    let reader = try store.reader()
    let outcome = try store.withBatch { () -> Int64 in
      _ = try? store.put(.pods, key(1), ["a": 1], expecting: nil)
      let inner = try? store.withBatch {
        (try? store.put(.pods, key(2), ["a": 1], expecting: nil))?.revision
      }
      #expect((try? reader.revision()) == 0)
      return inner ?? 0
    }
    #expect(outcome == 2 && told == [1, 2])
    #expect(try reader.revision() == 2)
  }
}
