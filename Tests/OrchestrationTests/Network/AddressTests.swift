// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Addresses of pods and machines.
@Suite struct AddressTests {
  @Test(arguments: [
    ("10.0.0.1", 0x0A00_0001 as UInt32?), ("0.0.0.0", 0), ("255.255.255.255", .max),
    ("256.0.0.1", nil), ("1.2.3", nil), ("1.2.3.4.5", nil), ("", nil), ("a.b.c.d", nil),
    ("1..2.3", nil), ("1.2.3.", nil), ("0001.2.3.4", nil), ("::1", nil),
  ]) func textIsRead(_ text: String, _ number: UInt32?) {
    #expect(AddressRange.number(text) == number)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
    ("192.0.2.7/32", "192.0.2.7", true), ("192.0.2.7/32", "192.0.2.8", false),
    ("0.0.0.0/0", "203.0.113.1", true), ("10.0.0.0/8", "nonsense", false),
  ]) func rangesHoldAddresses(_ range: String, _ address: String, _ isIn: Bool) {
    #expect(AddressRange(range)?.contains(address) == isIn)
  }

  private func node(_ name: String, range: String? = nil, address: String? = nil) -> Fields {
    var node: Fields = ["metadata": ["name": .string(name)], "status": ["capacity": ["pods": "9"]]]
    if let range { node["spec"] = ["podCIDR": .string(range)] }
    if let address {
      node["status"] = ["addresses": [["type": "InternalIP", "address": .string(address)]]]
    }
    return node
  }

  /// Nodes come and go, some with ranges of their own: no two that are there share an address, and
  /// what was made up is never made up again.
  @Test(arguments: 1...5) func rangesOfNodesNeverMeet(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let cluster = try TestCluster()
    let fleet = KubeletFleet(nodes: [], cluster.environment("kubelet"))
    var made: Set<AddressRange> = []
    for _ in 0..<400 {
      let name = "n\(random.below(60))"
      switch random.below(3) {
      case 0: fleet.remove(name)
      default:
        var (range, address): (String?, String?) = (nil, nil)
        if random.below(3) == 0 {
          // Anywhere near those that are made up, and of several sizes.
          range = "10.\(1 + random.below(2)).\(random.below(40)).0/\(20 + random.below(6))"
          address = "172.16.0.\(random.below(80))"
        }
        let machine = fleet.add(node(name, range: range, address: address)).machine
        if machine.podRange != range.flatMap({ AddressRange($0) }) {
          #expect(made.insert(machine.podRange).inserted)
        }
      }
      let machines = fleet.kubelets.map(\.machine)
      #expect(Set(machines.map(\.address)).count == machines.count)
      for (index, one) in machines.enumerated() {
        for other in machines[..<index] {
          #expect(!one.podRange.overlaps(other.podRange), "\(one.name), \(other.name)")
        }
      }
    }
  }

  @Test func rangesOfPodsKeepClearOfServices() throws {
    let cluster = try TestCluster()
    let fleet = KubeletFleet(nodes: [], cluster.environment("kubelet"))
    let services = try #require(AddressRange("10.96.0.0/12"))
    for _ in 0..<24_400 { fleet.add(node("one")) }
    let range = try #require(fleet["one"]?.machine.podRange)
    #expect(!range.overlaps(services))
    #expect(range.overlaps(try #require(AddressRange("10.112.0.0/16"))))
  }

  @Test func theNetworkKnowsWhoHasAnAddress() throws {
    let cluster = try TestCluster()
    let fleet = KubeletFleet(nodes: [], cluster.environment("kubelet"))
    let machine = fleet.add(node("node-1")).machine
    let pod: Fields = ["metadata": ["uid": "u", "name": "p", "namespace": "default"]]
    let sandbox = try #require(
      machine.makeSandbox(
        pod, key: ObjectKey(namespace: "default", name: "p"), isOnHostNetwork: false))
    let address = sandbox.address
    #expect(fleet.place(of: address) == AddressPlace(node: "node-1", podUID: "u"))
    #expect(fleet.place(of: machine.address) == AddressPlace(node: "node-1"))
    #expect(fleet.place(of: "10.200.0.1") == nil)
    let proxy = ServiceProxy(cluster.environment("kube-proxy"), directory: fleet)
    let connection = Connection(from: .node("node-1"), to: address, port: 7)
    #expect(
      proxy.route(connection)
        == .endpoint(RouteEndpoint(address: address, port: 7, node: "node-1", podUID: "u")))
    machine.removeSandbox("u")
    #expect(fleet.place(of: address) == nil)
    #expect(proxy.route(connection) == .refused(.noSuchAddress))
  }
}
