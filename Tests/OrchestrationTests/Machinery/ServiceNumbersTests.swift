// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Addresses and ports of services.
@Suite struct ServiceNumbersTests {
  static func service(_ name: String, _ spec: String = "") -> String {
    "{apiVersion: v1, kind: Service, metadata: {name: \(name)}, spec: {ports: [{port: 80}]\(spec)}}"
  }

  private func spec(_ cluster: TestCluster, _ name: String) throws -> Fields {
    try cluster.user.get(.services, ObjectKey(namespace: "default", name: name)).wanted
  }

  private func change(
    _ cluster: TestCluster, _ name: String, _ change: Fields
  ) throws(APIStatus) -> Fields {
    try cluster.user.patch(
      .services, ObjectKey(namespace: "default", name: name), .merge(["spec": .object(change)]))
  }

  private func nodePorts(_ spec: Fields) -> [Int] {
    (spec["ports"]?.array ?? []).map { $0.object?.wholeNumber("nodePort") ?? 0 }
  }

  // MARK: What is given

  @Test func servicesGetAddressesOfTheRange() throws {
    let cluster = try TestCluster()
    try cluster.apply("---\n" + Self.service("web"))
    let spec = try self.spec(cluster, "web")
    let address = try #require(spec["clusterIP"]?.string)
    #expect(AddressRange("10.96.0.0/12")?.contains(address) == true)
    #expect(spec["clusterIPs"] == [.string(address)])
    #expect(spec["ipFamilies"] == ["IPv4"])
    #expect(spec["ipFamilyPolicy"] == "SingleStack")
    #expect(nodePorts(spec) == [0])
  }

  @Test func headlessAndExternalServicesGetNone() throws {
    let cluster = try TestCluster()
    try cluster.apply("---\n" + Self.service("a", ", clusterIP: None"))
    try cluster.apply(
      "---\n{apiVersion: v1, kind: Service, metadata: {name: b}, spec: {type: ExternalName, "
        + "externalName: example.org}}")
    #expect(try spec(cluster, "a")["clusterIP"] == "None")
    #expect(try spec(cluster, "a")["clusterIPs"] == ["None"])
    #expect(try spec(cluster, "b")["clusterIP"] == nil)
  }

  @Test func portsOfOneNumberShareTheirNodePort() throws {
    let cluster = try TestCluster()
    try cluster.apply(
      "---\n{apiVersion: v1, kind: Service, metadata: {name: dns}, spec: {type: NodePort, ports: "
        + "[{name: a, port: 53, protocol: UDP}, {name: b, port: 53}, {name: c, port: 54}]}}")
    let ports = nodePorts(try spec(cluster, "dns"))
    #expect(ports[0] == ports[1])
    #expect(ports[2] != ports[1])
    #expect(ports.allSatisfy { (30_086...32_767).contains($0) })
  }

  @Test func localTrafficGetsAPortForHealthChecks() throws {
    let cluster = try TestCluster()
    try cluster.apply(
      "---\n" + Self.service("web", ", type: LoadBalancer, externalTrafficPolicy: Local"))
    let spec = try self.spec(cluster, "web")
    let port = try #require(spec.wholeNumber("healthCheckNodePort"))
    #expect((30_000...32_767).contains(port))
    #expect(nodePorts(spec) != [port])
  }

  // MARK: What is refused

  struct Refused: CustomTestStringConvertible {
    let spec: String
    let message: String
    var testDescription: String { message }
  }

  static let refused: [Refused] = [
    Refused(
      spec: ", clusterIP: 10.96.0.10",
      message: "Service \"other\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.0.10\"]: "
        + "failed to allocate IP 10.96.0.10: provided IP is already allocated"),
    Refused(
      spec: ", clusterIP: 192.168.0.1",
      message: "Service \"other\" is invalid: spec.clusterIPs: Invalid value: [\"192.168.0.1\"]: "
        + "failed to allocate IP 192.168.0.1: the provided IP (192.168.0.1) is not in the valid "
        + "range. The range of valid IPs is 10.96.0.0/12"),
    Refused(
      spec: ", clusterIP: nonsense",
      message:
        "Service \"other\" is invalid: spec.clusterIPs[0]: Invalid value: \"nonsense\": must "
        + "be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
  ]

  @Test(arguments: refused) func addressesAreRefused(_ example: Refused) throws {
    let cluster = try TestCluster()
    try cluster.apply("---\n" + Self.service("first", ", clusterIP: 10.96.0.10"))
    let status = #expect(throws: APIStatus.self) {
      try cluster.apply("---\n" + Self.service("other", example.spec))
    }
    #expect(status?.message == example.message)
  }

  @Test(arguments: [
    (30_100, "provided port is already allocated"),
    (
      80,
      "provided port is not in the valid range. The range of valid ports is 30000-32767"
    ),
  ]) func portsAreRefused(_ port: Int, _ why: String) throws {
    let cluster = try TestCluster()
    try cluster.apply(
      "---\n{apiVersion: v1, kind: Service, metadata: {name: first}, spec: {type: NodePort, ports: "
        + "[{port: 80, nodePort: 30100}]}}")
    let status = #expect(throws: APIStatus.self) {
      try cluster.apply(
        "---\n{apiVersion: v1, kind: Service, metadata: {name: other}, spec: {type: NodePort, ports: "
          + "[{port: 80, nodePort: \(port)}]}}")
    }
    #expect(
      status?.message
        == "Service \"other\" is invalid: spec.ports[0].nodePort: Invalid value: \(port): \(why)")
  }

  @Test func nodePortsAreNotForClusterAddresses() throws {
    let cluster = try TestCluster()
    let status = #expect(throws: APIStatus.self) {
      try cluster.apply(
        "---\n{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80, nodePort: "
          + "30100}]}}")
    }
    #expect(
      status?.details?.causes.first?.message
        == "Forbidden: may not be used when `type` is 'ClusterIP'")
  }

  // MARK: Changes

  @Test func whatWasGivenStaysUntilTheServiceGoes() throws {
    let cluster = try TestCluster()
    try cluster.apply("---\n" + Self.service("web", ", type: NodePort, clusterIP: 10.96.0.7"))
    let before = try spec(cluster, "web")
    // A manifest that says nothing of them is put in its place.
    var object = try cluster.user.get(.services, ObjectKey(namespace: "default", name: "web"))
    object["spec"] = ["type": "NodePort", "ports": [["port": 80]], "selector": ["app": "web"]]
    let after = try cluster.user.update(.services, object).wanted
    #expect(after["clusterIP"] == "10.96.0.7")
    #expect(after["clusterIPs"] == ["10.96.0.7"])
    #expect(nodePorts(after) == nodePorts(before))
    #expect(nodePorts(after) != [0])
    _ = try cluster.user.delete(
      .services, ObjectKey(namespace: "default", name: "web"), DeleteOptions())
    try cluster.apply("---\n" + Self.service("next", ", clusterIP: 10.96.0.7"))
    #expect(try spec(cluster, "next")["clusterIP"] == "10.96.0.7")
  }

  @Test func addressesCannotBeChanged() throws {
    let cluster = try TestCluster()
    try cluster.apply("---\n" + Self.service("web"))
    let status = #expect(throws: APIStatus.self) {
      try change(cluster, "web", ["clusterIP": "10.96.0.9", "clusterIPs": ["10.96.0.9"]])
    }
    #expect(status?.details?.causes.first?.message.hasSuffix("may not change once set") == true)
  }

  @Test func typesChange() throws {
    let cluster = try TestCluster()
    try cluster.apply("---\n" + Self.service("web"))
    let address = try spec(cluster, "web")["clusterIP"]
    let nodePort = try change(cluster, "web", ["type": "NodePort"]).wanted
    #expect(nodePort["clusterIP"] == address)
    #expect(nodePorts(nodePort) != [0])
    #expect(nodePort["externalTrafficPolicy"] == "Cluster")
    let balanced = try change(
      cluster, "web", ["type": "LoadBalancer", "externalTrafficPolicy": "Local"]
    ).wanted
    #expect(nodePorts(balanced) == nodePorts(nodePort))
    #expect(balanced["allocateLoadBalancerNodePorts"] == true)
    #expect(balanced["healthCheckNodePort"] != nil)
    let plain = try change(cluster, "web", ["type": "ClusterIP"]).wanted
    #expect(plain["clusterIP"] == address)
    #expect(nodePorts(plain) == [0])
    for name in [
      "externalTrafficPolicy", "healthCheckNodePort", "allocateLoadBalancerNodePorts",
    ] {
      #expect(plain[name] == nil, "\(name)")
    }
    let external = try change(
      cluster, "web", ["type": "ExternalName", "externalName": "example.org"]
    ).wanted
    for name in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
      #expect(external[name] == nil, "\(name)")
    }
    let again = try change(cluster, "web", ["type": "ClusterIP", "externalName": nil]).wanted
    #expect(
      again["clusterIP"] == address, "nobody has it meanwhile, and the name says where to look")
  }

  @Test func dryRunsTakeNothing() throws {
    let cluster = try TestCluster()
    let object: Fields = [
      "metadata": ["name": "web", "namespace": "default"], "spec": ["ports": [["port": 80]]],
    ]
    var options = WriteOptions()
    options.isDryRun = true
    let tried = try cluster.user.create(.services, object, subresource: nil, options)
    #expect(tried.wanted["clusterIP"] != nil)
    try cluster.apply(
      "---\n" + Self.service("other", ", clusterIP: \(tried.wanted["clusterIP"]?.string ?? "")"))
  }

  // MARK: Restarts, and many

  /// Random services come, change and go, also over restarts of the API: nothing is given twice.
  @Test(arguments: 1...8) func nothingIsGivenTwice(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let cluster = try TestCluster(seed: seed)
    var client = cluster.user
    var refusals = 0
    for step in 0..<300 {
      let key = ObjectKey(namespace: "default", name: "s\(random.below(40))")
      let types = ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]
      var spec: Fields = [
        "type": .string(types[random.below(4)]), "externalName": "example.org",
        "ports": [["port": 80, "name": "a"], ["port": 81, "name": "b"]],
      ]
      if spec["type"] == "LoadBalancer", random.below(2) == 0 {
        spec["externalTrafficPolicy"] = "Local"
      }
      if spec["type"] != "ExternalName" {
        if random.below(4) == 0 { spec["clusterIP"] = .string("10.96.0.\(1 + random.below(9))") }
        if spec["type"] == "NodePort", random.below(3) == 0 {
          spec["ports"] = [
            ["port": 80, "name": "a", "nodePort": .integer(Int64(30_000 + random.below(6)))]
          ]
        }
      }
      do throws(APIStatus) {
        switch random.below(4) {
        case 0: try client.deleteIfPresent(.services, key)
        case 1:
          if let old = try client.find(.services, key) {
            var new = old
            new["spec"] = .object(spec)
            try client.update(.services, new)
          }
        default:
          try client.create(
            .services,
            [
              "metadata": ["name": .string(key.name), "namespace": "default"],
              "spec": .object(spec),
            ])
        }
      } catch {
        refusals += 1
      }
      if step % 50 == 49 {
        // The API begins anew, on what is stored.
        client = APIMachinery(store: cluster.machinery.store, clock: cluster.clock, seed: seed)
          .client(named: "user")
      }
      var (addresses, ports): ([String: String], [Int: String]) = ([:], [:])
      for service in try client.list(.services, ListOptions()).items {
        let (name, spec) = (ObjectKey(service).name, service.wanted)
        if let address = spec["clusterIP"]?.string {
          #expect(addresses.updateValue(name, forKey: address) == nil, "\(address)")
        }
        #expect((spec["type"] == "ExternalName") == (spec["clusterIP"] == nil))
        var numbers = nodePorts(spec).filter { $0 != 0 }
        if let health = spec.wholeNumber("healthCheckNodePort") { numbers.append(health) }
        for number in numbers {
          #expect(ports.updateValue(name, forKey: number) == nil, "\(number)")
        }
        #expect(
          numbers.isEmpty == !["NodePort", "LoadBalancer"].contains(spec["type"]?.string ?? ""))
      }
    }
    #expect(refusals > 10)
  }

  @Test func theSameServicesGetTheSameNumbers() throws {
    func numbers() throws -> [Fields] {
      let cluster = try TestCluster()
      for index in 0..<50 {
        try cluster.apply("---\n" + Self.service("s\(index)", ", type: NodePort"))
      }
      return try cluster.user.list(.services, ListOptions()).items.map(\.wanted)
    }
    #expect(try numbers() == numbers())
  }
}
