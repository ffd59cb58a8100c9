// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// The names of a cluster.
@Suite struct ClusterDNSTests {
  private static let objects = """
    ---
    {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {clusterIP: 10.96.0.7,
      ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}]}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop}, spec: {clusterIP: None,
      ports: [{name: sql, port: 5432}]}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: empty, namespace: shop}, spec: {
      clusterIP: 10.96.0.8, ports: [{port: 80}]}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: far, namespace: shop}, spec: {type: ExternalName,
      externalName: Example.ORG}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: near, namespace: default}, spec: {
      type: ExternalName, externalName: web.shop.svc.cluster.local.}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: over, namespace: default}, spec: {
      type: ExternalName, externalName: near.default.svc.cluster.local}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: round, namespace: default}, spec: {
      type: ExternalName, externalName: about.default.svc.cluster.local}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: about, namespace: default}, spec: {
      type: ExternalName, externalName: round.default.svc.cluster.local}}
    ---
    {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: db-1, namespace: shop,
      labels: {kubernetes.io/service-name: db, service.kubernetes.io/headless: ""}}, addressType: IPv4,
      ports: [{name: sql, port: 5432, protocol: TCP}], endpoints: [
        {addresses: [10.1.0.4], hostname: db-1, conditions: {ready: true}},
        {addresses: [10.1.0.3], hostname: db-0, conditions: {ready: true}},
        {addresses: [10.1.0.5], hostname: db-2, conditions: {ready: false}},
        {addresses: [10.1.0.6]}]}
    ---
    {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web-1, namespace: shop,
      labels: {kubernetes.io/service-name: web}}, addressType: IPv4, ports: [{name: http, port: 8080}],
      endpoints: [{addresses: [10.1.0.9], conditions: {ready: true}}]}
    """

  private func resolver() throws -> (dns: ClusterDNS, cluster: TestCluster) {
    let cluster = try TestCluster(isPlain: true)
    let dns = ClusterDNS(
      cluster.environment("coredns"), upstream: ["example.org": ["93.184.216.34"]])
    try cluster.apply(Self.objects)
    dns.start()
    cluster.run(seconds: 1)
    return (dns, cluster)
  }

  /// A name, the namespace that asks, and the addresses.
  static let names: [(name: String, namespace: String, addresses: [String])] = [
    ("web", "shop", ["10.96.0.7"]), ("web", "default", []), ("web.shop", "default", ["10.96.0.7"]),
    ("WEB.Shop.svc", "default", ["10.96.0.7"]),
    ("web.shop.svc.cluster.local", "default", ["10.96.0.7"]),
    ("web.shop.svc.cluster.local.", "default", ["10.96.0.7"]),
    ("web.", "shop", []), ("web.shop.", "shop", []), ("web.shop.svc.cluster.other", "shop", []),
    ("empty", "shop", ["10.96.0.8"]),
    // Headless services have an address for each endpoint that is ready.
    ("db", "shop", ["10.1.0.3", "10.1.0.4", "10.1.0.6"]),
    ("db-0.db", "shop", ["10.1.0.3"]), ("db-1.db.shop", "default", ["10.1.0.4"]),
    ("db-2.db", "shop", []), ("10-1-0-6.db", "shop", ["10.1.0.6"]), ("db-7.db", "shop", []),
    ("10-1-0-9.web.shop", "default", ["10.1.0.9"]),
    // Pods by their addresses, whether they are there or not.
    ("10-1-0-77.shop.pod", "default", ["10.1.0.77"]),
    ("10-1-0-77.shop.pod.cluster.local", "default", ["10.1.0.77"]),
    ("10-1-0-777.shop.pod", "default", []), ("10-1-0-7.nowhere.pod", "default", []),
    // Names for other names.
    ("far", "shop", ["93.184.216.34"]), ("near", "default", ["10.96.0.7"]),
    ("over", "default", ["10.96.0.7"]), ("round", "default", []),
    ("example.org", "shop", ["93.184.216.34"]), ("example.com", "shop", []),
    ("", "shop", []), (".", "shop", []), ("_http._tcp.web", "shop", []),
  ]

  @Test(arguments: names) func namesHaveAddresses(
    _ name: String, _ namespace: String, _ addresses: [String]
  ) throws {
    #expect(try resolver().dns.addresses(of: name, from: namespace) == addresses)
  }

  @Test func servicesHaveRecords() throws {
    let dns = try resolver().dns
    #expect(
      dns.services(of: "_http._tcp.web.shop", from: "default")
        == [ServiceRecord(target: "web.shop.svc.cluster.local", port: 80)])
    #expect(dns.services(of: "_dns._udp.web", from: "shop").map(\.port) == [53])
    #expect(dns.services(of: "_dns._tcp.web", from: "shop").isEmpty)
    #expect(
      dns.services(of: "_sql._tcp.db.shop.svc.cluster.local", from: "default")
        == ["db-0", "db-1", "10-1-0-6"].map {
          ServiceRecord(target: "\($0).db.shop.svc.cluster.local", port: 5432, weight: 33)
        })
    #expect(dns.services(of: "db", from: "shop").isEmpty)
  }

  @Test func namesLeadToNames() throws {
    let dns = try resolver().dns
    #expect(dns.canonicalName(of: "over", from: "default") == "web.shop.svc.cluster.local")
    #expect(dns.canonicalName(of: "far", from: "shop") == "example.org")
    #expect(dns.canonicalName(of: "web", from: "shop") == "web.shop.svc.cluster.local")
    #expect(dns.canonicalName(of: "round", from: "default") == nil)
    #expect(dns.canonicalName(of: "nothing", from: "default") == nil)
  }

  /// Names with few dots are looked for in the cluster first, others as they are.
  @Test func searchPaths() throws {
    let dns = try resolver().dns
    #expect(
      dns.candidates(for: "a.b", from: "shop")
        == ["a.b.shop.svc.cluster.local", "a.b.svc.cluster.local", "a.b.cluster.local", "a.b"])
    #expect(dns.candidates(for: "a.b.c.d.e.f", from: "shop").first == "a.b.c.d.e.f")
    #expect(dns.candidates(for: "a.b.c.d.e.f", from: "shop").count == 4)
    #expect(dns.candidates(for: "a.b.", from: "shop") == ["a.b"])
  }

  @Test func answersFollowTheCluster() throws {
    let (dns, cluster) = try resolver()
    let key = ObjectKey(namespace: "shop", name: "db-1")
    var slice = try cluster.user.get(.endpointSlices, key)
    slice["endpoints"] = [["addresses": ["10.1.0.5"], "hostname": "db-2"]]
    try cluster.user.update(.endpointSlices, slice)
    cluster.run(seconds: 1)
    #expect(dns.addresses(of: "db", from: "shop") == ["10.1.0.5"])
    dns.stop()
    #expect(dns.addresses(of: "db", from: "shop").isEmpty, "nobody answers")
    try cluster.user.deleteIfPresent(.services, ObjectKey(namespace: "shop", name: "web"))
    dns.start()
    cluster.run(seconds: 1)
    #expect(dns.addresses(of: "db", from: "shop") == ["10.1.0.5"])
    #expect(dns.addresses(of: "web", from: "shop").isEmpty)
  }
}
