// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Sanitizing")
struct SanitizingTests {
  /// A dump in which everything that tells something has `canary` in it.
  private static let dump = """
    apiVersion: v1
    kind: Node
    metadata:
      name: canary-node-1
      uid: canary-uid-1
      creationTimestamp: 2023-05-01T10:00:00Z
      labels:
        kubernetes.io/hostname: canary-node-1
        topology.kubernetes.io/zone: canary-zone
        node-role.kubernetes.io/canary-role: ""
        canary.example.com/tier: "7"
      annotations: {canary/note: canary}
    spec:
      providerID: canary:///1
      podCIDR: 10.99.0.0/24
      taints: [{key: canary.example.com/dedicated, value: canary-team, effect: NoSchedule}]
    status:
      capacity: {cpu: "8", memory: 32Gi, pods: "110", canary.com/device: "2"}
      addresses: [{type: InternalIP, address: 10.99.1.7}, {type: Hostname, address: canary-host}]
      nodeInfo: {machineID: canary-machine}
      images: [{names: ["registry.canary.io/app:1.2"], sizeBytes: 1000}]
      conditions: [{type: Ready, status: "True", reason: CanaryReason, message: canary}]
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: canary-db-0
      namespace: canary-space
      generateName: canary-db-
      creationTimestamp: 2023-05-01T11:30:00Z
      labels: {app: canary, canary-key: canary-value}
      ownerReferences:
      - {apiVersion: apps/v1, kind: StatefulSet, name: canary-db, uid: canary-uid-2, controller: true}
    spec:
      nodeName: canary-node-1
      serviceAccountName: canary-account
      priorityClassName: system-cluster-critical
      nodeSelector: {kubernetes.io/hostname: canary-node-1}
      imagePullSecrets: [{name: canary-pull}]
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions: [{key: canary.example.com/tier, operator: Gt, values: ["5"]}]
      tolerations: [{key: canary.example.com/dedicated, operator: Equal, value: canary-team}]
      volumes:
      - name: canary-data
        persistentVolumeClaim: {claimName: canary-data-canary-db-0}
      - name: canary-conf
        configMap: {name: canary-conf}
      containers:
      - name: canary-container
        image: registry.canary.io/app:1.2
        command: [canary]
        args: [--password=canary]
        env: [{name: CANARY, value: canary}]
        canaryField: {canary: canary}
        livenessProbe: {exec: {command: [canary]}}
        ports: [{name: canary-port, containerPort: 80, hostPort: 8080, hostIP: 10.99.1.7}]
        resources: {requests: {cpu: 500m, canary.com/device: "1"}}
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: canary-db, namespace: canary-space}
    spec:
      replicas: 2
      serviceName: canary-svc
      selector: {matchLabels: {app: canary}}
      volumeClaimTemplates: [{metadata: {name: canary-data}}]
      template: {spec: {containers: [{name: canary-container}]}}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: canary}
    data: {canary: Y2FuYXJ5}
    ---
    apiVersion: canary.io/v1
    kind: Canary
    metadata: {name: canary}
    """

  private func objects() throws -> [Fields] {
    let records = try ObjectReader().records(
      of: MemorySource(Self.dump, name: "dump.yaml"))
    return records.map(\.fields)
  }

  private func text(_ result: Sanitizer.Result) -> String {
    JSONWriter(layout: .indented).text(.array(result.objects.map { .object($0) }))
  }

  @Test("leaves nothing of what was planted", arguments: [0, 1, 99] as [UInt64])
  func canaries(seed: UInt64) throws {
    let result = Sanitizer(seed: seed).sanitized(try objects())
    let shared = text(result).lowercased()
    for canary in ["canary", "10.99", "y2fuyxj5", "2023-05", "password", "1.2"] {
      #expect(!shared.contains(canary), "\(canary)")
    }
    #expect(result.leftOut == ["Secret": 1, "Canary": 1])
    #expect(text(Sanitizer(seed: seed).sanitized(try objects())) == text(result))
  }

  @Test("keeps what fits together, and shapes")
  func structure() throws {
    let result = Sanitizer().sanitized(try objects())
    let node = Node(fields: result.objects[0])
    let pod = Pod(fields: result.objects[1])
    let set = StatefulSet(fields: result.objects[2])
    let setName = try #require(set.metadata.name)
    #expect(pod.spec.nodeName == node.metadata.name)
    #expect(pod.metadata.name == setName + "-0")
    #expect(pod.metadata.ownerReferences.first?.name == setName)
    #expect(pod.spec.nodeSelector["kubernetes.io/hostname"] == node.metadata.name)
    #expect(node.metadata.labels["kubernetes.io/hostname"] == node.metadata.name)
    let template = set.fields["spec"]?[path: "volumeClaimTemplates"]?.array?.first
    let claim = try #require(template?[path: "metadata", "name"]?.string)
    let used = pod.spec.fields["volumes"]?.array?.first
    #expect(used?[path: "persistentVolumeClaim", "claimName"]?.string == "\(claim)-\(setName)-0")
    #expect(pod.spec.priorityClassName == "system-cluster-critical")
    #expect(node.spec.taints.first?.effect == "NoSchedule")
    #expect(node.spec.taints.first?.key == pod.spec.tolerations.first?.key)
    #expect(node.spec.taints.first?.value == pod.spec.tolerations.first?.value)
    #expect(node.metadata.labels.values.contains("7"))
    #expect(node.status.images.first?.names.first == pod.spec.containers.first?.image)
    let device = try #require(
      node.status.capacity.keys.first { $0.hasPrefix("example.com/") })
    #expect(pod.spec.containers.first?.resources.requests[device] == Quantity(1))
    #expect(node.metadata.creationTimestamp?.description == "2024-01-01T00:00:00Z")
    #expect(pod.metadata.creationTimestamp?.description == "2024-01-01T01:30:00Z")
  }

  @Test("keeps names where asked to, and leaves out the rest")
  func names() throws {
    let shared = text(Sanitizer(keepsNames: true).sanitized(try objects()))
    #expect(shared.contains("canary-node-1"))
    for secret in ["password", "CANARY", "providerID", "canary/note", "canary-pull", "2023-05"] {
      #expect(!shared.contains(secret), "\(secret)")
    }
  }
}
