// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Addresses from outside for services.
@Suite struct LoadBalancerControllerTests {
  private func cluster(
    provisioning seconds: Double = 5
  ) throws -> (TestCluster, LoadBalancerController) {
    let cluster = try TestCluster()
    let controller = LoadBalancerController(
      cluster.environment("service-lb-controller"),
      provisioningTime: Int64(seconds * 1_000_000))
    controller.start()
    return (cluster, controller)
  }

  private func apply(_ cluster: TestCluster, _ name: String, _ spec: String = "") throws {
    try cluster.apply(
      """
      ---
      {apiVersion: v1, kind: Service, metadata: {name: \(name)}, spec: {type: LoadBalancer,
        ports: [{port: 80}]\(spec)}}
      """)
  }

  private func service(_ cluster: TestCluster, _ name: String = "web") throws -> Fields {
    try cluster.user.get(.services, ObjectKey(namespace: "default", name: name))
  }

  private func events(_ cluster: TestCluster) throws -> [String] {
    try cluster.user.list(.events, ListOptions()).items.compactMap { $0["reason"]?.string }
      .sorted()
  }

  private func node(_ cluster: TestCluster, _ name: String, isReady: Bool) throws {
    let key = ObjectKey(name: name)
    if try cluster.user.find(.nodes, key) == nil {
      try cluster.user.create(.nodes, ["metadata": ["name": .string(name)]])
    }
    var object = try cluster.user.get(.nodes, key)
    object["status"] = ["conditions": [["type": "Ready", "status": isReady ? "True" : "False"]]]
    try cluster.user.updateStatus(.nodes, object)
  }

  @Test func anAddressComesAfterAWhile() throws {
    let (cluster, controller) = try self.cluster()
    defer { controller.stop() }
    try node(cluster, "node-1", isReady: true)
    try apply(cluster, "web")
    cluster.run(seconds: 4)
    #expect(try service(cluster).balancerAddresses.isEmpty)
    #expect(
      try service(cluster).finalizerNames == ["service.kubernetes.io/load-balancer-cleanup"])
    cluster.run(seconds: 2)
    let address = try #require(try service(cluster).balancerAddresses.first)
    #expect(AddressRange("198.18.0.0/15")?.contains(address) == true)
    #expect(try events(cluster) == ["EnsuredLoadBalancer", "EnsuringLoadBalancer"])
    try node(cluster, "node-2", isReady: true)
    cluster.run(seconds: 1)
    try node(cluster, "node-1", isReady: false)
    try node(cluster, "node-2", isReady: false)
    cluster.run(seconds: 1)
    #expect(
      try events(cluster) == [
        "EnsuredLoadBalancer", "EnsuringLoadBalancer", "UnAvailableLoadBalancer",
        "UpdatedLoadBalancer",
      ])
  }

  @Test func theServiceGoesOnceItsLoadBalancerIsGone() throws {
    let (cluster, controller) = try self.cluster(provisioning: 0)
    defer { controller.stop() }
    try apply(cluster, "web")
    cluster.run(seconds: 1)
    controller.stop()
    let key = ObjectKey(namespace: "default", name: "web")
    _ = try cluster.user.delete(.services, key, DeleteOptions())
    #expect(try cluster.user.find(.services, key) != nil)
    controller.start()
    cluster.run(seconds: 1)
    #expect(try cluster.user.find(.services, key) == nil)
    #expect(try events(cluster).contains("DeletedLoadBalancer"))
  }

  @Test func anotherTypeNeedsNoLoadBalancer() throws {
    let (cluster, controller) = try self.cluster(provisioning: 0)
    defer { controller.stop() }
    try apply(cluster, "web")
    cluster.run(seconds: 1)
    try cluster.user.patch(
      .services, ObjectKey(namespace: "default", name: "web"),
      .merge(["spec": ["type": "ClusterIP"]]))
    cluster.run(seconds: 1)
    let after = try service(cluster)
    #expect(after.balancerAddresses.isEmpty)
    #expect(after.finalizerNames.isEmpty)
    #expect(after.wanted["clusterIP"] != nil)
  }

  @Test func classesOfOthersAreLeftAlone() throws {
    let (cluster, controller) = try self.cluster(provisioning: 0)
    defer { controller.stop() }
    try apply(cluster, "web", ", loadBalancerClass: example.org/other")
    cluster.run(seconds: 5)
    #expect(try service(cluster).balancerAddresses.isEmpty)
    #expect(try service(cluster).finalizerNames.isEmpty)
  }

  @Test func addressesDifferAlsoAfterARestart() throws {
    let (cluster, controller) = try self.cluster()
    defer { controller.stop() }
    for index in 0..<20 { try apply(cluster, "a\(index)") }
    cluster.run(seconds: 3)
    controller.stop()
    controller.start()
    cluster.run(seconds: 10)
    controller.stop()
    controller.start()
    for index in 0..<20 { try apply(cluster, "b\(index)") }
    let taken = try #require(try service(cluster, "a3").balancerAddresses.first)
    try apply(cluster, "wish", ", loadBalancerIP: \(taken)")
    try apply(cluster, "other", ", loadBalancerIP: 198.51.100.7")
    cluster.run(seconds: 10)
    let services = try cluster.user.list(.services, ListOptions()).items
    let addresses = services.flatMap(\.balancerAddresses)
    #expect(Set(addresses).count == addresses.count)
    #expect(addresses.count == 41)
    #expect(try service(cluster, "wish").balancerAddresses.isEmpty)
    #expect(try service(cluster, "other").balancerAddresses == ["198.51.100.7"])
  }
}
