// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Where ingresses send requests, by the tables of the documentation.
@Suite struct IngressTableTests {
  @Test(arguments: [
    ("Prefix", "/", "/anything/at/all", true), ("Exact", "/foo", "/foo", true),
    ("Exact", "/foo", "/bar", false), ("Exact", "/foo", "/foo/", false),
    ("Exact", "/foo/", "/foo", false), ("Prefix", "/foo", "/foo", true),
    ("Prefix", "/foo", "/foo/", true), ("Prefix", "/foo/", "/foo", true),
    ("Prefix", "/foo/", "/foo/", true), ("Prefix", "/aaa/bb", "/aaa/bbb", false),
    ("Prefix", "/aaa/bbb", "/aaa/bbb", true), ("Prefix", "/aaa/bbb/", "/aaa/bbb", true),
    ("Prefix", "/aaa/bbb", "/aaa/bbb/", true), ("Prefix", "/aaa/bbb", "/aaa/bbb/ccc", true),
    ("Prefix", "/aaa/bbb", "/aaa/bbbxyz", false), ("ImplementationSpecific", "/a", "/a/b", true),
  ])
  func pathsMatch(_ type: String, _ rule: String, _ path: String, _ isMatch: Bool) throws {
    #expect(try #require(IngressPathType(rawValue: type)).matches(rule, path) == isMatch)
  }

  private static let services = """
    ---
    {apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop},
     spec: {ports: [{name: http, port: 80}, {name: admin, port: 8080}]}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: cart, namespace: shop}, spec: {ports: [{port: 81}]}}
    """

  private static func ingress(_ name: String, _ spec: String, created: Int = 0) -> String {
    "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: \(name), "
      + "namespace: shop, creationTimestamp: \"2026-01-01T00:00:0\(created)Z\"}\nspec: \(spec)\n"
  }

  private static func backend(_ name: String, _ port: String) -> String {
    "backend: {service: {name: \(name), port: {\(port)}}}"
  }

  private static func rule(
    _ host: String?, _ path: String, _ type: String, _ service: String = "web",
    _ port: String = "number: 80"
  ) -> String {
    "{\(host.map { "host: \"\($0)\", " } ?? "")http: {paths: [{path: \(path), pathType: \(type), "
      + "\(backend(service, port))}]}}"
  }

  private func table(_ yaml: String, classes: [String] = []) throws -> IngressTable {
    var services: [ObjectKey: Fields] = [:]
    for record in try ObjectReader(skipping: []).records(of: MemorySource(Self.services)) {
      services[ObjectKey(record.fields)] = record.fields
    }
    let known = services
    let table = IngressTable { known[$0] }
    for name in classes { table.setClass(name, ["metadata": ["name": .string(name)]]) }
    for record in try ObjectReader(skipping: []).records(of: MemorySource(yaml)) {
      table.setIngress(ObjectKey(record.fields), record.fields)
    }
    return table
  }

  private func service(_ answer: IngressAnswer) -> String {
    switch answer {
    case .service(let route): "\(route.service.name):\(route.port)"
    case .notFound, .unavailable: "\(answer.statusCode ?? 0)"
    }
  }

  @Test(arguments: [
    ("shop.example.org", "/", "web:80"), ("SHOP.example.org", "/", "web:80"),
    ("shop.example.org", "/cart", "cart:81"), ("shop.example.org", "/cart/1", "cart:81"),
    ("shop.example.org", "/cart/admin", "web:8080"),
    ("shop.example.org", "/cart/admin/x", "cart:81"),
    ("a.example.org", "/", "cart:81"), ("a.b.example.org", "/", "404"), ("example.org", "/", "404"),
    ("a.example.org", "/x", "404"), ("other.test", "/", "404"),
  ])
  func hostsAndPaths(_ host: String, _ path: String, _ expected: String) throws {
    let rules = [
      Self.rule("shop.example.org", "/", "Prefix"),
      Self.rule("shop.example.org", "/cart", "Prefix", "cart", "number: 81"),
      Self.rule("shop.example.org", "/cart/admin", "Prefix", "cart", "number: 81"),
      Self.rule("shop.example.org", "/cart/admin", "Exact", "web", "name: admin"),
      Self.rule("*.example.org", "/", "Exact", "cart", "number: 81"),
    ]
    let table = try table(Self.ingress("a", "{rules: [\(rules.joined(separator: ", "))]}"))
    #expect(service(table.answer(host: host, path: path)) == expected)
  }

  @Test func rulesForAllHostsComeLast() throws {
    let rules = [
      Self.rule(nil, "/", "Prefix", "cart", "number: 81"), Self.rule("a.test", "/", "Prefix"),
    ]
    let table = try table(Self.ingress("a", "{rules: [\(rules.joined(separator: ", "))]}"))
    #expect(service(table.answer(host: "a.test", path: "/")) == "web:80")
    #expect(service(table.answer(host: "b.test", path: "/")) == "cart:81")
  }

  @Test func whatNoRuleIsForGoesToTheDefaultBackend() throws {
    let table = try table(
      Self.ingress(
        "a",
        "{defaultBackend: {service: {name: cart, port: {number: 81}}}, "
          + "rules: [\(Self.rule("a.test", "/x", "Prefix"))]}"))
    #expect(service(table.answer(host: "a.test", path: "/x")) == "web:80")
    #expect(service(table.answer(host: "a.test", path: "/")) == "cart:81")
    #expect(service(table.answer(host: "b.test", path: "/")) == "cart:81")
  }

  @Test func theOldestOfEqualRulesCounts() throws {
    let new = Self.ingress("a", "{rules: [\(Self.rule("a.test", "/", "Prefix"))]}", created: 5)
    let old = Self.ingress(
      "b", "{rules: [\(Self.rule("a.test", "/", "Prefix", "cart", "number: 81"))]}", created: 1)
    #expect(service(try table(new + old).answer(host: "a.test", path: "/")) == "cart:81")
  }

  @Test func reasonsAreTold() throws {
    let rules = [
      Self.rule("a.test", "/x", "Prefix"), Self.rule("b.test", "/", "Prefix", "gone"),
      Self.rule("c.test", "/", "Prefix", "web", "name: grpc"),
    ]
    let table = try table(Self.ingress("a", "{rules: [\(rules.joined(separator: ", "))]}"))
    #expect(
      table.answer(host: "d.test", path: "/")
        == .notFound(.noHost("d.test", known: ["a.test", "b.test", "c.test"])))
    #expect(
      table.answer(host: "a.test", path: "/y")
        == .notFound(.noPath("/y", host: "a.test", known: ["/x"])))
    guard case .unavailable(let missing, _) = table.answer(host: "b.test", path: "/"),
      case .unavailable(let port, _) = table.answer(host: "c.test", path: "/")
    else {
      Issue.record("passed on")
      return
    }
    let web = ObjectKey(namespace: "shop", name: "web")
    #expect(missing == .noService(ObjectKey(namespace: "shop", name: "gone")))
    #expect(port == .noPort(web, port: "grpc", known: ["http (80)", "admin (8080)"]))
    #expect(try self.table("").answer(host: "a.test", path: "/") == .notFound(.noIngress))
  }

  @Test(arguments: [
    ("", [], true), ("ingressClassName: nginx, ", ["nginx"], true),
    ("ingressClassName: nginx, ", ["other"], false), ("ingressClassName: nginx, ", [], false),
    ("", ["nginx"], false),
  ])
  func classesDecide(_ text: String, _ classes: [String], _ isServed: Bool) throws {
    let table = try table(
      Self.ingress("a", "{\(text)rules: [\(Self.rule("a.test", "/", "Prefix"))]}"),
      classes: classes)
    #expect(service(table.answer(host: "a.test", path: "/")) == (isServed ? "web:80" : "404"))
  }

  @Test(arguments: [
    ("http://web.shop/", "http://web.shop/"),
    ("https://Shop.example.org/cart?x=1", "https://shop.example.org/cart"),
    ("db-0.db:5432", "http://db-0.db:5432/"), ("web", "http://web/"),
    ("http://10.0.0.1:8080/a#b", "http://10.0.0.1:8080/a"),
  ])
  func urlsAreRead(_ text: String, _ expected: String) throws {
    #expect(try #require(RequestURL(text)).description == expected)
  }

  @Test(arguments: ["", "http://", "ftp://a", "a:b", "a:70000", "a b", "http://a:1:2/"])
  func whatIsNoURLIsRefused(_ text: String) { #expect(RequestURL(text) == nil) }
}
