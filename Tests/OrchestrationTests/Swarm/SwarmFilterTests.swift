// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import Testing

@testable import Orchestration

/// Swarm's filters on nodes, in Swarm's order, and moves to nodes with more room.
@Suite struct SwarmFilterTests {
  private func objects(_ yaml: String) throws -> ClusterObjects {
    var objects = ClusterObjects()
    for record in try ObjectReader(skipping: []).records(of: MemorySource(yaml)) {
      if record.fields["kind"] == "Node" {
        objects.nodes.append(Node(fields: record.fields))
      } else {
        objects.pods.append(Pod(fields: record.fields))
      }
    }
    return objects
  }

  private static func node(_ name: String, _ more: String = "", labels: String = "") -> String {
    """
    ---
    apiVersion: v1
    kind: Node
    metadata: {name: \(name), labels: {kubernetes.io/hostname: \(name), kubernetes.io/os: linux, kubernetes.io/arch: amd64\(labels)}}
    spec: {\(more)}
    status: {allocatable: {cpu: 2, memory: 4Gi, pods: 110}}

    """
  }

  private static func pod(_ name: String, _ spec: String, annotations: String = "") -> String {
    """
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: \(name)
      namespace: default
      labels: {com.docker.swarm.service.name: web}
      annotations: {\(annotations)}
    spec: {schedulerName: swarm, \(spec)}

    """
  }

  /// What a task wants, what stands on the second of two nodes, and what each node says first.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var first: String = ""
    var labels: String = ""
    var there: String = "containers: [{name: c}]"
    var wants: String = "containers: [{name: c}]"
    var annotations: String = ""
    var expected: [SwarmFilter?]
    var message: String
  }

  static let cases = [
    Case(
      testDescription: "not available", first: "unschedulable: true", expected: [.ready, nil],
      message: "no suitable node (1 node not available for new tasks)"),
    Case(
      testDescription: "resources before constraints",
      wants: """
        containers: [{name: c, resources: {requests: {cpu: 3}}}], affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]}}}
        """,
      expected: [.resources, .resources],
      message: "no suitable node (insufficient resources on 2 nodes)"),
    Case(
      testDescription: "availability before resources", first: "unschedulable: true",
      wants: "containers: [{name: c, resources: {requests: {cpu: 3}}}]",
      expected: [.ready, .resources],
      message: "no suitable node (1 node not available for new tasks; insufficient resources on "
        + "1 node)"),
    Case(
      testDescription: "plugins before constraints",
      labels: ", plugin.swarm.stevedore.dev/volume.x: \"true\"",
      wants:
        "containers: [{name: c}], nodeSelector: {plugin.swarm.stevedore.dev/volume.x: \"true\"}",
      expected: [nil, .plugins], message: "no suitable node (missing plugin on 1 node)"),
    Case(
      testDescription: "platforms", wants: "containers: [{name: c}]",
      annotations: "swarm.stevedore.dev/platforms: \"linux/arm64,windows/\"",
      expected: [.platform, .platform],
      message: "no suitable node (unsupported platform on 2 nodes)"),
    Case(
      testDescription: "ports of the node",
      there: "containers: [{name: c, ports: [{containerPort: 1, hostPort: 80}]}]",
      wants: "containers: [{name: c, ports: [{containerPort: 2, hostPort: 80}]}]",
      expected: [nil, .hostPort],
      message: "no suitable node (host-mode port already in use on 1 node)"),
    Case(
      testDescription: "most of a service", annotations: "stevedore.dev/max-per-node: \"1\"",
      expected: [nil, .maxReplicas],
      message: "no suitable node (max replicas per node limit exceed)"),
  ]

  @Test(arguments: cases) func firstFilterOfSwarm(_ item: Case) throws {
    let objects = try objects(
      Self.node("n-1", item.first, labels: item.labels) + Self.node("n-2")
        + Self.pod("there", item.there + ", nodeName: n-2", annotations: item.annotations)
        + Self.pod("new", item.wants, annotations: item.annotations))
    let snapshot = try ClusterSnapshot(
      objects, configuration: SchedulerSettings.swarmConfiguration)
    let terms = SwarmTaskTerms(objects.pods[1].fields)
    let refusals = SwarmRanking().refusals(of: 1, in: snapshot, terms)
    let found = ["n-1", "n-2"].map { name in refusals.first { $0.node == name }?.filter }
    #expect(found == item.expected)
    #expect(SwarmRefusal.message(refusals) == item.message)
    let node = SwarmRanking().node(for: 1, in: snapshot, terms, SwarmCounts())
    #expect(node == item.expected.firstIndex(of: nil))
  }

  /// The tasks of nodes by zones, how many may move, and who moves from where to where.
  struct Layout: Sendable {
    var zones: [String]
    var tasks: [Int]
    var most: Int
    var from: [String]
    var to: [String]
  }

  static let layouts: [Layout] = [
    Layout(
      zones: ["", "", ""], tasks: [4, 4, 0], most: 9, from: ["n-1", "n-2"], to: ["n-3", "n-3"]),
    Layout(zones: ["", "", ""], tasks: [4, 4, 0], most: 1, from: ["n-1"], to: ["n-3"]),
    Layout(zones: ["", ""], tasks: [1, 0], most: 9, from: [], to: []),
    Layout(zones: ["", ""], tasks: [2, 1], most: 9, from: [], to: []),
    Layout(zones: ["a", "a", "b"], tasks: [1, 1, 0], most: 9, from: ["n-1"], to: ["n-3"]),
    Layout(zones: ["a", "a", "b"], tasks: [1, 1, 1], most: 9, from: [], to: []),
    Layout(zones: ["a", "a", "b"], tasks: [0, 2, 2], most: 9, from: ["n-2"], to: ["n-1"]),
  ]

  @Test(arguments: layouts) func moves(_ layout: Layout) throws {
    var text = ""
    for (index, zone) in layout.zones.enumerated() {
      text += Self.node("n-\(index + 1)", labels: zone.isEmpty ? "" : ", zone: \(zone)")
    }
    for (index, zone) in layout.zones.enumerated() {
      for task in 0..<layout.tasks[index] {
        text += Self.pod(
          "t-\(index)-\(task)", "containers: [{name: c}], nodeName: n-\(index + 1)",
          annotations: zone.isEmpty
            ? "" : "swarm.stevedore.dev/preferences: \"spread:node.labels.zone\"")
      }
    }
    let objects = try objects(text)
    let snapshot = try ClusterSnapshot(
      objects, configuration: SchedulerSettings.swarmConfiguration)
    let counts = SwarmCounts(objects.pods, of: "default/web", in: snapshot)
    let moves = SwarmRebalance().moves(
      of: Array(objects.pods.indices), SwarmTaskTerms(objects.pods[0].fields), in: snapshot,
      counts, most: layout.most)
    #expect(moves.map { snapshot.nodeName($0.from) } == layout.from)
    #expect(moves.map { snapshot.nodeName($0.to) } == layout.to)
  }
}
