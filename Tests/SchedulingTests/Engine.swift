// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport

@testable import Scheduling

/// The engine, as the tables of rules ask about it.
struct Engine: SchedulerUnderTest {
  var snapshot: ClusterSnapshot?
  let fault: ClusterFault?
  private let cluster: OracleCluster
  private let configuration: SchedulerConfiguration

  init(_ cluster: OracleCluster, profile: OracleProfile) {
    self.cluster = cluster
    configuration = SchedulerConfiguration(profiles: [SchedulerProfile(profile)])
    // Tables give pods that only stand there one name; there is one of each in a cluster.
    var objects = cluster.objects
    var names: Set<String> = []
    for index in objects.pods.indices {
      let name = objects.pods[index].metadata.name ?? ""
      let key = (objects.pods[index].metadata.namespace ?? "default") + "/" + name
      if !names.insert(key).inserted { objects.pods[index].metadata.name = "\(name)-\(index)" }
    }
    do throws(ClusterFault) {
      snapshot = try ClusterSnapshot(objects, configuration: configuration)
      fault = nil
    } catch {
      snapshot = nil
      fault = error
    }
  }

  /// The snapshot with a pod in it, and the pod's index.
  func asked(_ pod: Pod) -> (snapshot: ClusterSnapshot, pod: Int)? {
    guard var snapshot else { return nil }
    let namespace = pod.metadata.namespace ?? "default"
    if let known = snapshot.pod(pod.metadata.name ?? "", in: namespace) {
      return (snapshot, known)
    }
    guard let added = try? snapshot.add(pod) else { return nil }
    return (snapshot, added)
  }

  func verdict(_ pod: Pod, on nodeName: String) -> OracleVerdict {
    guard let (snapshot, index) = asked(pod), let node = snapshot.node(named: nodeName) else {
      return .refused(plugin: "none", reasons: ["\(String(describing: fault))"], unresolvable: true)
    }
    guard let refusal = snapshot.refusal(of: index, on: node) else { return .fits }
    return .refused(
      plugin: refusal.filter.rawValue, reasons: refusal.reasons.map(\.message),
      unresolvable: refusal.resolvability == .never)
  }

  func scores(_ pod: Pod, feasible: [String]) -> [String: OracleNodeScore] {
    guard let (snapshot, index) = asked(pod) else { return [:] }
    let nodes = feasible.compactMap { snapshot.node(named: $0) }
    let scores = snapshot.scores(snapshot.classIndex(index), nodes.map { Int32($0) })
    var result: [String: OracleNodeScore] = [:]
    for (node, scores) in zip(nodes, scores) {
      var plugins: [String: OracleScore] = [:]
      for (name, score) in scores {
        plugins[name.rawValue] = OracleScore(raw: score.raw, normalised: score.normalized)
      }
      result[snapshot.nodeName(node)] = OracleNodeScore(
        plugins: plugins, total: scores.values.reduce(0) { $0 + $1.weighted })
    }
    return result
  }

  func message(_ pod: Pod) -> String {
    guard let (snapshot, index) = asked(pod) else { return "" }
    return snapshot.diagnose(index).message
  }
}

extension SchedulerProfile {
  /// The same settings as those of the oracle.
  init(_ profile: OracleProfile) {
    self.init()
    for name in profile.disabledFilters {
      if let filter = FilterName(rawValue: name) { filters.remove(filter) }
    }
    for score in ScoreName.allCases {
      weights[score] =
        profile.disabledScores.contains(score.rawValue)
        ? nil : profile.weights[score.rawValue] ?? 1
    }
    switch profile.scoringStrategy {
    case .leastAllocated: resourceScoring = .leastAllocated
    case .mostAllocated: resourceScoring = .mostAllocated
    case .requestedToCapacityRatio(let shape):
      resourceScoring = .requestedToCapacityRatio(
        shape.map { .init(utilization: $0.utilization, score: $0.score) })
    }
    scoredResources = profile.scoredResources.map { .init(name: $0.name, weight: $0.weight) }
    balancedResources = profile.balancedResources.map { .init(name: $0) }
    balanceVersion = profile.balancedAllocationVersion == .improvement ? .change : .result
    hardPodAffinityWeight = profile.hardPodAffinityWeight
    ignoresPreferencesOfExistingPods = profile.ignoresPreferredTermsOfExistingPods
    addedAffinity = profile.addedAffinity
    ignoredResources = profile.ignoredResources
    ignoredResourceGroups = profile.ignoredResourceGroups
    if let constraints = profile.defaultSpreadConstraints {
      hasSystemSpread = false
      defaultSpread = constraints.map {
        DefaultSpread(
          topologyKey: $0.topologyKey ?? "", maxSkew: $0.maxSkew ?? 1,
          isHard: $0.whenUnsatisfiable == "DoNotSchedule")
      }
    }
  }
}
