// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Datasets
import Scheduling

/// A pod as users name it: `NAMESPACE/NAME`, `NAME`, or the workload that owns it, as in
/// `deploy/NAME` and `NAMESPACE/deploy/NAME`.
struct PodReference {
  private let text: String

  init(_ text: String) { self.text = text }

  /// The kinds of workloads by their short names.
  private static let kinds: [String: String] = [
    "deploy": "Deployment", "deployment": "Deployment", "deployments": "Deployment",
    "rs": "ReplicaSet", "replicaset": "ReplicaSet", "replicasets": "ReplicaSet",
    "sts": "StatefulSet", "statefulset": "StatefulSet", "statefulsets": "StatefulSet",
    "ds": "DaemonSet", "daemonset": "DaemonSet", "daemonsets": "DaemonSet",
    "rc": "ReplicationController", "replicationcontroller": "ReplicationController",
    "job": "Job", "jobs": "Job", "cj": "CronJob", "cronjob": "CronJob", "cronjobs": "CronJob",
  ]

  /// Finds the pod; of a workload a pending one rather than one on a node.
  func pod(in cluster: LoadedCluster) throws(CommandFailure) -> Int {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let snapshot = cluster.snapshot
    switch parts.count {
    case 1:
      let found = (0..<snapshot.podCount).filter { snapshot.podName($0) == parts[0] }
      if let pod = found.first(where: { snapshot.namespace($0) == "default" }) { return pod }
      if found.count > 1 {
        let names = found.prefix(3).map { snapshot.namespace($0) + "/" + parts[0] }
        throw .badInput([
          "\(cluster.input.name): \(found.count) pods are named '\(parts[0])'\n"
            + "Name the namespace too: \(names.joined(separator: ", "))."
        ])
      }
      if let pod = found.first { return pod }
    case 2:
      if let pod = snapshot.pod(parts[1], in: parts[0]) { return pod }
      // `pod/NAME` as kubectl prints it.
      if ["pod", "pods", "po"].contains(parts[0]), let pod = snapshot.pod(parts[1]) { return pod }
      if let kind = Self.kinds[parts[0]],
        let pod = owned(by: kind, parts[1], namespace: nil, in: cluster)
      {
        return pod
      }
    case 3:
      if let kind = Self.kinds[parts[1]],
        let pod = owned(by: kind, parts[2], namespace: parts[0], in: cluster)
      {
        return pod
      }
    default: break
    }
    throw unknown(in: cluster)
  }

  private func owned(
    by kind: String, _ name: String, namespace: String?, in cluster: LoadedCluster
  ) -> Int? {
    let objects = cluster.input.objects
    func key(_ metadata: ObjectMeta) -> String { (metadata.namespace ?? "default") + "/" }
    func isOwned(_ metadata: ObjectMeta, _ kind: String, _ name: String) -> Bool {
      metadata.ownerReferences.contains { $0.kind == kind && $0.name == name }
    }
    var owners: [String: Set<String>] = [:]
    switch kind {
    case "Deployment":
      for set in objects.replicaSets where isOwned(set.metadata, kind, name) {
        owners["ReplicaSet", default: []].insert(key(set.metadata) + (set.metadata.name ?? ""))
      }
    case "CronJob":
      for job in objects.jobs where isOwned(job.metadata, kind, name) {
        owners["Job", default: []].insert(key(job.metadata) + (job.metadata.name ?? ""))
      }
    default: break
    }
    let inner = kind == "Deployment" ? "ReplicaSet" : kind == "CronJob" ? "Job" : kind
    let found = objects.pods.filter { pod in
      let metadata = pod.metadata
      guard namespace == nil || (metadata.namespace ?? "default") == namespace else { return false }
      return metadata.ownerReferences.contains { owner in
        let ownerName: String = owner.name ?? ""
        if owner.kind == kind, ownerName == name { return true }
        guard inner != kind, owner.kind == inner else { return false }
        if let known = owners[inner] { return known.contains(key(metadata) + ownerName) }
        // A dump of pods alone: the name of the owner is that of the workload and a hash.
        let hash = ownerName.dropFirst(name.count + 1)
        return ownerName.hasPrefix(name + "-") && !hash.isEmpty && !hash.contains("-")
      }
    }.compactMap { pod in
      cluster.snapshot.pod(pod.metadata.name ?? "", in: pod.metadata.namespace ?? "default")
    }
    return found.first { cluster.snapshot.node(ofPod: $0) == nil } ?? found.first
  }

  private func unknown(in cluster: LoadedCluster) -> CommandFailure {
    let snapshot = cluster.snapshot
    let pods = 0..<snapshot.podCount
    let hasNamespace = text.contains("/")
    let names = pods.map { pod in
      hasNamespace
        ? "\(snapshot.namespace(pod))/\(snapshot.podName(pod))" : snapshot.podName(pod)
    }
    let similar =
      Similarity.closest(to: text, among: names).map { "Did you mean '\($0)'? " } ?? ""
    return .badInput([
      "\(cluster.input.name): there is no pod '\(text)'\n\(similar)"
        + "Name one of the \(snapshot.podCount) pods as NAMESPACE/NAME, or by its workload as in "
        + "deploy/NAME."
    ])
  }
}
