// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Real manifests", .enabled(if: SharedManifests.isAvailable, "needs ../shared/data"))
struct ManifestTests {
  /// What was counted by hand.
  struct Count: Sendable {
    var application: String
    var objects: Int
    var unknown: Int
    var pods: Int
    var lackingCPU = 0
    var lackingMemory = 0
  }

  private static let handCounts = [
    Count(
      application: "argo-cd", objects: 61, unknown: 22, pods: 14, lackingCPU: 20,
      lackingMemory: 20),
    Count(
      application: "bookinfo", objects: 26, unknown: 0, pods: 8, lackingCPU: 8, lackingMemory: 8),
    Count(
      application: "example-voting-app", objects: 9, unknown: 0, pods: 5, lackingCPU: 5,
      lackingMemory: 5),
    Count(application: "kube-prometheus", objects: 35, unknown: 10, pods: 6),
    Count(application: "online-boutique", objects: 35, unknown: 0, pods: 12),
    Count(
      application: "open-simulator-demo", objects: 38, unknown: 0, pods: 74 + 12,
      lackingCPU: 4 + 6, lackingMemory: 13 + 6),
    Count(
      application: "sock-shop", objects: 29, unknown: 0, pods: 14, lackingCPU: 7,
      lackingMemory: 7),
  ]

  @Test("have as many objects, pods and missing requests as counted by hand", arguments: handCounts)
  func counts(_ count: Count) throws {
    #expect(try SharedManifests.records(of: count.application).count == count.objects)
    let objects = try SharedManifests.objects(of: count.application)
    #expect(objects.unknownKinds.values.reduce(0, +) == count.unknown)
    let expansion = try objects.expanded()
    #expect(expansion.objects.pods.count == count.pods)
    func lacking(_ resource: String) -> Int {
      expansion.assumptions.filter {
        $0.kind == .missingRequest && $0.text.contains("no \(resource) request")
      }.map(\.count).reduce(0, +)
    }
    #expect(lacking("cpu") == count.lackingCPU)
    #expect(lacking("memory") == count.lackingMemory)
  }

  @Test("pods that are made are as the schema has them", arguments: SharedManifests.applications)
  func sound(_ application: String) throws {
    let objects = try SharedManifests.objects(of: application).expanded().objects
    var checker = SchemaChecker()
    for pod in objects.pods { #expect(checker.check(pod.fields) == []) }
    for claim in objects.persistentVolumeClaims { #expect(checker.check(claim.fields) == []) }
    let names = objects.pods.map { "\($0.metadata.namespace ?? "")/\($0.metadata.name ?? "")" }
    #expect(Set(names).count == names.count)
  }

  @Test("daemons run on the nodes they are for, and nodes that offer too much are stated")
  func daemons() throws {
    let expansion = try SharedManifests.objects(of: "open-simulator-demo").expanded()
    func nodes(_ daemon: String) -> [String] {
      expansion.madeNames.filter { $0.hasPrefix(daemon + "-") }.map {
        String($0.dropFirst(daemon.count + 1))
      }.sorted()
    }
    let (masters, others) = (
      ["master-1", "master-2", "master-3"], ["fake-node", "node-1", "worker-1"]
    )
    #expect(nodes("busybox-ds") == others)
    #expect(nodes("coredns") == masters)
    #expect(nodes("kube-proxy-master") == masters)
    #expect(nodes("kube-proxy-worker") == others)
    let above = expansion.assumptions.filter { $0.kind == .allocatableAboveCapacity }
    #expect(above.map(\.count) == [5, 5])
  }
}
