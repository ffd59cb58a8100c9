// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Where a scheduler says something else than the oracle.
public struct SchedulerComparison {
  private let oracle: Oracle
  private let other: any SchedulerUnderTest

  /// Lets a scheduler look at what the oracle looks at.
  public init(
    _ scheduler: any SchedulerUnderTest.Type, on cluster: OracleCluster, profile: OracleProfile
  ) {
    oracle = Oracle(cluster, profile: profile)
    other = scheduler.init(cluster, profile: profile)
  }

  /// What differs for the pods that wait, a line each: verdicts, scores and messages.
  public func differences() -> [String] {
    oracle.cluster.pendingPods.flatMap { differences(for: $0) }
  }

  /// What differs for one pod, a line each.
  public func differences(for pod: Pod) -> [String] {
    let name = "\(pod.oracleNamespace)/\(pod.metadata.name ?? "")"
    var lines: [String] = []
    var feasible: [String] = []
    for node in oracle.cluster.nodes.compactMap(\.metadata.name) {
      let expected = oracle.verdict(pod, on: node)
      let found = other.verdict(pod, on: node)
      if expected.isFit { feasible.append(node) }
      if found != expected {
        lines.append("\(name) on \(node): found \(found), expected \(expected)")
      }
    }
    let expected = oracle.scores(pod, feasible: feasible)
    let found = other.scores(pod, feasible: feasible)
    for node in feasible where found[node] != expected[node] {
      let plugins = (expected[node]?.plugins ?? [:]).keys.sorted()
      for plugin in plugins {
        let (left, right) = (found[node]?.plugins[plugin], expected[node]?.plugins[plugin])
        if left != right {
          lines.append(
            "\(name) on \(node), \(plugin): found \(text(left)), expected \(text(right))")
        }
      }
      if found[node]?.total != expected[node]?.total {
        lines.append(
          "\(name) on \(node), in all: found \(found[node]?.total ?? -1), "
            + "expected \(expected[node]?.total ?? -1)")
      }
    }
    // What is said of a pod that fits somewhere is nowhere told.
    if feasible.isEmpty {
      let (left, right) = (other.message(pod), oracle.message(pod))
      if left != right { lines.append("\(name): found '\(left)', expected '\(right)'") }
    }
    return lines
  }

  private func text(_ score: OracleScore?) -> String {
    score.map { "\($0.raw) and \($0.normalised)" } ?? "nothing"
  }
}
