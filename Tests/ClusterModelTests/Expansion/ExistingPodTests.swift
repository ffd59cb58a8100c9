// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Workloads with pods that are there")
struct ExistingPodTests {
  private static func pod(
    _ name: String, owner: String, labels: String = "", status: String = "", more: String = "",
    node: String = "n"
  ) -> String {
    """
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: \(name), namespace: test, uid: u-\(name), labels: {app: web\(labels)}, \
    ownerReferences: [\(owner)]\(more)}
    spec: {nodeName: \(node), containers: [{name: main}]}
    status: {phase: \(status.isEmpty ? "Running" : status)}

    """
  }

  private static func owner(_ kind: String, _ name: String) -> String {
    "{apiVersion: apps/v1, kind: \(kind), name: \(name), uid: u-\(name), controller: true}"
  }

  @Test("get only those that are missing, under the ReplicaSet that pods tell of")
  func implied() throws {
    let owner = Self.owner("ReplicaSet", "web-abc")
    let yaml =
      workload("Deployment", "web", spec: ", replicas: 4")
      + Self.pod("web-abc-1", owner: owner, labels: ", pod-template-hash: abc")
      + Self.pod("web-abc-2", owner: owner, labels: ", pod-template-hash: abc")
      + Self.pod("web-abc-3", owner: owner, labels: ", pod-template-hash: abc", status: "Failed")
      + Self.pod(
        "web-abc-4", owner: owner, labels: ", pod-template-hash: abc",
        more: ", deletionTimestamp: '2024-05-01T12:00:00Z'")
    let expansion = try objects(yaml).expanded()
    #expect(expansion.existingPods == 4)
    #expect(expansion.madeNames == ["web-abc-0", "web-abc-5"])
    let set = try #require(expansion.objects.replicaSets.first)
    #expect(set.metadata.name == "web-abc" && set.metadata.uid == "u-web-abc")
    let made = expansion.objects.pods[4].metadata
    #expect(made.labels["pod-template-hash"] == "abc")
    #expect(made.ownerReferences.first?.uid == "u-web-abc")
    #expect(
      expansion.texts(.existingPods) == [
        "Deployment test/web asks for 4 pods and has 2: 2 are added"
      ])
  }

  @Test("are not expanded twice, neither as ReplicaSet nor where all are there")
  func replicaSetOfDeployment() throws {
    let deployment = workload("Deployment", "web", spec: ", replicas: 2")
    let set = workload(
      "ReplicaSet", "web-abc", spec: ", replicas: 2",
      metadata: """
        , uid: u-web-abc, labels: {pod-template-hash: abc}, ownerReferences: \
        [\(Self.owner("Deployment", "web"))]
        """)
    let owner = Self.owner("ReplicaSet", "web-abc")
    let pods = Self.pod("p1", owner: owner) + Self.pod("p2", owner: owner)
    let full = try objects(deployment + set + pods).expanded()
    #expect(full.madeNames.isEmpty)
    #expect(
      full.texts(.existingPods) == ["1 workload has all the pods that it asks for"])
    let half = try objects(deployment + set + Self.pod("p1", owner: owner)).expanded()
    #expect(half.madeNames == ["web-abc-0"])
    #expect(half.objects.replicaSets.count == 1)
    #expect(half.objects.pods[1].metadata.ownerReferences.first?.uid == "u-web-abc")
    let alone = try objects(set + Self.pod("p1", owner: owner)).expanded()
    #expect(alone.madeNames == ["web-abc-0"])
  }

  @Test("keep their ordinals and their nodes")
  func ordinals() throws {
    let set = workload("StatefulSet", "db", spec: ", replicas: 3")
    let pod = Self.pod("db-1", owner: Self.owner("StatefulSet", "db"))
    #expect(try objects(set + pod).expanded().madeNames == ["db-0", "db-2"])
    let agents =
      node("n") + node("m") + workload("DaemonSet", "agent")
      + Self.pod("agent-x", owner: Self.owner("DaemonSet", "agent"))
    #expect(try objects(agents).expanded().madeNames == ["agent-m"])
  }

  @Test("that are jobs need fewer when some have succeeded, and none when they are done")
  func jobs() throws {
    let job = workload("Job", "a", spec: ", parallelism: 5, completions: 5")
    let left = try objects(job + "status: {succeeded: 3}\n").expanded()
    #expect(left.madeNames.count == 2)
    let done = "status: {conditions: [{type: Complete, status: 'True'}]}\n"
    #expect(try objects(job + done).expanded().madeNames.isEmpty)
  }

  @Test("a CronJob whose job runs makes no other")
  func runningCronJob() throws {
    let job = workload(
      "Job", "night-1", metadata: ", ownerReferences: [\(Self.owner("CronJob", "night"))]")
    let expansion = try objects(workload("CronJob", "night") + job).expanded()
    #expect(expansion.madeNames == ["night-1-0"])
    #expect(expansion.texts(.cronJob).isEmpty)
  }
}
