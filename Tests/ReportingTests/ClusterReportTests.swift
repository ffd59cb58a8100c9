// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import SchedulingTestSupport
import Testing

@testable import Reporting

@Suite("Reports about clusters")
struct ClusterReportTests {
  private let origin = ReportOrigin(
    version: "1", command: "schedbench explain", input: "c", sha256: "", assumptions: [])

  @Test("The report of a pod has the figures of evaluate", arguments: ClusterRecipe.all.map(\.name))
  func equalsEvaluate(name: String) throws {
    let recipe = try #require(ClusterRecipe.all.first { $0.name == name }?.recipe)
    for seed in UInt64(700)..<706 {
      var generator = ClusterGenerator(seed: seed, recipe: recipe)
      var objects = generator.cluster().objects
      for index in objects.pods.indices { objects.pods[index].metadata.name = "pod-\(index)" }
      let snapshot = try ClusterSnapshot(objects)
      for pod in snapshot.pendingPods {
        let report = PodReport(snapshot.explanation(of: pod), of: snapshot, origin: origin)
        let evaluation = snapshot.evaluate(pod)
        #expect(report.nodes.map(\.fits) == evaluation.refusals.map { $0 == nil })
        #expect(report.nodes.compactMap(\.total) == evaluation.totals)
        for (node, refusal) in zip(report.nodes, evaluation.refusals) {
          #expect(node.refusals.first?.filter == refusal?.filter.rawValue)
          #expect(node.refusals.first?.messages == refusal?.reasons.map(\.message))
          #expect(node.scores.reduce(0) { $0 + $1.weighted } == node.total ?? 0)
        }
        if let choice = report.choice {
          #expect(report.nodes.first { $0.node == choice.node }?.total == choice.score)
        }
        for format in ReportWriter.clusterFormats {
          #expect(!ReportWriter().render(report, as: format).isEmpty)
        }
      }
    }
  }

  @Test("Of many nodes ten are shown and the others counted by reason")
  func manyNodes() throws {
    var objects = ClusterObjects()
    for index in 0..<25 {
      let open = node("node-\(index)").cpu("1")
      objects.nodes.append(index < 20 ? open : open.unschedulable())
    }
    objects.pods = [pod("big").cpu("2")]
    let snapshot = try ClusterSnapshot(objects)
    let index = try #require(snapshot.pod("big"))
    let report = PodReport(snapshot.explanation(of: index), of: snapshot, origin: origin)
    let text = ReportWriter().render(report, as: .table)
    #expect(
      text.hasPrefix("default/big fits nowhere: 0/25 nodes are available: 20 Insufficient cpu"))
    #expect(text.contains("\nnode-9 "))
    #expect(!text.contains("\nnode-10 "))
    #expect(text.contains("… and 10 more nodes: Insufficient cpu"))
    #expect(text.contains("… and 5 more nodes: node(s) were unschedulable"))
    #expect(text.contains("lower the cpu request from 2 to 1, then it fits on node-0"))
    let wide = ReportWriter().render(report, as: .wide)
    #expect(wide.contains("\nnode-24 "))
    #expect(!wide.contains("more nodes"))
  }
}
