// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Orchestration
import Testing
import VectorPacking

@testable import Reporting

@Suite("Replays")
struct ReplayTests {
  @Test("A replay has the nodes with their pods at every moment")
  func frames() throws {
    let replay = try #require(Samples.run("s", 1).replay)
    #expect(replay.nodes == ["node-1"])
    #expect(replay.frames.count == ReplayBuilder.mostFrames + 1)
    #expect(replay.frames.map(\.seconds) == (0...120).map(Double.init))
    #expect(replay.frames[1].pending == 2)
    #expect(replay.frames[2].pending == 1)
    #expect(replay.frames[3].pending == 0)
    let changes = replay.frames.flatMap { frame in
      frame.changes.map { (Int(frame.seconds), $0.state.numbers) }
    }
    #expect(changes.map(\.0) == [0, 2, 3, 5, 90, 100])
    #expect(
      changes.map(\.1) == [
        [1, 0, 0, 0, 0, 0, 0], [1, 250, 125, 1, 0, 0, 0], [1, 500, 250, 2, 0, 0, 0],
        [1, 500, 250, 1, 0, 1, 0], [2, 500, 250, 1, 0, 1, 0], [2, 250, 125, 0, 0, 1, 0],
      ])
    #expect(replay.frames.last?.pending == 1)
    #expect(replay.numbers.hasPrefix("[[0,0,[[0,1,0,0,0,0,0,0]]],[1,2,[]],"))
  }

  @Test("Any log gives the states of a plain account of it", arguments: UInt64(1)...20)
  func random(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var builder = ReplayBuilder(horizon: 1_200)
    var stages: [Int: (stage: Int, node: Int)] = [:]
    // How many pods of each stage every node has, at every time up to which lines came.
    var account: [Int64: [[Int]]] = [:]
    let names = ["Created", "Starting", "Running", "Ready", "Terminating", "Succeeded"]
    for node in 0..<3 {
      builder.take(
        LogEntry(
          time: 0, category: .node, subject: "node n\(node)", what: "Ready",
          details: [("cpu", 1_000)]))
    }
    for time in Int64(0)..<1_200 {
      for _ in 0..<random.below(3) {
        let pod = random.below(12)
        let old = stages[pod]
        let stage = old.map { min(5, $0.stage + 1 + random.below(2)) } ?? 0
        let node = old.map { $0.node >= 0 ? $0.node : random.below(3) } ?? -1
        stages[pod] = stage == 5 ? nil : (stage, node)
        builder.take(
          LogEntry(
            time: time, category: .pod, subject: "pod p\(pod)", what: names[stage],
            details: [("cpu", 10)] + (node >= 0 ? [("node", .string("n\(node)"))] : [])))
      }
      account[time] = (0..<3).map { node in
        (1...4).map { stage in stages.values.count { $0.node == node && $0.stage == stage } }
      }
    }
    let replay = builder.finished(at: 1_200)
    var states = Array(repeating: Replay.NodeState(), count: 3)
    #expect(replay.frames.count == 121)
    for frame in replay.frames {
      for change in frame.changes { states[change.node] = change.state }
      let expected = account[min(1_199, Int64((frame.seconds * 1e6).rounded()))] ?? []
      #expect(
        states.map { [$0.starting, $0.running, $0.ready, $0.ending] } == expected,
        "\(frame.seconds)")
      #expect(states.map(\.cpu) == expected.map { $0.reduce(0, +) * 10 })
    }
  }

  @Test("Of many nodes the first are shown, and the others counted")
  func manyNodes() throws {
    let recording = SimulationRecording(horizon: 1_000_000, keepsFrames: true)
    for number in 1...250 {
      recording.take(
        LogEntry(time: 0, category: .node, subject: "node n-\(number)", what: "Ready"))
    }
    let replay = try #require(recording.replay(until: 1))
    #expect(replay.nodes.count == ReplayBuilder.mostNodes)
    #expect(replay.nodesLeftOut == 50)
    var run = Samples.run("s", 1)
    run.replay = replay
    let page = ReportWriter().render(
      SimulationReport(
        version: "1",
        scenarios: [
          SimulatedScenario(
            name: "x", file: "x", summary: "", horizonSeconds: 1, runs: [run])
        ]), as: .html)
    #expect(page.contains("50 further nodes not shown"))
    #expect(page.contains("n-200") && !page.contains("n-201"))
  }

  @Test("Of many events the first are kept, and the others counted")
  func manyEvents() {
    let recording = SimulationRecording(horizon: 1, keepsFrames: false)
    for number in 0..<700 {
      recording.take(
        LogEntry(time: Int64(number), category: .action, subject: "x", what: "\(number)"))
    }
    #expect(recording.events.count == 500)
    #expect(recording.eventsLeftOut == 200)
    #expect(recording.replay(until: 1) == nil)
  }
}
