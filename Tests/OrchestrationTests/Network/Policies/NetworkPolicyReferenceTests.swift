// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// The evaluator agrees with a plain reading of the policies, whatever they are and however they
/// change.
@Suite struct NetworkPolicyReferenceTests {
  private struct World {
    var random: TestRandom
    var policies: [ObjectKey: Fields] = [:]
    var namespaces: [String: [String: String]] = [:]

    mutating func pick<Element>(_ list: [Element]) -> Element { list[random.below(list.count)] }

    mutating func labels() -> Fields {
      var labels = Fields()
      for key in ["a", "b"] where random.below(2) == 0 { labels[key] = .string(pick(["x", "y"])) }
      return labels
    }

    mutating func selector() -> Value {
      switch random.below(4) {
      case 0: return [:]
      case 1:
        return [
          "matchExpressions": [
            [
              "key": .string(pick(["a", "b"])), "operator": .string(pick(["In", "NotIn"])),
              "values": [.string(pick(["x", "y"]))],
            ]
          ]
        ]
      default: return ["matchLabels": .object(labels())]
      }
    }

    mutating func peer() -> Value {
      switch random.below(4) {
      case 0:
        var block: Fields = ["cidr": .string(pick(["10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0"]))]
        if random.below(2) == 0 {
          block["except"] = [.string(pick(["10.1.1.0/24", "10.0.0.0/9"]))]
        }
        return ["ipBlock": .object(block)]
      case 1: return ["podSelector": selector()]
      case 2: return ["namespaceSelector": selector()]
      default: return ["podSelector": selector(), "namespaceSelector": selector()]
      }
    }

    mutating func port() -> Value {
      var port: Fields = ["protocol": .string(pick(["TCP", "TCP", "UDP"]))]
      switch random.below(4) {
      case 0: port["port"] = .integer(Int64(random.below(4)) + 79)
      case 1: port["port"] = .string(pick(["http", "sql"]))
      case 2: (port["port"], port["endPort"]) = (79, .integer(Int64(random.below(4)) + 79))
      default: break
      }
      return .object(port)
    }

    mutating func rule(_ side: String) -> Value {
      var rule = Fields()
      if random.below(3) > 0 { rule[side] = .array((0..<random.below(3)).map { _ in peer() }) }
      if random.below(2) == 0 { rule["ports"] = .array((0..<random.below(3)).map { _ in port() }) }
      return .object(rule)
    }

    mutating func policy() -> Fields {
      var spec: Fields = ["podSelector": selector()]
      if random.below(4) > 0 {
        spec["ingress"] = .array((0..<random.below(3)).map { _ in rule("from") })
      }
      if random.below(2) == 0 {
        spec["egress"] = .array((0..<random.below(3)).map { _ in rule("to") })
      }
      let types: [Value] = [["Ingress"], ["Egress"], ["Ingress", "Egress"], [:]]
      if case .array(let list) = pick(types) { spec["policyTypes"] = .array(list) }
      return [
        "metadata": [
          "name": .string("p\(random.below(4))"), "namespace": .string(pick(["one", "two"])),
        ], "spec": .object(spec),
      ]
    }

    mutating func party() -> PolicyParty {
      let address = "10.\(random.below(2)).\(random.below(2)).\(random.below(3))"
      var party = PolicyParty(address: address, node: pick(["n1", "n2"]))
      if random.below(6) == 0 { return party }
      party.pod = ObjectKey(
        namespace: pick(["one", "two", "three"]), name: "pod\(random.below(3))")
      party.labels = [String: String](.object(labels())) ?? [:]
      for name in ["http", "sql"] where random.below(2) == 0 {
        party.ports.append(
          PolicyParty.NamedPort(name: name, number: random.below(4) + 79, transport: .tcp))
      }
      return party
    }
  }

  // MARK: The plain reading

  private func selects(_ value: Value?, _ labels: [String: String]) -> Bool {
    for (key, wanted) in value?.object?["matchLabels"]?.object ?? [:] {
      if labels[key] != wanted.string { return false }
    }
    for expression in value?.object?["matchExpressions"]?.array ?? [] {
      let key = expression.object?["key"]?.string ?? ""
      let values = expression.object?["values"]?.array?.compactMap(\.string) ?? []
      let isIn = labels[key].map { values.contains($0) } ?? false
      if (expression.object?["operator"] == "In") != isIn { return false }
    }
    return true
  }

  private func isIn(_ address: UInt32, _ block: String) -> Bool {
    let parts = block.split(separator: "/")
    let bits = Int(parts[1]) ?? 0
    let bytes = parts[0].split(separator: ".").map { UInt32($0) ?? 0 }
    let base = bytes.reduce(0) { $0 * 256 + $1 }
    return bits == 0 || address >> UInt32(32 - bits) == base >> UInt32(32 - bits)
  }

  private func holds(
    _ rules: [Value], _ side: String, _ policy: Fields, peer: PolicyParty, target: PolicyParty,
    _ port: Int, _ transport: String, _ world: World
  ) -> Bool {
    for rule in rules {
      let peers = rule.object?[side]?.array ?? []
      let ports = rule.object?["ports"]?.array ?? []
      let isPeer =
        peers.isEmpty
        || peers.contains { one in
          if let block = one.object?["ipBlock"]?.object {
            guard let address = peer.address, isIn(address, block["cidr"]?.string ?? "") else {
              return false
            }
            return !(block["except"]?.array ?? []).contains { isIn(address, $0.string ?? "") }
          }
          guard let pod = peer.pod else { return false }
          if let selector = one.object?["namespaceSelector"] {
            guard let labels = world.namespaces[pod.namespace], selects(selector, labels) else {
              return false
            }
          } else if pod.namespace != ObjectKey(policy).namespace {
            return false
          }
          return one.object?["podSelector"].map { selects($0, peer.labels) } ?? true
        }
      let isPort =
        ports.isEmpty
        || ports.contains { one in
          guard one.object?["protocol"]?.string == transport else { return false }
          switch one.object?["port"] {
          case .integer(let first)?:
            let last = one.object?.integer("endPort") ?? first
            return Int(first) <= port && port <= max(Int(first), Int(last))
          case .string(let name)?:
            return target.ports.contains {
              $0.name == name && $0.number == port && transport == "TCP"
            }
          default: return true
          }
        }
      if isPeer && isPort { return true }
    }
    return false
  }

  private func allows(
    _ world: World, _ source: PolicyParty, _ target: PolicyParty, _ port: Int, _ transport: String
  ) -> Bool {
    if let pod = source.pod, pod == target.pod { return true }
    for (own, other, type, side) in [
      (source, target, "Egress", "to"), (target, source, "Ingress", "from"),
    ] {
      guard let pod = own.pod else { continue }
      if other.pod == nil, other.node == own.node { continue }
      var (isRestricted, isAllowed) = (false, false)
      for policy in world.policies.values {
        guard ObjectKey(policy).namespace == pod.namespace,
          selects(policy.wanted["podSelector"], own.labels)
        else { continue }
        let egress = policy.wanted["egress"]?.array ?? []
        var types = policy.wanted["policyTypes"]?.array?.compactMap(\.string) ?? []
        if types.isEmpty { types = egress.isEmpty ? ["Ingress"] : ["Ingress", "Egress"] }
        guard types.contains(type) else { continue }
        isRestricted = true
        let rules = type == "Egress" ? egress : policy.wanted["ingress"]?.array ?? []
        if holds(
          rules, side, policy, peer: other, target: target, port, transport, world)
        {
          isAllowed = true
        }
      }
      if isRestricted, !isAllowed { return false }
    }
    return true
  }

  @Test(arguments: 1...40) func agreesWithAPlainReading(_ seed: UInt64) throws {
    var world = World(random: TestRandom(seed: seed))
    let evaluator = NetworkPolicyEvaluator()
    var answers = (allowed: 0, refused: 0)
    for name in ["one", "two"] {
      let labels = [String: String](.object(world.labels())) ?? [:]
      world.namespaces[name] = labels
      evaluator.setNamespace(name, labels: labels)
    }
    for _ in 0..<60 {
      let policy = world.policy()
      let key = ObjectKey(policy)
      if world.random.below(3) == 0 {
        world.policies[key] = nil
        evaluator.remove(key)
      } else {
        world.policies[key] = policy
        evaluator.set(policy)
      }
      for _ in 0..<20 {
        let (source, target) = (world.party(), world.party())
        let port = world.random.below(4) + 79
        let transport = world.pick(["TCP", "UDP"])
        let expected = allows(world, source, target, port, transport)
        let found = evaluator.verdict(
          from: source, to: target, port: port, transport == "TCP" ? .tcp : .udp)
        #expect((found == .allowed) == expected, "\(source) \(target) \(port) \(world.policies)")
        if expected { answers.allowed += 1 } else { answers.refused += 1 }
      }
    }
    #expect(answers.allowed > 50 && answers.refused > 50)
  }
}
