// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Workloads become pods")
struct WorkloadExpansionTests {
  @Test("of a Deployment, through a ReplicaSet")
  func deployment() throws {
    let expansion = try objects(workload("Deployment", "web", spec: ", replicas: 3")).expanded()
    let sets = expansion.objects.replicaSets
    let set = try #require(sets.first)
    let name = try #require(set.metadata.name)
    let hash = try #require(set.metadata.labels["pod-template-hash"])
    #expect(sets.count == 1 && name == "web-\(hash)" && hash.count == 10)
    #expect(expansion.madeNames == ["\(name)-0", "\(name)-1", "\(name)-2"])
    let pod = expansion.objects.pods[2]
    #expect(pod.metadata.labels == ["app": "web", "pod-template-hash": hash])
    #expect(pod.metadata.namespace == "test")
    let owner = try #require(pod.metadata.ownerReferences.first)
    #expect(owner.kind == "ReplicaSet" && owner.name == name && owner.uid == set.metadata.uid)
    #expect(try set.spec.selector.compiled().matches(pod.metadata.labels))
    let deployment = try #require(expansion.objects.deployments.first)
    #expect(set.metadata.ownerReferences.first?.uid == deployment.metadata.uid)
    #expect(Set(expansion.objects.pods.map(\.metadata.uid)).count == 3)
    let again = try objects(workload("Deployment", "web", spec: ", replicas: 3")).expanded()
    #expect(again.objects == expansion.objects)
  }

  @Test(
    "of other workloads, under the names they have there",
    arguments: [
      (workload("ReplicaSet", "a", spec: ", replicas: 2"), ["a-0", "a-1"]),
      (workload("ReplicationController", "a"), ["a-0"]),
      (workload("Deployment", "a", spec: ", replicas: 0"), []),
      (workload("Job", "a", spec: ", parallelism: 2"), ["a-0", "a-1"]),
      (workload("Job", "a", spec: ", parallelism: 4, completions: 3"), ["a-0", "a-1", "a-2"]),
      (workload("Job", "a", spec: ", completions: 3"), ["a-0"]),
      (workload("Job", "a", spec: ", suspend: true"), []),
      (workload("StatefulSet", "a", spec: ", replicas: 2"), ["a-0", "a-1"]),
      (
        workload("StatefulSet", "a", spec: ", replicas: 2, ordinals: {start: 5}"), ["a-5", "a-6"]
      ),
      (workload("Pod", "a") + workload("ReplicaSet", "b"), ["b-0"]),
      (workload("Pod", "b-0") + workload("ReplicaSet", "b"), ["b-1"]),
    ])
  func names(_ yaml: String, _ names: [String]) throws {
    #expect(try objects(yaml).expanded().madeNames == names)
  }

  @Test("of a StatefulSet, with its claims")
  func statefulSet() throws {
    let claim = """
      , replicas: 2, serviceName: db, volumeClaimTemplates: [{metadata: {name: data}, spec: \
      {resources: {requests: {storage: 1Gi}}}}]
      """
    let taken = """
      ---
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data-db-1, namespace: test}}

      """
    let yaml = taken + workload("StatefulSet", "db", spec: claim)
    let expansion = try objects(yaml).expanded()
    let claims = expansion.objects.persistentVolumeClaims
    #expect(claims.map(\.metadata.name) == ["data-db-1", "data-db-0"])
    #expect(claims[1].spec.resources.requests["storage"]?.description == "1Gi")
    #expect(claims[1].metadata.namespace == "test")
    let pod = expansion.objects.pods[0]
    #expect(pod.spec.hostname == "db-0" && pod.spec.subdomain == "db")
    #expect(pod.metadata.labels["apps.kubernetes.io/pod-index"] == "0")
    #expect(pod.spec.volumes.map(\.persistentVolumeClaim?.claimName) == ["data-db-0"])
  }

  @Test("of a DaemonSet, one on each node that it is for")
  func daemonSet() throws {
    let yaml =
      node("a", labels: ", disk: ssd")
      + node("b", labels: ", disk: ssd", spec: "taints: [{key: own, effect: NoSchedule}]")
      + node("c", labels: ", disk: hdd")
      + node("d", labels: ", disk: ssd", spec: "unschedulable: true")
      + node(
        "e", labels: ", disk: ssd",
        spec: """
          taints: [{key: node.kubernetes.io/unschedulable, effect: NoSchedule}, {key: soft, \
          effect: PreferNoSchedule}]
          """)
      + workload("DaemonSet", "agent", template: ", nodeSelector: {disk: ssd}")
    let expansion = try objects(yaml).expanded()
    #expect(expansion.madeNames == ["agent-a", "agent-d", "agent-e"])
    let spec = expansion.objects.pods[1].spec
    let terms = try #require(try spec.affinity?.nodeAffinity?.required?.compiled())
    #expect(terms.map(\.onlyName) == ["d"])
    let tolerations = spec.tolerations
    #expect(
      tolerations.map(\.effect) == ["NoExecute", "NoExecute"]
        + Array(repeating: "NoSchedule", count: 4))
    #expect(tolerations.allSatisfy { $0.tolerationSeconds == nil && $0.operator == "Exists" })
    let host = try objects(
      node("a") + workload("DaemonSet", "agent", template: ", hostNetwork: true")
    ).expanded()
    #expect(host.objects.pods[0].spec.tolerations.count == 7)
    let taken = node("a") + workload("Pod", "agent-a") + workload("DaemonSet", "agent")
    #expect(try objects(taken).expanded().madeNames == ["agent-a-1"])
  }

  @Test("of a DaemonSet by its affinity and tolerations; without nodes of none")
  func daemonSetAffinity() throws {
    let affinity = """
      , affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: \
      {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: In, values: [ssd]}]}]}}}, \
      tolerations: [{key: own, operator: Equal, value: x, effect: NoSchedule}]
      """
    let nodes =
      node("a", labels: ", disk: ssd", spec: "taints: [{key: own, value: x, effect: NoSchedule}]")
      + node("b", labels: ", disk: ssd", spec: "taints: [{key: own, value: y, effect: NoSchedule}]")
      + node("c")
    let set = workload("DaemonSet", "agent", template: affinity)
    #expect(try objects(nodes + set).expanded().madeNames == ["agent-a"])
    #expect(
      try objects(set).expanded().texts(.daemonSetWithoutNodes) == [
        "1 DaemonSet without pods: there is no node in the input"
      ])
    let wrong = set.replacing("operator: In", with: "operator: Is")
    let error = #expect(throws: ExpansionError.self) { try objects(nodes + wrong).expanded() }
    #expect(error?.description.contains("matchExpressions[0]: operator 'Is'") == true)
  }

  @Test("of a CronJob as if one of its jobs ran")
  func cronJob() throws {
    let expansion = try objects(workload("CronJob", "night", spec: ", parallelism: 2")).expanded()
    #expect(expansion.objects.jobs.count == 1)
    #expect(expansion.madeNames.count == 2)
    let job = try #require(expansion.objects.jobs.first?.metadata)
    #expect(job.ownerReferences.first?.kind == "CronJob")
    #expect(expansion.objects.pods[0].metadata.labels["job-name"] == job.name)
    #expect(expansion.texts(.cronJob) == ["1 CronJob counted as if one job of each ran"])
  }

  @Test("of an indexed Job with their index")
  func indexedJob() throws {
    let spec = ", completionMode: Indexed, completions: 2, parallelism: 2"
    let pods = try objects(workload("Job", "a", spec: spec)).expanded().objects.pods
    let key = "batch.kubernetes.io/job-completion-index"
    #expect(pods.map { $0.metadata.labels[key] } == ["0", "1"])
    #expect(pods.map(\.spec.hostname) == ["a-0", "a-1"])
  }

  @Test(
    "in numbers that make sense",
    arguments: [
      (
        workload("Deployment", "a", spec: ", replicas: -1"),
        "Deployment test/a: field 'spec.replicas': found -1, expected a number from 0 to 2147483647"
      ),
      (
        workload("Job", "a", spec: ", parallelism: -2"),
        "Job test/a: field 'spec.parallelism': found -2, expected a number from 0 to 2147483647"
      ),
      (
        workload("StatefulSet", "a", spec: ", ordinals: {start: 9223372036854775807}"),
        "StatefulSet test/a: field 'spec.ordinals.start': found 9223372036854775807, expected a "
          + "number from 0 to 2147483647"
      ),
      (
        workload("ReplicaSet", "a", spec: ", replicas: 2000000000"),
        """
        ReplicaSet test/a: with its pods there are more than 5000000
        Maybe a number of replicas is too large.
        """
      ),
    ])
  func refusals(_ yaml: String, _ message: String) {
    let error = #expect(throws: ExpansionError.self) { try objects(yaml).expanded() }
    #expect(error?.description == message)
  }
}
