// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Scheduling
import SchedulingTestSupport
import Testing

@Suite("README: a controller")
struct ReadmeTests {
  @Test("The snapshot answers what the README asks")
  func controller() throws {
    var objects = ClusterObjects()
    objects.nodes = [node("a").cpu("2"), node("b").cpu("1")]
    objects.pods = [
      pod("old").cpu("2").on("a"), pod("small").cpu("1"), pod("urgent").cpu("2").priority(9),
      pod("huge").cpu("9"),
    ]
    // example: begin
    var snapshot = try ClusterSnapshot(objects)  // Nodes, Pods and what their constraints speak of
    for pod in snapshot.pendingPods {
      if let node = snapshot.decide(pod).node {
        snapshot.place(pod, on: node)
      } else if let choice = snapshot.preempt(pod).choice {
        print("\(snapshot.nodeName(choice.node)) without \(choice.victims.map(snapshot.podName))")
      } else {
        print(snapshot.diagnose(pod).message)  // 0/4 nodes are available: 3 Insufficient cpu, …
      }
    }
    // example: end
    let urgent = try #require(snapshot.pod("urgent"))
    #expect(snapshot.node(ofPod: try #require(snapshot.pod("small"))) == 1)
    let old = try #require(snapshot.pod("old"))
    #expect(snapshot.preempt(urgent).choice?.victims == [old])
    let huge = try #require(snapshot.pod("huge"))
    #expect(snapshot.diagnose(huge).message == "0/2 nodes are available: 2 Insufficient cpu.")
  }

  @Test("The README shows the example that the tests run")
  func example() throws {
    let file = URL(fileURLWithPath: #filePath)
    let source = try String(contentsOf: file, encoding: .utf8)
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let begin = try #require(lines.firstIndex { $0.hasSuffix("// example: begin") })
    let end = try #require(lines.firstIndex { $0.hasSuffix("// example: end") })
    let example = lines[(begin + 1)..<end].map { $0.dropFirst(4) }.joined(separator: "\n")
    let root = file.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    #expect(readme.contains(example))
  }
}
