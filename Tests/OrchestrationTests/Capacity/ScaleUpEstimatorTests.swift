// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import Testing
import VectorPacking

@testable import Orchestration

/// How many nodes pods need.
@Suite struct ScaleUpEstimatorTests {
  private static let antiAffinity = """
      affinity:
          podAntiAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
              - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}
    """

  private static let spread = """
      topologySpreadConstraints:
          - maxSkew: 1
            topologyKey: topology.kubernetes.io/zone
            whenUnsatisfiable: DoNotSchedule
            labelSelector: {matchLabels: {app: web}}
    """

  /// Nodes of 4 CPU and 16 GiB.
  @Test(arguments: [
    // Four of 1 CPU a node: 10 pods need 3.
    (10, "1", "1Gi", "", 100, 3, 10),
    // Memory decides: 16 / 6 = 2 a node, 5 pods need 3.
    (5, "500m", "6Gi", "", 100, 3, 5),
    // No more than 2 nodes may come: 8 of the 10 pods are helped.
    (10, "1", "1Gi", "", 2, 2, 8),
    // One a node, whatever they take.
    (6, "100m", "1Gi", antiAffinity, 100, 6, 6),
    // Zones a and b in turn, one more than the other at most: 8 pods go 4 and 4.
    (8, "1", "1Gi", spread, 100, 2, 8),
    // Too large for any node.
    (3, "5", "1Gi", "", 100, 0, 0),
  ])
  func counts(
    _ count: Int, _ cpu: String, _ memory: String, _ more: String, _ most: Int, _ nodes: Int,
    _ helped: Int
  ) throws {
    let pods = try (0..<count).map {
      try CapacitySupport.pod("web-\($0)", cpu: cpu, memory: memory, more: more)
    }
    let snapshot = try CapacitySupport.snapshot(pods: pods)
    let template = NodeTemplate(
      try CapacitySupport.group("general", zones: ["a", "b"]), daemonSets: [])
    let estimator = ScaleUpEstimator(snapshot: snapshot, template: template)
    let refused = estimator.refusals(of: Array(0..<count))
    #expect(refused.isEmpty == (helped > 0))
    let estimate = estimator.estimate(
      (0..<count).filter { refused[$0] == nil }, most: most)
    #expect(estimate.nodes == nodes)
    #expect(estimate.pods.count == helped)
  }

  /// A daemon takes 1 of 4 CPU of every new node, so that three pods of 1 CPU fit: 10 need 4.
  @Test func daemonsTakeRoom() throws {
    let daemon = try TestCluster.fields(
      """
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: agent, namespace: default, uid: agent}
      spec:
        selector: {matchLabels: {app: agent}}
        template:
          metadata: {labels: {app: agent}}
          spec:
            containers: [{name: main, image: "example.org/agent:1", resources: {requests: {cpu: "1"}}}]
      """)
    let pods = try (0..<10).map { try CapacitySupport.pod("web-\($0)", cpu: "1") }
    let template = NodeTemplate(try CapacitySupport.group("general"), daemonSets: [daemon])
    let estimator = ScaleUpEstimator(
      snapshot: try CapacitySupport.snapshot(pods: pods), template: template)
    #expect(estimator.estimate(Array(0..<10), most: 100).nodes == 4)
  }

  /// A group without nodes is judged by its labels and taints.
  @Test func templatesHaveLabelsAndTaints() throws {
    var taint = Taint()
    (taint.key, taint.effect) = ("example.org/gpu", "NoSchedule")
    let group = try CapacitySupport.group("gpu", labels: ["disk": "fast"], taints: [taint])
    let template = NodeTemplate(group, daemonSets: [])
    let pods = [
      try CapacitySupport.pod("plain", cpu: "1"),
      try CapacitySupport.pod(
        "slow", cpu: "1",
        more: "  nodeSelector: {disk: slow}\n  tolerations: [{operator: Exists}]"),
      try CapacitySupport.pod(
        "fast", cpu: "1",
        more: "  nodeSelector: {disk: fast}\n  tolerations: [{operator: Exists}]"),
    ]
    let refusals = ScaleUpEstimator(
      snapshot: try CapacitySupport.snapshot(pods: pods), template: template
    ).refusals(of: [0, 1, 2])
    #expect(refusals[0] == ["node(s) had untolerated taint(s)"])
    #expect(refusals[1] == ["node(s) didn't match Pod's node affinity/selector"])
    #expect(refusals[2] == nil)
  }

  private func randomPods(_ random: inout TestRandom) throws -> [Pod] {
    try (0..<(5 + random.below(25))).map { number in
      var more: [String] = []
      switch random.below(6) {
      case 0: more.append("  nodeSelector: {disk: fast}")
      case 1: more.append("  tolerations: [{operator: Exists}]")
      case 2: more.append(Self.antiAffinity)
      case 3: more.append(Self.spread)
      default: break
      }
      return try CapacitySupport.pod(
        "web-\(number)", cpu: "\(100 + 100 * random.below(30))m",
        memory: "\(256 * (1 + random.below(20)))Mi", more: more.joined(separator: "\n"))
    }
  }

  private func randomGroups(_ random: inout TestRandom) throws -> [NodeGroup] {
    var taint = Taint()
    (taint.key, taint.effect) = ("kept", "NoSchedule")
    let zones = random.below(2) == 0 ? ["a", "b"] : ["a"]
    return [
      try CapacitySupport.group("general", price: 0.2, zones: zones),
      try CapacitySupport.group(
        "fast", cpu: "8", memory: "16Gi", price: 0.35, labels: ["disk": "fast"], zones: ["b"]),
      try CapacitySupport.group(
        "kept", cpu: "16", memory: "64Gi", price: 0.5, taints: [taint], zones: zones),
    ]
  }

  /// Every pod that is promised a new node fits there together with all others.
  @Test(arguments: 0..<40) func promisedPodsFit(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let groups = try randomGroups(&random)
    let pods = try randomPods(&random)
    let snapshot = try CapacitySupport.snapshot(nodes: [], pods: pods)
    for group in groups {
      let template = NodeTemplate(group, daemonSets: [])
      let estimator = ScaleUpEstimator(snapshot: snapshot, template: template)
      let refused = estimator.refusals(of: Array(pods.indices))
      let estimate = estimator.estimate(pods.indices.filter { refused[$0] == nil }, most: 12)
      #expect(estimate.nodes <= 12)
      #expect((estimate.places.values.max() ?? -1) + 1 == estimate.nodes)
      // A cluster with just those nodes, made anew, in which the pods are where they were promised.
      let nodes = (0..<estimate.nodes).map { template.node($0) }
      var planned = try CapacitySupport.snapshot(nodes: nodes, pods: pods)
      for pod in estimate.pods {
        let place = try #require(estimate.places[pod])
        planned.place(pod, on: try #require(template.index(place, in: planned)))
      }
      for pod in estimate.pods {
        let node = try #require(planned.node(ofPod: pod))
        planned.evict(pod)
        #expect(planned.refusal(of: pod, on: node) == nil, "seed \(seed), \(group.name)")
        planned.place(pod, on: node)
      }
    }
  }

  /// A mix of groups costs no less than is proven.
  @Test(arguments: 0..<15) func mixesKeepTheirBound(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed &+ 1_000)
    let groups = try randomGroups(&random)
    let pods = try randomPods(&random)
    let snapshot = try CapacitySupport.snapshot(nodes: [], pods: pods)
    let templates = groups.map { NodeTemplate($0, daemonSets: []) }
    let room = Dictionary(groups.map { ($0.name, 40) }) { first, _ in first }
    let helped = pods.indices.filter { pod in
      templates.contains {
        ScaleUpEstimator(snapshot: snapshot, template: $0).refusals(of: [pod]).isEmpty
      }
    }
    let expansion = OptimalExpansion(
      snapshot: snapshot, templates: templates, strategy: LocalSearchStrategy(), seed: seed)
    let option = try #require(expansion.option(for: helped, room: room))
    #expect(!option.pods.isEmpty)
    // Just the nodes that are asked for, with the pods where they are said to fit.
    let planned = groups.flatMap { group in
      let template = NodeTemplate(group, daemonSets: [])
      return (0..<(option.nodes[group.name] ?? 0)).map { template.node($0) }
    }
    var cluster = try CapacitySupport.snapshot(nodes: planned, pods: pods)
    for pod in option.pods {
      let name = try #require(option.places[pod])
      cluster.place(pod, on: try #require(cluster.node(named: name)))
    }
    for pod in option.pods {
      let node = try #require(cluster.node(ofPod: pod))
      cluster.evict(pod)
      #expect(cluster.refusal(of: pod, on: node) == nil, "seed \(seed)")
      cluster.place(pod, on: node)
    }
    if let bound = option.bound {
      #expect(bound.costPerHour <= option.costPerHour + 1e-9)
      #expect(bound.nodes <= option.nodeCount)
    }
  }
}
