// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the pods ask for that are decided about.
enum Workload: String, CaseIterable {
  case plain
  case zoneSpread = "zone-spread"
  case antiAffinity = "anti-affinity"
  case affinity
  case preferredAntiAffinity = "preferred-anti-affinity"
  case preferredAffinity = "preferred-affinity"
  /// Sixty workloads, ten of each of the others.
  case mixed

  /// 5,000 nodes in three zones, and 10,000 pods that wait.
  func objects() throws(QuantityError) -> ClusterObjects {
    var objects = ClusterObjects()
    objects.nodes = try Workload.nodes()
    for index in 0..<10_000 {
      let app: String
      var asked = self
      switch self {
      case .antiAffinity: app = "app-\(index % 20)"
      case .mixed:
        app = "app-\(index % 60)"
        asked = Workload.allCases[index % 60 % 6]
      default: app = "app"
      }
      var pod = try Workload.pod("pod-\(index)", app: app, cpu: "100m")
      asked.constrain(&pod, app: app)
      objects.pods.append(pod)
    }
    return objects
  }

  /// 5,000 nodes full of pods that matter little, four on each, and 2,000 pods that matter more and
  /// need the room of three.
  static func preemption() throws(QuantityError) -> ClusterObjects {
    var objects = ClusterObjects()
    objects.nodes = try nodes()
    for index in 0..<20_000 {
      var pod = try pod("low-\(index)", app: "low", cpu: "900m")
      pod.spec.nodeName = "node-\(index / 4)"
      objects.pods.append(pod)
    }
    for index in 0..<2_000 {
      var pod = try pod("high-\(index)", app: "high", cpu: "3")
      pod.spec.priority = 100
      objects.pods.append(pod)
    }
    return objects
  }

  private static let zone = "topology.kubernetes.io/zone"
  private static let host = "kubernetes.io/hostname"

  private static func nodes() throws(QuantityError) -> [Node] {
    let room = [
      "cpu": try Quantity("4"), "memory": try Quantity("32Gi"), "pods": try Quantity("110"),
    ]
    return (0..<5_000).map { index in
      var node = Node()
      node.metadata.name = "node-\(index)"
      node.metadata.labels = [host: "node-\(index)", zone: "zone-\(index % 3)"]
      node.status.allocatable = room
      return node
    }
  }

  private static func pod(
    _ name: String, app: String, cpu: String
  ) throws(QuantityError) -> Pod {
    var container = Container()
    container.name = "main"
    container.image = "registry/main:1"
    container.resources.requests = ["cpu": try Quantity(cpu), "memory": try Quantity("500Mi")]
    var pod = Pod()
    pod.metadata.name = name
    pod.metadata.labels = ["app": app]
    pod.spec.containers = [container]
    return pod
  }

  private func constrain(_ pod: inout Pod, app: String) {
    var selector = LabelSelectorSpec()
    selector.matchLabels = ["app": app]
    func term(_ key: String) -> PodAffinityTerm {
      var term = PodAffinityTerm()
      term.topologyKey = key
      term.labelSelector = selector
      return term
    }
    func preferred(_ term: PodAffinityTerm) -> WeightedPodAffinityTerm {
      var weighted = WeightedPodAffinityTerm()
      weighted.weight = 10
      weighted.podAffinityTerm = term
      return weighted
    }
    func spread(_ key: String, _ action: String) -> TopologySpreadConstraint {
      var constraint = TopologySpreadConstraint()
      constraint.topologyKey = key
      constraint.maxSkew = 5
      constraint.whenUnsatisfiable = action
      constraint.labelSelector = selector
      return constraint
    }
    var rules = PodAffinity()
    var affinity = Affinity()
    switch self {
    case .plain, .mixed: return
    case .zoneSpread:
      pod.spec.topologySpreadConstraints = [
        spread(Self.zone, "DoNotSchedule"), spread(Self.host, "ScheduleAnyway"),
      ]
      return
    case .antiAffinity:
      rules.required = [term(Self.host)]
      affinity.podAntiAffinity = rules
    case .affinity:
      rules.required = [term(Self.zone)]
      affinity.podAffinity = rules
    case .preferredAntiAffinity:
      rules.preferred = [preferred(term(Self.host))]
      affinity.podAntiAffinity = rules
    case .preferredAffinity:
      rules.preferred = [preferred(term(Self.host))]
      affinity.podAffinity = rules
    }
    pod.spec.affinity = affinity
  }
}
