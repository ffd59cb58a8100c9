// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("VolumeRestrictions, NodeVolumeLimits, VolumeBinding and VolumeZone (section 3.6)")
struct VolumeRuleTests {
  @Test("refuse nodes", arguments: claims + bound + found + made + zones + limits + once)
  func rules(row: VerdictRow) { row.check() }

  @Test("where a claim keeps a pod from all nodes, nothing is counted")
  func message() {
    for scheduler in schedulersUnderTest {
      let cluster = OracleCluster(nodes: [node("n1"), node("n2").unschedulable()])
      let message = scheduler.init(cluster, profile: OracleProfile()).message(pod("p").claim("x"))
      #expect(message == "0/2 nodes are available: persistentvolumeclaim \"x\" not found.")
    }
  }

  static let nodes = [node("n1").zone("a"), node("n2").zone("b")]
  static let inA = nodeTerm(requirement(zoneKey, "In", "a"))
  static let inB = nodeTerm(requirement(zoneKey, "In", "b"))

  private static func byBinding(_ reason: OracleReason) -> OracleVerdict {
    .refusedForGood("VolumeBinding", reason)
  }

  private static func byBinding(_ reason: String) -> OracleVerdict {
    .refused(plugin: "VolumeBinding", reasons: [reason], unresolvable: true)
  }

  private static func row(
    _ rule: String, pods: [Pod] = [], _ pod: Pod = pod("p").claim("c"),
    claims: [PersistentVolumeClaim], volumes: [PersistentVolume] = [],
    classes: [StorageClass] = [], _ expected: OracleVerdict
  ) -> VerdictRow {
    VerdictRow(
      rule, nodes, pods, pod,
      with: {
        ($0.persistentVolumeClaims, $0.persistentVolumes) = (claims, volumes)
        $0.storageClasses = classes
      }, expected)
  }

  static let claims: [VerdictRow] = [
    row(
      "a claim that is not there", claims: [], byBinding("persistentvolumeclaim \"c\" not found")),
    row(
      "a claim of another namespace is not there", claims: [claim("c", namespace: "other")],
      byBinding("persistentvolumeclaim \"c\" not found")),
    row(
      "an unbound claim without a class", claims: [claim("c")], byBinding(.unboundImmediate)),
    row(
      "an unbound claim that should be bound at once", claims: [claim("c", class: "now")],
      classes: [storageClass("now", immediate: true)], byBinding(.unboundImmediate)),
    row(
      "claims are looked at before nodes",
      pod("p").claim("c").nodeSelector("disk", "ssd"), claims: [claim("c")],
      byBinding(.unboundImmediate)),
  ]

  static let bound: [VerdictRow] = [
    row(
      "a bound volume can be had anywhere", claims: [claim("c", volume: "v")],
      volumes: [volume("v", boundTo: "c")], .fits),
    row(
      "or where its node affinity says", claims: [claim("c", volume: "v")],
      volumes: [volume("v", boundTo: "c", on: inA)], .fits),
    row(
      "not elsewhere", claims: [claim("c", volume: "v")],
      volumes: [volume("v", boundTo: "c", on: inB)], byBinding(.volumeAffinity)),
    row(
      "every claim counts", pod("p").claim("c").claim("d"),
      claims: [claim("c", volume: "v"), claim("d", volume: "w")],
      volumes: [volume("v", boundTo: "c", on: inA), volume("w", boundTo: "d", on: inB)],
      byBinding(.volumeAffinity)),
  ]

  private static let waiting = storageClass(
    "found", provisioner: "kubernetes.io/no-provisioner")

  private static func finding(
    _ rule: String, _ claim: PersistentVolumeClaim = claim("c", class: "found"),
    volumes: [PersistentVolume], _ expected: OracleVerdict
  ) -> VerdictRow {
    row(rule, claims: [claim], volumes: volumes, classes: [waiting], expected)
  }

  static let found: [VerdictRow] = [
    finding("no volume is free", volumes: [], byBinding(.noVolume)),
    finding("a free volume", volumes: [volume("v", class: "found")], .fits),
    finding(
      "a larger one", volumes: [volume("v", class: "found", size: "2Gi")], .fits),
    finding(
      "one that is too small", volumes: [volume("v", class: "found", size: "1023Mi")],
      byBinding(.noVolume)),
    finding("of another class", volumes: [volume("v", class: "x")], byBinding(.noVolume)),
    finding(
      "of another zone", volumes: [volume("v", class: "found", on: inB)], byBinding(.noVolume)),
    finding("of this zone", volumes: [volume("v", class: "found", on: inA)], .fits),
    finding(
      "with another access mode", volumes: [volume("v", class: "found", modes: ["ReadOnlyMany"])],
      byBinding(.noVolume)),
    finding(
      "with more access modes",
      volumes: [volume("v", class: "found", modes: ["ReadOnlyMany", "ReadWriteOnce"])], .fits),
    finding(
      "that is another claim's", volumes: [volume("v", class: "found", boundTo: "d")],
      byBinding(.noVolume)),
    finding(
      "that is reserved for the claim", volumes: [volume("v", class: "found", boundTo: "c")],
      .fits),
    finding(
      "that the claim does not select",
      claim("c", class: "found").selecting(selector(["tier": "fast"])),
      volumes: [volume("v", class: "found")], byBinding(.noVolume)),
    finding(
      "that the claim selects", claim("c", class: "found").selecting(selector(["tier": "fast"])),
      volumes: [volume("v", class: "found", labels: ["tier": "fast"])], .fits),
    row(
      "two claims need two volumes", pod("p").claim("c").claim("d"),
      claims: [claim("c", class: "found"), claim("d", class: "found")],
      volumes: [volume("v", class: "found")], classes: [waiting], byBinding(.noVolume)),
    row(
      "the smaller claim takes the smaller volume", pod("p").claim("c").claim("d"),
      claims: [claim("c", class: "found", size: "5Gi"), claim("d", class: "found")],
      volumes: [volume("v", class: "found", size: "5Gi"), volume("w", class: "found")],
      classes: [waiting], .fits),
    row(
      "a volume that cannot be had and one that cannot be found are both told",
      pod("p").claim("c").claim("d"),
      claims: [claim("c", volume: "v"), claim("d", class: "found")],
      volumes: [volume("v", boundTo: "c", on: inB)], classes: [waiting],
      .refusedForGood("VolumeBinding", .volumeAffinity, .noVolume)),
  ]

  private static func making(
    _ rule: String, zones: [String] = [], tells: Bool = false,
    capacities: [CSIStorageCapacity] = [], selected: String? = nil, _ expected: OracleVerdict
  ) -> VerdictRow {
    VerdictRow(
      rule, nodes, [], pod("p").claim("c"),
      with: {
        var waiting = claim("c", class: "made")
        waiting.metadata.annotations["volume.kubernetes.io/selected-node"] = selected
        $0.persistentVolumeClaims = [waiting]
        $0.storageClasses = [storageClass("made", zones: zones)]
        if tells { $0.csiDrivers = [csiDriver("csi.example")] }
        $0.csiStorageCapacities = capacities
      }, expected)
  }

  static let made: [VerdictRow] = [
    making("a volume is made", .fits),
    making("in one of the zones of the class", zones: ["a", "c"], .fits),
    making("not in another", zones: ["b"], byBinding(.noVolume)),
    making("a driver that tells of no storage", tells: true, byBinding(.noStorage)),
    making(
      "a driver that tells of enough", tells: true,
      capacities: [storageCapacity("k", class: "made", "1Gi", selector([zoneKey: "a"]))], .fits),
    making(
      "of too little", tells: true,
      capacities: [storageCapacity("k", class: "made", "1023Mi", selector([zoneKey: "a"]))],
      byBinding(.noStorage)),
    making(
      "of enough elsewhere", tells: true,
      capacities: [storageCapacity("k", class: "made", "1Gi", selector([zoneKey: "b"]))],
      byBinding(.noStorage)),
    making(
      "of enough for another class", tells: true,
      capacities: [storageCapacity("k", class: "x", "1Gi", selector([zoneKey: "a"]))],
      byBinding(.noStorage)),
    making(
      "of enough, but no volume may be so large", tells: true,
      capacities: [
        storageCapacity("k", class: "made", "9Gi", maximum: "512Mi", selector([zoneKey: "a"]))
      ], byBinding(.noStorage)),
    making("for the node that was chosen", selected: "n1", .fits),
    making("not for another", selected: "n2", byBinding(.noVolume)),
  ]

  private static func zone(
    _ rule: String, _ labels: [String: String], on node: Node = nodes[0], fits: Bool
  ) -> VerdictRow {
    VerdictRow(
      rule, [node], [], pod("p").claim("c"),
      with: {
        $0.persistentVolumeClaims = [claim("c", volume: "v")]
        $0.persistentVolumes = [volume("v", boundTo: "c", labels: labels)]
      }, fits ? .fits : .refusedForGood("VolumeZone", .volumeZone))
  }

  static let zones: [VerdictRow] = [
    zone("a volume of the node's zone", [zoneKey: "a"], fits: true),
    zone("a volume of another zone", [zoneKey: "b"], fits: false),
    zone("a volume of several zones", [zoneKey: "b__a"], fits: true),
    zone("a volume of several other zones", [zoneKey: "b__c"], fits: false),
    zone("a volume without a zone", [:], fits: true),
    zone("a node without any zone takes all", [zoneKey: "b"], on: node("n1"), fits: true),
    zone("a node without the volume's kind of zone", [regionKey: "r"], fits: false),
    zone("an old label", ["failure-domain.beta.kubernetes.io/zone": "a"], fits: true),
    zone(
      "an old label, another zone", ["failure-domain.beta.kubernetes.io/zone": "b"],
      fits: false),
  ]

  private static func limit(
    _ rule: String, _ limit: Int?, pods: [Pod], _ pod: Pod, fits: Bool
  ) -> VerdictRow {
    VerdictRow(
      rule, nodes, pods, pod,
      with: {
        for name in ["c", "d", "e"] {
          $0.persistentVolumeClaims.append(claim(name, volume: "v-\(name)"))
          $0.persistentVolumes.append(
            volume("v-\(name)", boundTo: name, driver: "csi.example"))
        }
        $0.persistentVolumeClaims.append(claim("new", class: "made"))
        $0.storageClasses = [storageClass("made")]
        $0.csiNodes = [csiNode("n1", driver: "csi.example", limit: limit)]
      }, fits ? .fits : .refusedNow("NodeVolumeLimits", .volumeLimit))
  }

  static let limits: [VerdictRow] = [
    limit(
      "as many as allowed", 2, pods: [pod("a").claim("d").on("n1")], pod("p").claim("c"),
      fits: true),
    limit("one more", 1, pods: [pod("a").claim("d").on("n1")], pod("p").claim("c"), fits: false),
    limit("two at once", 1, pods: [], pod("p").claim("c").claim("d"), fits: false),
    limit("no limit", nil, pods: [pod("a").claim("d").on("n1")], pod("p").claim("c"), fits: true),
    limit(
      "a shared volume counts once", 1, pods: [pod("a").claim("c").on("n1")],
      pod("p").claim("c"), fits: true),
    limit(
      "volumes of other nodes do not count", 1, pods: [pod("a").claim("d").on("n2")],
      pod("p").claim("c"), fits: true),
    limit(
      "a pod without volumes is free", 0, pods: [pod("a").claim("d").on("n1")], pod("p"),
      fits: true),
    limit(
      "a volume that is still to be made counts", 1, pods: [pod("a").claim("d").on("n1")],
      pod("p").claim("new"), fits: false),
  ]

  private static func once(
    _ rule: String, modes: [String] = ["ReadWriteOncePod"], pods: [Pod], fits: Bool
  ) -> VerdictRow {
    row(
      rule, pods: pods, claims: [claim("c", modes: modes, volume: "v")],
      volumes: [volume("v", boundTo: "c")],
      fits ? .fits : .refusedNow("VolumeRestrictions", .readWriteOncePod))
  }

  static let once: [VerdictRow] = [
    once("ReadWriteOncePod: free", pods: [], fits: true),
    once("ReadWriteOncePod: in use on the node", pods: [pod("a").claim("c").on("n1")], fits: false),
    once(
      "ReadWriteOncePod: in use on another node", pods: [pod("a").claim("c").on("n2")],
      fits: false),
    once(
      "ReadWriteOncePod: the pod has ended",
      pods: [pod("a").claim("c").on("n1").phase("Succeeded")], fits: true),
    once("ReadWriteOncePod: the pod waits", pods: [pod("a").claim("c")], fits: true),
    once(
      "ReadWriteOncePod: a claim of that name in another namespace",
      pods: [pod("a", namespace: "other").claim("c").on("n1")], fits: true),
    once(
      "ReadWriteOnce: several pods", modes: ["ReadWriteOnce"],
      pods: [pod("a").claim("c").on("n1")], fits: true),
  ]
}

extension PersistentVolumeClaim {
  /// The claim with a selector of volumes.
  fileprivate func selecting(_ selector: LabelSelectorSpec) -> PersistentVolumeClaim {
    var claim = self
    claim.spec.selector = selector
    return claim
  }
}
