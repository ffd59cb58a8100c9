// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Ingresses get a class and an address, and what is wrong with them is refused.
@Suite struct IngressControllerTests {
  private static func ingress(_ name: String, _ more: String = "") -> String {
    "---\n{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: \(name)}, spec: {"
      + "\(more)defaultBackend: {service: {name: web, port: {number: 80}}}}}\n"
  }

  private static func ingressClass(_ name: String, isDefault: Bool = false) -> String {
    "---\n{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: \(name), "
      + "annotations: {ingressclass.kubernetes.io/is-default-class: \"\(isDefault)\"}}, "
      + "spec: {controller: example.com/x}}\n"
  }

  private func address(_ cluster: TestCluster, _ name: String) throws -> String? {
    let object = try cluster.user.get(.ingresses, ObjectKey(namespace: "default", name: name))
    return object.observed["loadBalancer"]?.object?["ingress"]?.array?.first?.object?["ip"]?.string
  }

  @Test func addressesFollowClasses() throws {
    let cluster = try TestCluster()
    let controller = IngressController(cluster.environment("ingress-controller"))
    controller.start()
    try cluster.apply(Self.ingress("plain") + Self.ingress("named", "ingressClassName: a, "))
    cluster.run(seconds: 1)
    #expect(try address(cluster, "plain") == IngressProxy.address)
    #expect(try address(cluster, "named") == nil)
    try cluster.apply(Self.ingressClass("a"))
    cluster.run(seconds: 1)
    #expect(try address(cluster, "plain") == nil)
    #expect(try address(cluster, "named") == IngressProxy.address)
    controller.stop()
    _ = try cluster.user.delete(.ingressClasses, ObjectKey(name: "a"), DeleteOptions())
    cluster.run(seconds: 1)
    #expect(try address(cluster, "named") == IngressProxy.address)
    let revision = cluster.machinery.store.revision
    controller.start()
    cluster.run(seconds: 1)
    #expect(try address(cluster, "named") == nil)
    #expect(cluster.machinery.store.revision > revision)
    let settled = cluster.machinery.store.revision
    controller.stop()
    controller.start()
    cluster.run(seconds: 1)
    #expect(cluster.machinery.store.revision == settled)
  }

  @Test func newIngressesGetTheNewestDefaultClass() throws {
    let cluster = try TestCluster()
    try cluster.apply(Self.ingress("before"))
    try cluster.apply(Self.ingressClass("b", isDefault: true))
    cluster.run(seconds: 5)
    try cluster.apply(Self.ingressClass("a", isDefault: true) + Self.ingressClass("c"))
    try cluster.apply(Self.ingress("after") + Self.ingress("own", "ingressClassName: c, "))
    func className(_ name: String) throws -> String? {
      try cluster.object(.ingresses, name, as: Ingress.self)?.spec.ingressClassName
    }
    #expect(try className("before") == nil)
    #expect(try className("after") == "a")
    #expect(try className("own") == "c")
  }

  @Test(arguments: [
    ("Ingress", "{}", "spec", "either `defaultBackend` or `rules` must be specified"),
    (
      "Ingress",
      "{rules: [{host: 10.0.0.1, http: {paths: [{path: /, pathType: Exact, BACKEND}]}}]}",
      "spec.rules[0].host", "must be a DNS name, not an IP address"
    ),
    (
      "Ingress", "{rules: [{host: 'a.*.b', http: {paths: [{path: /, pathType: Exact, BACKEND}]}}]}",
      "spec.rules[0].host", "a wildcard DNS-1123 subdomain must start with '*.'"
    ),
    (
      "Ingress", "{rules: [{http: {paths: [{path: a, pathType: Prefix, BACKEND}]}}]}",
      "spec.rules[0].http.paths[0].path", "must be an absolute path"
    ),
    (
      "Ingress", "{rules: [{http: {paths: [{path: /a//b, pathType: Prefix, BACKEND}]}}]}",
      "spec.rules[0].http.paths[0].path", "must not contain '//'"
    ),
    (
      "Ingress", "{rules: [{http: {paths: [{path: /a, pathType: Regex, BACKEND}]}}]}",
      "spec.rules[0].http.paths[0].pathType",
      "supported values: \"Exact\", \"ImplementationSpecific\", \"Prefix\""
    ),
    (
      "Ingress", "{tls: [{hosts: [A_b]}], DEFAULT}", "spec.tls[0].hosts[0]",
      "a lowercase RFC 1123 subdomain"
    ),
    (
      "Ingress", "{defaultBackend: {service: {name: web, port: {name: a, number: 1}}}}",
      "spec.defaultBackend", "cannot set both port name & port number"
    ),
    (
      "Ingress", "{defaultBackend: {service: {name: web, port: {}}}}",
      "spec.defaultBackend",
      "port name or number is required"
    ),
    (
      "NetworkPolicy", "{ingress: [{from: [{}]}]}", "spec.ingress[0].from[0]", "must specify a peer"
    ),
    (
      "NetworkPolicy", "{ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]}",
      "spec.ingress[0].from[0]", "may not specify both ipBlock and another peer"
    ),
    (
      "NetworkPolicy", "{egress: [{to: [{ipBlock: {cidr: 10.0.0.0/16, except: [10.1.0.0/16]}}]}]}",
      "spec.egress[0].to[0].ipBlock.except[0]", "must be a strict subset of `cidr`"
    ),
    (
      "NetworkPolicy", "{ingress: [{ports: [{port: 80, endPort: 79}]}]}",
      "spec.ingress[0].ports[0].endPort", "must be greater than or equal to `port`"
    ),
    (
      "NetworkPolicy", "{policyTypes: [Sideways]}", "spec.policyTypes[0]",
      "supported values: \"Ingress\", \"Egress\""
    ),
    ("IngressClass", "{}", "spec.controller", "Required value"),
  ])
  func whatIsWrongIsRefused(
    _ kind: String, _ spec: String, _ field: String, _ message: String
  ) throws {
    let cluster = try TestCluster()
    let backend = "backend: {service: {name: web, port: {number: 80}}}"
    let text = spec.split(separator: "BACKEND", omittingEmptySubsequences: false)
      .joined(separator: backend)
      .split(separator: "DEFAULT", omittingEmptySubsequences: false)
      .joined(separator: "defaultBackend: {service: {name: web, port: {number: 80}}}")
    let error = try #require(throws: APIStatus.self) {
      try cluster.apply(
        "---\n{apiVersion: networking.k8s.io/v1, kind: \(kind), metadata: {name: a}, spec: \(text)}"
      )
    }
    let causes = error.details?.causes ?? []
    #expect(
      causes.contains { $0.field == field && $0.message.contains(message) }, "\(causes)")
  }
}
