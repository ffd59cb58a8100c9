// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterGenerator {
  /// Adds services and controllers of every namespace.
  mutating func addOwners(_ cluster: inout OracleCluster) {
    for namespace in ["default", "other", "third"] {
      if random.chance(60) {
        cluster.objects.services.append(service("web", namespace: namespace, ["app": "web"]))
      }
      if random.chance(30) {
        cluster.objects.services.append(service("front", namespace: namespace, ["tier": "front"]))
      }
      if random.chance(60) {
        cluster.objects.replicaSets.append(
          replicaSet(
            "replicaset-\(namespace)", namespace: namespace,
            selector(["app": random.pick(["web", "db", "cache"])])))
      }
      if random.chance(60) {
        cluster.objects.statefulSets.append(
          statefulSet(
            "statefulset-\(namespace)", namespace: namespace,
            selector(["app": random.pick(["web", "db", "cache"])])))
      }
      if random.chance(60) {
        cluster.objects.replicationControllers.append(
          replicationController(
            "replicationcontroller-\(namespace)", namespace: namespace,
            ["app": random.pick(["web", "db", "cache"])]))
      }
    }
  }
}
