// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterGenerator {
  /// How many claims each namespace has.
  private static let claims = 14

  /// Adds classes, drivers, claims and volumes: bound, free and still to be made.
  mutating func addStorage(_ cluster: inout OracleCluster) {
    cluster.objects.storageClasses = [
      storageClass("made"), storageClass("made-in-z0", zones: ["z0", "z7"]),
      storageClass("told", provisioner: "told.example"),
      storageClass("found", provisioner: "kubernetes.io/no-provisioner"),
      storageClass("now", immediate: true),
    ]
    cluster.objects.csiDrivers = [csiDriver("told.example")]
    for zone in ["z0", "z1"] where random.chance(70) {
      cluster.objects.csiStorageCapacities.append(
        storageCapacity(
          "capacity-\(zone)", class: "told", random.pick(["512Mi", "1Gi", "5Gi"]),
          maximum: random.pick([nil, "2Gi"]), selector([zoneKey: zone])))
    }
    for node in cluster.nodes where random.chance(80) {
      cluster.objects.csiNodes.append(
        csiNode(
          node.metadata.name ?? "", driver: "csi.example",
          limit: random.chance(80) ? random.number(0...4) : nil))
    }
    for index in 0..<random.number(0...4) {
      cluster.objects.persistentVolumes.append(
        volume(
          "free\(index)", class: "found", size: random.pick(["1Gi", "2Gi", "5Gi"]),
          modes: random.pick([["ReadWriteOnce"], ["ReadWriteOnce", "ReadWriteMany"]]),
          on: random.chance(60) ? inZone() : nil))
    }
    let namespaces = has(.namespaces) ? ["default", "other", "third"] : ["default"]
    for namespace in namespaces {
      // The last one is not there.
      for index in 0..<(Self.claims - 1) {
        addClaim("c\(index)", namespace: namespace, &cluster)
      }
    }
  }

  private mutating func inZone() -> NodeSelectorTerm {
    nodeTerm(requirement(zoneKey, "In", random.pick(["z0", "z1"])))
  }

  private mutating func addClaim(
    _ name: String, namespace: String, _ cluster: inout OracleCluster
  ) {
    let size = random.pick(["1Gi", "2Gi", "3Gi"])
    let modes = random.chance(15) ? ["ReadWriteOncePod"] : ["ReadWriteOnce"]
    guard random.chance(55) else {
      let className = random.pick([
        "made", "made-in-z0", "made-in-z0", "told", "told", "told", "told", "found", "found", "now",
      ])
      cluster.objects.persistentVolumeClaims.append(
        claim(name, namespace: namespace, class: className, size: size, modes: modes))
      return
    }
    let volumeName = "pv-\(namespace)-\(name)"
    cluster.objects.persistentVolumeClaims.append(
      claim(
        name, namespace: namespace, class: "made", size: size, modes: modes, volume: volumeName))
    cluster.objects.persistentVolumes.append(
      volume(
        volumeName, class: "made", size: size, modes: modes, boundTo: name, namespace: namespace,
        driver: random.chance(80) ? "csi.example" : nil, on: random.chance(30) ? inZone() : nil,
        labels: random.chance(30)
          ? random.pick([[zoneKey: "z0"], [zoneKey: "z0__z1"], [regionKey: "r1"]]) : [:]))
  }

  mutating func addClaims(_ pod: inout Pod) {
    var names: Set<Int> = []
    for _ in 0..<random.number(1...3) {
      let index = random.below(Self.claims)
      // Claims that are not there refuse the pod on every node, so they are rare.
      if index == Self.claims - 1, random.chance(60) { continue }
      if names.insert(index).inserted { pod = pod.claim("c\(index)") }
    }
  }
}
