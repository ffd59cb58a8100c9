// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What network policies let through, by tables that were worked out by hand from the documentation.
@Suite struct NetworkPolicyTests {
  static func evaluator(_ yaml: String) throws -> NetworkPolicyEvaluator {
    let evaluator = NetworkPolicyEvaluator()
    for (name, labels) in [
      ("shop", ["team": "shop"]), ("db", ["team": "data"]),
      ("dev", ["team": "shop", "env": "dev"]),
    ] {
      evaluator.setNamespace(name, labels: labels)
    }
    for record in try ObjectReader(skipping: []).records(of: MemorySource(yaml)) {
      evaluator.set(record.fields)
    }
    return evaluator
  }

  static func policy(_ name: String, in namespace: String = "db", _ spec: String) -> String {
    "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
      + "metadata: {name: \(name), namespace: \(namespace)}\nspec: \(spec)\n"
  }

  static func pod(
    _ name: String, _ labels: [String: String], in namespace: String, _ address: String = "10.1.0.9"
  ) -> PolicyParty {
    var party = PolicyParty(address: address, node: "node-\(name)")
    party.pod = ObjectKey(namespace: namespace, name: name)
    party.labels = labels
    party.ports = [PolicyParty.NamedPort(name: "sql", number: 5432, transport: .tcp)]
    return party
  }

  static let server = pod("db-0", ["app": "db", "role": "primary"], in: "db", "10.1.0.1")
  static let web = pod("web-0", ["app": "web"], in: "shop", "10.2.0.1")
  static let test = pod("test-0", ["app": "web"], in: "dev", "10.3.0.1")
  static let peer = pod("db-1", ["app": "db"], in: "db", "10.1.0.2")
  static let outside = PolicyParty(address: "172.17.1.5")

  struct Case: CustomTestStringConvertible {
    var name: String
    var policies: [String]
    /// Who may call the server at port 5432, of web, test, peer and outside.
    var allowed: String
    var port = 5432
    var transport = Connection.Transport.tcp
    var testDescription: String { name }
  }

  static let ingress: [Case] = [
    Case(name: "no policy", policies: [], allowed: "web test peer outside"),
    Case(
      name: "a policy for other pods",
      policies: [policy("a", "{podSelector: {matchLabels: {app: x}}}")],
      allowed: "web test peer outside"),
    Case(
      name: "a policy of another namespace",
      policies: [policy("a", in: "shop", "{podSelector: {}}")],
      allowed: "web test peer outside"),
    Case(
      name: "nothing is let in",
      policies: [policy("a", "{podSelector: {}, policyTypes: [Ingress]}")],
      allowed: ""),
    Case(
      name: "only what goes out is restricted, also of the peer",
      policies: [policy("a", "{podSelector: {}, policyTypes: [Egress]}")],
      allowed: "web test outside"),
    Case(
      name: "everything is let in", policies: [policy("a", "{podSelector: {}, ingress: [{}]}")],
      allowed: "web test peer outside"),
    Case(
      name: "pods of the namespace",
      policies: [policy("a", "{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}")],
      allowed: "peer"),
    Case(
      name: "pods of other namespaces by their labels",
      policies: [
        policy(
          "a",
          "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: shop}}}]}]}"
        )
      ], allowed: "web test"),
    Case(
      name: "all namespaces",
      policies: [policy("a", "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}")],
      allowed: "web test peer"),
    Case(
      name: "both selectors in one peer",
      policies: [
        policy(
          "a",
          "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {env: dev}}, "
            + "podSelector: {matchLabels: {app: web}}}]}]}")
      ], allowed: "test"),
    Case(
      name: "both selectors in two peers",
      policies: [
        policy(
          "a",
          "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {env: dev}}}, "
            + "{podSelector: {matchLabels: {app: db}}}]}]}")
      ], allowed: "test peer"),
    Case(
      name: "a block of addresses",
      policies: [
        policy("a", "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 172.17.0.0/16}}]}]}")
      ], allowed: "outside"),
    Case(
      name: "a block without a part of it",
      policies: [
        policy(
          "a",
          "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 172.17.0.0/16, "
            + "except: [172.17.1.0/24]}}]}]}")
      ], allowed: ""),
    Case(
      name: "a block that has pods in it",
      policies: [
        policy("a", "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.2.0.0/15}}]}]}")
      ], allowed: "web test"),
    Case(
      name: "a port",
      policies: [policy("a", "{podSelector: {}, ingress: [{ports: [{port: 5432}]}]}")],
      allowed: "web test peer outside"),
    Case(
      name: "another port",
      policies: [policy("a", "{podSelector: {}, ingress: [{ports: [{port: 80}]}]}")], allowed: ""),
    Case(
      name: "another protocol",
      policies: [
        policy("a", "{podSelector: {}, ingress: [{ports: [{port: 5432, protocol: UDP}]}]}")
      ], allowed: ""),
    Case(
      name: "a protocol with all its ports",
      policies: [policy("a", "{podSelector: {}, ingress: [{ports: [{protocol: UDP}]}]}")],
      allowed: "web test peer outside", transport: .udp),
    Case(
      name: "a range of ports",
      policies: [
        policy("a", "{podSelector: {}, ingress: [{ports: [{port: 5000, endPort: 5432}]}]}")
      ], allowed: "web test peer outside"),
    Case(
      name: "a range that ends before",
      policies: [
        policy("a", "{podSelector: {}, ingress: [{ports: [{port: 5000, endPort: 5431}]}]}")
      ], allowed: ""),
    Case(
      name: "a port by its name",
      policies: [policy("a", "{podSelector: {}, ingress: [{ports: [{port: sql}]}]}")],
      allowed: "web test peer outside"),
    Case(
      name: "a port by a name that has another number",
      policies: [policy("a", "{podSelector: {}, ingress: [{ports: [{port: sql}]}]}")], allowed: "",
      port: 5433),
    Case(
      name: "who and which port have to be of one rule",
      policies: [
        policy(
          "a",
          "{podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}, "
            + "{from: [{namespaceSelector: {matchLabels: {env: dev}}}], ports: [{port: 5432}]}]}")
      ], allowed: "test"),
    Case(
      name: "policies add up",
      policies: [
        policy("deny", "{podSelector: {}}"),
        policy(
          "a",
          "{podSelector: {matchLabels: {role: primary}}, ingress: [{from: [{podSelector: {}}]}]}"),
        policy("b", "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 172.17.1.5/32}}]}]}"),
      ], allowed: "peer outside"),
    Case(
      name: "expressions",
      policies: [
        policy(
          "a",
          "{podSelector: {matchExpressions: [{key: role, operator: Exists}]}, ingress: [{from: "
            + "[{namespaceSelector: {matchExpressions: [{key: env, operator: NotIn, values: [dev]}]"
            + "}}]}]}")
      ], allowed: "web peer"),
  ]

  @Test(arguments: ingress) func whoIsLetIn(_ test: Case) throws {
    let evaluator = try Self.evaluator(test.policies.joined())
    var allowed: [String] = []
    for (name, party) in [
      ("web", Self.web), ("test", Self.test), ("peer", Self.peer), ("outside", Self.outside),
    ] {
      let verdict = evaluator.verdict(
        from: party, to: Self.server, port: test.port, test.transport)
      if verdict == .allowed { allowed.append(name) }
    }
    #expect(allowed.joined(separator: " ") == test.allowed)
  }

  @Test func bothEndsHaveToAllow() throws {
    let out = Self.policy("out", in: "shop", "{podSelector: {}, policyTypes: [Egress]}")
    let toData = Self.policy(
      "to-data", in: "shop",
      "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: "
        + "{team: data}}}], ports: [{port: sql}]}]}")
    let closed = Self.policy("closed", "{podSelector: {}}")
    func verdict(_ policies: String...) throws -> PolicyVerdict {
      try Self.evaluator(policies.joined()).verdict(from: Self.web, to: Self.server, port: 5432)
    }
    let web = ObjectKey(namespace: "shop", name: "web-0")
    let server = ObjectKey(namespace: "db", name: "db-0")
    #expect(
      try verdict(out)
        == .refused(.egress, pod: web, policies: [ObjectKey(namespace: "shop", name: "out")]))
    #expect(try verdict(out, toData) == .allowed)
    #expect(
      try verdict(out, toData, closed)
        == .refused(.ingress, pod: server, policies: [ObjectKey(namespace: "db", name: "closed")]))
  }

  @Test func nodesReachTheirPodsAndPodsThemselves() throws {
    let closed = "{podSelector: {}, policyTypes: [Ingress, Egress]}"
    let evaluator = try Self.evaluator(Self.policy("closed", closed))
    let own = PolicyParty(address: "172.16.0.2", node: Self.server.node)
    let other = PolicyParty(address: "172.16.0.3", node: "another")
    #expect(evaluator.verdict(from: own, to: Self.server, port: 1) == .allowed)
    #expect(evaluator.verdict(from: Self.server, to: own, port: 1) == .allowed)
    #expect(evaluator.verdict(from: other, to: Self.server, port: 1) != .allowed)
    #expect(evaluator.verdict(from: Self.server, to: other, port: 1) != .allowed)
    #expect(evaluator.verdict(from: Self.server, to: Self.server, port: 1) == .allowed)
  }

  @Test func whatIsTakenOutNoLongerCounts() throws {
    let evaluator = try Self.evaluator(Self.policy("closed", "{podSelector: {}}"))
    #expect(evaluator.verdict(from: Self.web, to: Self.server, port: 1) != .allowed)
    evaluator.remove(ObjectKey(namespace: "db", name: "closed"))
    #expect(evaluator.verdict(from: Self.web, to: Self.server, port: 1) == .allowed)
    #expect(evaluator.isEmpty)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
    ("0.0.0.0/0", "203.0.113.9", true), ("192.0.2.7/32", "192.0.2.7", true),
    ("192.0.2.7/32", "192.0.2.8", false),
  ])
  func blocksHoldAddresses(_ block: String, _ address: String, _ isInside: Bool) throws {
    let number = try #require(AddressBlock.number(address))
    #expect(try #require(AddressBlock(block)).contains(number) == isInside)
  }

  @Test(arguments: ["", "10.0.0", "10.0.0.0.0", "256.0.0.1", "a.b.c.d", "1.2.3.", "10.0.0.1/8"])
  func whatIsNoAddressIsNone(_ text: String) { #expect(AddressBlock.number(text) == nil) }
}
