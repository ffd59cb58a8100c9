// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct StatefulSetControllerTests {
  let cluster: WorkloadCluster

  init() throws {
    cluster = try WorkloadCluster()
    cluster.start { cluster in
      [StatefulSetController(cluster.environment("statefulset-controller")), cluster.node()]
    }
  }

  func apply(_ replicas: Int, extra: [String] = [], claims: Bool = false) throws {
    let claim = """

        volumeClaimTemplates:
        - metadata: {name: data}
          spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
      """
    try cluster.cluster.apply(
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec:
        replicas: \(replicas)
        serviceName: db
      \(extra.map { "  " + $0 + "\n" }.joined())\
        selector: {matchLabels: {app: db}}
        template:
          metadata: {labels: {app: db}}
          spec: {containers: [{name: main, image: v1}]}\(claims ? claim : "")
      """)
  }

  var status: StatefulSetStatus {
    get throws {
      try cluster.cluster.object(.statefulSets, "db", as: StatefulSet.self)?.status
        ?? StatefulSetStatus()
    }
  }

  /// The names of pods as they came and went, from now on.
  final class Diary {
    private(set) var lines: [String] = []
    private var connection: (any WatchConnection)?

    init(_ cluster: WorkloadCluster) throws {
      let revision = try cluster.user.list(.pods, ListOptions()).revision
      connection = try cluster.user.watch(.pods, WatchOptions(revision: revision)) {
        [weak self] events in
        for event in events {
          switch event.kind {
          case .added: self?.lines.append("+" + event.key.name)
          case .deleted: self?.lines.append("-" + event.key.name)
          default: break
          }
        }
      }
    }
  }

  var images: [String: String] {
    var images: [String: String] = [:]
    for pod in cluster.activePods {
      images[pod.metadata.name ?? ""] = pod.spec.containers.first?.image
    }
    return images
  }

  @Test func podsComeOneAfterAnother() throws {
    cluster.readiness["v1"] = 10_000_000
    let diary = try Diary(cluster)
    try apply(3)
    cluster.run(seconds: 5)
    #expect(diary.lines == ["+db-0"])
    cluster.run(seconds: 10)
    #expect(diary.lines == ["+db-0", "+db-1"])
    cluster.run(seconds: 20)
    #expect(diary.lines == ["+db-0", "+db-1", "+db-2"])
    #expect(try status.replicas == 3)
    #expect(try status.readyReplicas == 3)
    #expect(try status.availableReplicas == 3)
    #expect(try status.currentReplicas == 3)
    #expect(try status.updatedReplicas == 3)
    #expect(try status.currentRevision == status.updateRevision)
    let pod = try #require(cluster.activePods.first { $0.metadata.name == "db-1" })
    #expect(pod.metadata.labels["statefulset.kubernetes.io/pod-name"] == "db-1")
    #expect(pod.metadata.labels["apps.kubernetes.io/pod-index"] == "1")
    #expect(try pod.metadata.labels["controller-revision-hash"] == status.currentRevision)
    #expect(pod.fields["spec"]?.object?["hostname"] == "db-1")
    #expect(pod.fields["spec"]?.object?["subdomain"] == "db")
    #expect(
      cluster.events("StatefulSet").sorted()
        == (0...2).map { "create Pod db-\($0) in StatefulSet db successful" })
  }

  @Test func podsGoInReverse() throws {
    try apply(4)
    cluster.run(seconds: 5)
    let diary = try Diary(cluster)
    try cluster.setReplicas(.statefulSets, "db", 1)
    cluster.run(seconds: 5)
    #expect(diary.lines == ["-db-3", "-db-2", "-db-1"])
    #expect(try status.replicas == 1)
  }

  @Test func parallelPodsDoNotWait() throws {
    cluster.readiness["v1"] = .some(nil)
    let diary = try Diary(cluster)
    try apply(3, extra: ["podManagementPolicy: Parallel"])
    cluster.run(seconds: 1)
    #expect(diary.lines == ["+db-0", "+db-1", "+db-2"])
    try cluster.setReplicas(.statefulSets, "db", 0)
    cluster.run(seconds: 1)
    #expect(cluster.activePods.isEmpty)
  }

  @Test func ordinalsBeginWhereTheSetSays() throws {
    let diary = try Diary(cluster)
    try apply(2, extra: ["ordinals: {start: 5}"])
    cluster.run(seconds: 1)
    #expect(diary.lines == ["+db-5", "+db-6"])
    try cluster.edit(.statefulSets, "db") { set in
      set.modify("spec") { $0["ordinals"] = ["start": 6] }
    }
    cluster.run(seconds: 2)
    #expect(Set(images.keys) == ["db-6", "db-7"])
  }

  @Test func updatesGoFromTheLastToTheFirst() throws {
    try apply(3)
    cluster.run(seconds: 5)
    cluster.readiness["v2"] = 10_000_000
    let diary = try Diary(cluster)
    let before = try status.currentRevision
    try cluster.setImage(.statefulSets, "db", "v2")
    cluster.run(seconds: 5)
    #expect(diary.lines == ["-db-2", "+db-2"])
    #expect(try status.currentRevision == before)
    #expect(try status.updateRevision != before)
    #expect(try status.currentReplicas == 2)
    #expect(try status.updatedReplicas == 1)
    cluster.run(seconds: 60)
    #expect(diary.lines == ["-db-2", "+db-2", "-db-1", "+db-1", "-db-0", "+db-0"])
    #expect(try status.currentRevision == status.updateRevision)
    #expect(try status.currentReplicas == 3)
    #expect(Set(images.values) == ["v2"])
  }

  @Test func atMostSoManyAreUpdatedAtOnce() throws {
    try apply(
      5,
      extra: ["updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 2}}"])
    cluster.run(seconds: 10)
    cluster.readiness["v2"] = 10_000_000
    var least = 5
    cluster.clock.afterStep = { [cluster] in least = min(least, cluster.available()) }
    try cluster.setImage(.statefulSets, "db", "v2")
    cluster.run(seconds: 100)
    #expect(least == 3)
    #expect(Set(images.values) == ["v2"])
  }

  @Test func podsBeforeThePartitionStay() throws {
    try apply(
      4, extra: ["updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}"])
    cluster.run(seconds: 5)
    try cluster.setImage(.statefulSets, "db", "v2")
    cluster.run(seconds: 20)
    #expect(images == ["db-0": "v1", "db-1": "v1", "db-2": "v2", "db-3": "v2"])
    #expect(try status.currentReplicas == 2)
    #expect(try status.updatedReplicas == 2)
    // One that is lost is made of the template that it was of.
    _ = try cluster.user.delete(
      .pods, ObjectKey(namespace: "default", name: "db-1"), DeleteOptions())
    cluster.run(seconds: 5)
    #expect(images["db-1"] == "v1")
    try cluster.edit(.statefulSets, "db") { set in
      set.modify("spec") {
        $0["updateStrategy"] = ["type": "RollingUpdate", "rollingUpdate": ["partition": 0]]
      }
    }
    cluster.run(seconds: 20)
    #expect(Set(images.values) == ["v2"])
  }

  @Test func onDeleteNothingHappensByItself() throws {
    try apply(2, extra: ["updateStrategy: {type: OnDelete}"])
    cluster.run(seconds: 5)
    try cluster.setImage(.statefulSets, "db", "v2")
    cluster.run(seconds: 20)
    #expect(images == ["db-0": "v1", "db-1": "v1"])
    _ = try cluster.user.delete(
      .pods, ObjectKey(namespace: "default", name: "db-0"), DeleteOptions())
    cluster.run(seconds: 5)
    #expect(images == ["db-0": "v2", "db-1": "v1"])
  }

  @Test func minReadySecondsAreWaitedFor() throws {
    try apply(3, extra: ["minReadySeconds: 10"])
    cluster.run(seconds: 5)
    #expect(images.count == 1)
    #expect(try status.readyReplicas == 1)
    #expect(try status.availableReplicas == 0)
    cluster.run(seconds: 40)
    #expect(try status.availableReplicas == 3)
  }

  @Test func failedPodsAreCreatedAnew() throws {
    try apply(2)
    cluster.run(seconds: 5)
    let before = try cluster.user.get(.pods, ObjectKey(namespace: "default", name: "db-0"))
    var failed = before
    failed.modify("status") { $0["phase"] = "Failed" }
    try cluster.user.updateStatus(.pods, failed)
    cluster.run(seconds: 5)
    let after = try cluster.user.get(.pods, ObjectKey(namespace: "default", name: "db-0"))
    #expect(after.uid != before.uid)
    #expect(after["status"]?.object?["phase"] == "Running")
    #expect(
      cluster.events("StatefulSet", "RecreatingFailedPod")
        == ["StatefulSet default/db is recreating failed Pod db-0"])
  }

  @Test func claimsAreCreatedAndKept() throws {
    try apply(2, claims: true)
    cluster.run(seconds: 5)
    func claims() -> [String] { cluster.objects(.persistentVolumeClaims).map(\.objectName) }
    #expect(claims() == ["data-db-0", "data-db-1"])
    let pod = try #require(cluster.activePods.first)
    #expect(pod.spec.volumes.first?.name == "data")
    #expect(
      pod.fields["spec"]?.object?["volumes"]?.array?.first?[
        path: "persistentVolumeClaim", "claimName"] == "data-db-0")
    #expect(cluster.objects(.persistentVolumeClaims)[0].label("app") == "db")
    try cluster.setReplicas(.statefulSets, "db", 1)
    cluster.run(seconds: 5)
    #expect(claims() == ["data-db-0", "data-db-1"])
    #expect(
      cluster.objects(.persistentVolumeClaims).allSatisfy {
        $0.metadata["ownerReferences"] == nil
      })
  }

  @Test func claimsGoWithWhatOwnsThem() throws {
    try apply(
      2,
      extra: [
        "persistentVolumeClaimRetentionPolicy: {whenScaled: Delete, whenDeleted: Delete}"
      ], claims: true)
    cluster.run(seconds: 5)
    func owner(_ name: String) throws -> String? {
      let claim = try cluster.user.get(
        .persistentVolumeClaims, ObjectKey(namespace: "default", name: name))
      let owners = claim.metadata["ownerReferences"]?.array ?? []
      #expect(owners.count == 1)
      return owners.first?.object?["kind"]?.string
    }
    #expect(try owner("data-db-1") == "StatefulSet")
    try cluster.setReplicas(.statefulSets, "db", 1)
    cluster.run(seconds: 5)
    #expect(try owner("data-db-0") == "StatefulSet")
    #expect(try owner("data-db-1") == "Pod")
    // The place is taken again only once the old claim is gone.
    try cluster.setReplicas(.statefulSets, "db", 2)
    cluster.run(seconds: 5)
    #expect(images.count == 1)
    try cluster.user.deleteIfPresent(
      .persistentVolumeClaims, ObjectKey(namespace: "default", name: "data-db-1"))
    cluster.run(seconds: 5)
    #expect(images.count == 2)
    #expect(try owner("data-db-1") == "StatefulSet")
  }

  @Test func revisionsAreKeptAndUsedAgain() throws {
    try apply(1, extra: ["revisionHistoryLimit: 2"])
    cluster.run(seconds: 5)
    for number in 2...6 {
      try cluster.setImage(.statefulSets, "db", "v\(number)")
      cluster.run(seconds: 5)
    }
    #expect(cluster.objects(.controllerRevisions).map(\.revisionNumber).sorted() == [4, 5, 6])
    let names = Set(cluster.objects(.controllerRevisions).map(\.objectName))
    try cluster.setImage(.statefulSets, "db", "v5")
    cluster.run(seconds: 5)
    #expect(Set(cluster.objects(.controllerRevisions).map(\.objectName)) == names)
    #expect(cluster.objects(.controllerRevisions).map(\.revisionNumber).sorted() == [4, 6, 7])
  }

  @Test func lostLabelsAreSetAgain() throws {
    try apply(1)
    cluster.run(seconds: 5)
    try cluster.edit(.pods, "db-0") { pod in
      pod.modify("metadata") { metadata in
        metadata.modify("labels") { $0["apps.kubernetes.io/pod-index"] = nil }
      }
    }
    cluster.run(seconds: 5)
    #expect(cluster.activePods.first?.metadata.labels["apps.kubernetes.io/pod-index"] == "0")
  }
}
