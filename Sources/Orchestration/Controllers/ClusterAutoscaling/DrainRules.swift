// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which pods keep an autoscaler from taking their node away.
///
/// From `cluster-autoscaler/simulator/drainability/rules`.
struct DrainRules {
  /// What is to become of a pod.
  enum Verdict: Equatable {
    /// It goes with its node.
    case ignored
    /// It is evicted and has to have another place.
    case moved
    /// It keeps its node, for a reason.
    case blocks(String)
  }

  let options: ClusterAutoscalerOptions
  /// The budgets, with how many disruptions are left of each.
  private var budgets: [(namespace: String, selector: LabelSelector, left: Int)] = []
  /// How many replicas sets want, by identity.
  private let replicas: [String: Int]

  static let safeToEvict = "cluster-autoscaler.kubernetes.io/safe-to-evict"
  static let safeVolumes = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"

  /// Reads the budgets and sets that there are.
  init(_ options: ClusterAutoscalerOptions, _ informers: SharedInformers) {
    self.options = options
    for object in informers[.podDisruptionBudgets].all {
      let budget = PodDisruptionBudget(fields: object)
      guard let selector = try? budget.spec.selector?.compiled() else { continue }
      budgets.append(
        (
          budget.metadata.namespace ?? "", selector,
          max(0, budget.status.disruptionsAllowed ?? 0)
        ))
    }
    var replicas: [String: Int] = [:]
    for type in [ResourceType.replicaSets, .statefulSets, .replicationControllers] {
      for object in informers[type].all {
        replicas[object.uid] = object.wanted.wholeNumber("replicas") ?? 1
      }
    }
    self.replicas = replicas
  }

  /// What is to become of a pod whose node goes, budgets aside.
  func verdict(_ pod: Fields) -> Verdict {
    if pod.isMirrorPod || pod.isDaemonPod || pod.hasFinishedPhase { return .ignored }
    if pod.isTerminating { return .ignored }
    let safe = pod.annotation(Self.safeToEvict)
    if safe == "true" { return .moved }
    if safe == "false" { return .blocks("NotSafeToEvictAnnotation") }
    guard let owner = ControllerReference(of: pod) else { return .blocks("NotReplicated") }
    if options.minReplicaCount > 0, let wanted = replicas[owner.uid],
      wanted < options.minReplicaCount
    {
      return .blocks("MinReplicasReached")
    }
    if options.skipsNodesWithSystemPods, ObjectKey(pod).namespace == "kube-system",
      covering(pod).isEmpty
    {
      return .blocks("UnmovableKubeSystemPod")
    }
    if options.skipsNodesWithLocalStorage, pod.hasLocalStorage {
      return .blocks("LocalStorageRequested")
    }
    return .moved
  }

  private func covering(_ pod: Fields) -> [Int] {
    let namespace = ObjectKey(pod).namespace
    let labels = pod.labelMap
    return budgets.indices.filter {
      budgets[$0].namespace == namespace && budgets[$0].selector.matches(labels)
    }
  }

  /// Whether no budget forbids to evict a pod now.
  func budgetAllows(_ pod: Fields) -> Bool { covering(pod).allSatisfy { budgets[$0].left > 0 } }

  /// Takes the evictions of some pods from their budgets, as far as there is anything left.
  mutating func take(_ pods: [Fields]) {
    for pod in pods {
      for index in covering(pod) { budgets[index].left = max(0, budgets[index].left - 1) }
    }
  }
}

extension Fields {
  /// Whether the pod keeps data on its node that its annotations do not say may be lost.
  var hasLocalStorage: Bool {
    let safe = Set(
      (annotation(DrainRules.safeVolumes) ?? "").split(separator: ",").map {
        String($0.filter { $0 != " " })
      })
    return (wanted["volumes"]?.array ?? []).contains { volume in
      guard let fields = volume.object else { return false }
      let isLocal = fields["hostPath"] != nil || fields["emptyDir"] != nil
      return isLocal && !safe.contains(fields["name"]?.string ?? "")
    }
  }
}
