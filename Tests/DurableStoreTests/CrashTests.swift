// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Orchestration
import StoreTestSupport
import Testing
import VectorPacking

@testable import DurableStore

/// A process that is killed while it writes loses nothing that it has acknowledged.
@Suite(.serialized) struct CrashTests {
  /// How often a process is killed in each way of writing; `STEVEDORE_KILLS=200` for a study.
  static let kills =
    ProcessInfo.processInfo.environment["STEVEDORE_KILLS"].flatMap { Int($0) } ?? 5

  @Test(arguments: ["single", "batch", "group"]) func nothingAcknowledgedIsLost(_ mode: String)
    throws
  {
    let folder = try StoreFolder()
    let seed: UInt64 = 77
    let plan = HammerPlan(seed: seed)
    let model = MemoryStore(historyLimit: .max)
    var random = SeededGenerator(seed: seed)
    var (acknowledged, lost, unacknowledged) = (Int64(0), 0, 0)
    for kill in 0..<Self.kills {
      let hammer = try Hammer([folder.path(), "\(seed)", mode])
      // Some are killed at once, while the file is made or read, most under load.
      let goal =
        acknowledged + Int64(kill % 10 == 9 ? 0 : random.below(mode == "single" ? 60 : 400))
      var latest = acknowledged
      func note(_ lines: [String]) {
        for line in lines {
          #expect(!line.hasPrefix("error"), "\(line)")
          let revision = Int64(line) ?? 0
          // Each comes once and in its order, whatever was killed before.
          #expect(revision > latest, "\(mode) \(kill): \(revision) after \(latest)")
          latest = max(latest, revision)
        }
      }
      while latest < goal, let lines = hammer.lines() { note(lines) }
      usleep(UInt32(random.below(3_000)))
      hammer.kill()
      note(hammer.rest())
      acknowledged = latest

      var options = StoreOptions(keys: try StoreFolder.keys(("hammer", 7)))
      options.historyLimit = 400
      let check = try? StoreCheck(path: folder.path(), keys: options.keys)
      #expect(check?.findings.isEmpty != false, "\(check?.findings ?? [])")
      let store = try folder.open(options)
      let revision = store.revision
      if revision < acknowledged { lost += 1 }
      #expect(revision >= acknowledged)
      unacknowledged += Int(revision - acknowledged)
      // A watcher has seen some of what the model has, and goes on from there.
      let seen = max(0, model.revision - Int64(random.below(100)))
      while model.revision < revision { try plan.write(to: model) }
      #expect(try content(store) == content(model))
      for type in HammerPlan.types {
        let missed = Result { try store.changes(type, after: seen) }
        let expected = try model.changes(type, after: seen)
        switch missed {
        case .success(let missed):
          #expect(missed.map(\.revision) == expected.map(\.revision))
          #expect(missed.map(\.object) == expected.map(\.object))
          #expect(missed.map(\.previous) == expected.map(\.previous))
          #expect(missed.map(\.isDeletion) == expected.map(\.isDeletion))
        case .failure(let error):
          // What was forgotten is said, never left out.
          guard case .compacted(_, let oldest)? = error as? StoreError else { throw error }
          #expect(oldest > seen)
        }
      }
      // What was not acknowledged is there as a whole, or not; the next process goes on after it.
      acknowledged = revision
      store.close()
    }
    #expect(lost == 0)
    print(
      "\(mode): killed \(Self.kills) times, \(acknowledged) revisions, \(lost) times something "
        + "acknowledged was lost, \(unacknowledged) writes kept that nobody was told of")
  }

  /// The lock goes with the process.
  @Test func theLockEndsWithTheProcess() throws {
    let folder = try StoreFolder()
    let hammer = try Hammer([folder.path(), "1", "open"])
    _ = hammer.lines()
    let text = sentence { _ = try folder.open() }
    #expect(text.contains("is in use by process "))
    let reading = try folder.open(
      StoreOptions(access: .reading, keys: try StoreFolder.keys(("hammer", 7))))
    #expect(reading.revision == 1)
    reading.close()
    hammer.kill()
    _ = hammer.rest()
    let store = try folder.open(StoreOptions(keys: try StoreFolder.keys(("hammer", 7))))
    #expect(store.revision == 1)
  }
}
