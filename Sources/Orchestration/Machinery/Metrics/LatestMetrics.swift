// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The latest measurements, as a metrics server has them: in memory, none older than a moment ago.
///
/// Kubelets write one report each; what is said of pods and nodes is a view of those.
final class LatestMetrics {
  /// What a kubelet told of one pod.
  struct PodEntry {
    let node: String
    let uid: String
    let timestamp: Timestamp
    /// `timestamp`, `window` and `containers`, as they stand in `PodMetrics`.
    let usage: Fields
    /// Other measurements of the pod, by name.
    let values: Fields
  }

  /// What a kubelet told of its node.
  private struct NodeEntry {
    let timestamp: Timestamp
    let report: Fields
    let pods: [ObjectKey]
  }

  /// After how many microseconds a report no longer counts: the next one did not come, and neither
  /// did the one after it.
  static let lifetime: Int64 = 30_000_000

  private var nodes: [String: NodeEntry] = [:]
  private var pods: [String: [ObjectKey: PodEntry]] = [:]
  private var values: [ResourceType: [ObjectKey: Fields]] = [:]

  // MARK: Writing

  /// Takes a report in the place of the last one of its node.
  func take(report: Fields, at now: Timestamp) {
    let node = ObjectKey(report).name
    if let old = nodes[node] {
      for key in old.pods where pods[key.namespace]?[key]?.node == node {
        pods[key.namespace]?[key] = nil
      }
    }
    let timestamp = report.moment("timestamp") ?? now
    var keys: [ObjectKey] = []
    for case .object(let pod) in report["pods"]?.array ?? [] {
      let key = ObjectKey(
        namespace: pod["namespace"]?.string ?? "", name: pod["name"]?.string ?? "")
      var usage: Fields = ["timestamp": report["timestamp"] ?? timestamp.value]
      usage["window"] = pod["window"] ?? report["window"]
      usage["containers"] = pod["containers"]
      pods[key.namespace, default: [:]][key] = PodEntry(
        node: node, uid: pod["uid"]?.string ?? "", timestamp: timestamp, usage: usage,
        values: pod["values"]?.object ?? Fields())
      keys.append(key)
    }
    nodes[node] = NodeEntry(timestamp: timestamp, report: report, pods: keys)
  }

  /// Takes a value in the place of the last one of its name.
  func take(_ type: ResourceType, value: Fields) {
    values[type, default: [:]][ObjectKey(value)] = value
  }

  // MARK: Reading

  /// The reports of nodes, by name, those that no longer count left out.
  func reports(at now: Timestamp) -> [(name: String, report: Fields)] {
    nodes.keys.sorted().compactMap { name in
      nodes[name].flatMap { Self.counts($0.timestamp, now) ? (name, $0.report) : nil }
    }
  }

  /// What is told of a pod, `nil` where it no longer counts.
  func pod(_ key: ObjectKey, at now: Timestamp) -> PodEntry? {
    pods[key.namespace]?[key].flatMap { Self.counts($0.timestamp, now) ? $0 : nil }
  }

  /// The pods of a namespace, or of all of them, of which something is told, in order.
  func podKeys(in namespace: String) -> [ObjectKey] {
    namespace.isEmpty
      ? pods.values.flatMap(\.keys).sorted() : pods[namespace]?.keys.sorted() ?? []
  }

  /// The values of a type in a namespace, or in all of them, in order.
  func values(_ type: ResourceType, in namespace: String) -> [Fields] {
    let known = values[type] ?? [:]
    return known.keys.sorted().compactMap {
      namespace.isEmpty || $0.namespace == namespace ? known[$0] : nil
    }
  }

  private static func counts(_ timestamp: Timestamp, _ now: Timestamp) -> Bool {
    now.microseconds - timestamp.microseconds <= lifetime
  }
}
