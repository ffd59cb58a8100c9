// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the autoscaler says of itself in the ConfigMap that people look at.
///
/// From `clusterstate/api/types.go`, shortened.
extension ClusterAutoscaler {
  static let statusMap = ObjectKey(namespace: "kube-system", name: "cluster-autoscaler-status")

  /// Makes the ConfigMap where it is not there.
  func makeStatus() throws(APIStatus) {
    guard informers[.configMaps][Self.statusMap] == nil,
      try environment.client.find(.configMaps, Self.statusMap) == nil
    else { return }
    do throws(APIStatus) {
      _ = try environment.client.create(
        .configMaps,
        [
          "apiVersion": "v1", "kind": "ConfigMap",
          "metadata": [
            "name": .string(Self.statusMap.name), "namespace": .string(Self.statusMap.namespace),
          ],
          "data": ["status": "autoscalerStatus: Initializing\n"],
        ])
    } catch {
      if error.reason != .alreadyExists, error.reason != .notFound { throw error }
    }
  }

  /// Tells an event of the whole cluster.
  func tellStatus(_ type: EventRecorder.EventType, _ reason: String, _ message: String) {
    let object =
      informers[.configMaps][Self.statusMap] ?? [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": [
          "name": .string(Self.statusMap.name), "namespace": .string(Self.statusMap.namespace),
        ],
      ]
    environment.events.record(object, type, reason: reason, message)
  }

  /// Writes how the groups are.
  func tell(
    status: String, _ groups: [NodeGroupState], view: CapacityView?
  ) throws(APIStatus) {
    var candidates: [String: Int] = [:]
    for name in unneededSince.keys.sorted() {
      let group = informers[.nodes][ObjectKey(name: name)]?.label(NodeGroup.label) ?? ""
      candidates[group, default: 0] += 1
    }
    let list: [Value] = groups.map { state in
      let ready = state.nodes.count { $0.isReady && !state.starting.contains($0.objectName) }
      let isWaiting = backoffs[state.name].map { now < $0.until } ?? false
      return [
        "name": .string(state.name),
        "health": [
          "status": "Healthy",
          "nodeCounts": [
            "registered": ["total": state.nodes.count.value, "ready": ready.value],
            "upcoming": state.upcoming.value,
          ],
          "cloudProviderTarget": state.target.value,
          "minSize": state.group.spec.minReplicas.value,
          "maxSize": state.group.spec.maxReplicas.value,
        ],
        "scaleUp": [
          "status": .string(
            isWaiting ? "Backoff" : state.upcoming > 0 ? "InProgress" : "NoActivity")
        ],
        "scaleDown": [
          "status": .string(
            candidates[state.name] == nil ? "NoCandidates" : "CandidatesPresent"),
          "candidates": (candidates[state.name] ?? 0).value,
        ],
      ]
    }
    let text = YAMLWriter().text(
      ["autoscalerStatus": .string(status), "nodeGroups": .array(list)])
    try environment.client.change(.configMaps, Self.statusMap, uid: nil) { object in
      guard object["data"]?[path: "status"]?.string != text else { return false }
      object.modify("data") { $0["status"] = .string(text) }
      return true
    }
  }
}
