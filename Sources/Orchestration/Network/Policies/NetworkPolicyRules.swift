// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A network policy, ready to be asked.
struct NetworkPolicyRules {
  /// What a rule lets in or out.
  struct Rule {
    /// Who may be at the other end; anybody where `nil`.
    var peers: [Peer]?
    /// Which ports; any where `nil`.
    var ports: [Port]?
  }

  /// Who may be at the other end.
  struct Peer {
    var pods: LabelSelector?
    var namespaces: LabelSelector?
    var block: AddressBlock?
    var exceptions: [AddressBlock] = []
  }

  /// A port, a range of ports, or a port by its name.
  struct Port {
    var transport: Connection.Transport
    var numbers: ClosedRange<Int>?
    var name: String?
  }

  let key: ObjectKey
  /// The pods that it is about; `nil` where the selector is not understood, which selects none.
  let selector: LabelSelector?
  /// What may come in; `nil` where the policy does not restrict that.
  let ingress: [Rule]?
  /// What may go out, likewise.
  let egress: [Rule]?

  /// Reads a policy.
  init(_ policy: Fields) {
    key = ObjectKey(policy)
    let spec = policy.wanted
    selector = Self.selector(spec["podSelector"] ?? [:])
    let rules = (ingress: spec["ingress"]?.array ?? [], egress: spec["egress"]?.array ?? [])
    var types = spec["policyTypes"]?.array?.compactMap(\.string) ?? []
    if types.isEmpty { types = rules.egress.isEmpty ? ["Ingress"] : ["Ingress", "Egress"] }
    ingress =
      types.contains("Ingress") ? rules.ingress.map { Self.rule($0, peers: "from") } : nil
    egress = types.contains("Egress") ? rules.egress.map { Self.rule($0, peers: "to") } : nil
  }

  private static func selector(_ value: Value) -> LabelSelector? {
    LabelSelectorSpec(value).flatMap { try? $0.compiled() }
  }

  private static func rule(_ value: Value, peers name: String) -> Rule {
    let fields = value.object ?? [:]
    let peers = fields[name]?.array ?? []
    let ports = fields["ports"]?.array ?? []
    return Rule(
      peers: peers.isEmpty ? nil : peers.compactMap { peer($0.object ?? [:]) },
      ports: ports.isEmpty ? nil : ports.map { port($0.object ?? [:]) })
  }

  private static func peer(_ fields: Fields) -> Peer? {
    var peer = Peer()
    if let block = fields["ipBlock"]?.object {
      guard let range = block["cidr"]?.string.flatMap({ AddressBlock($0) }) else { return nil }
      peer.block = range
      peer.exceptions =
        block["except"]?.array?.compactMap { $0.string.flatMap { AddressBlock($0) } } ?? []
      return peer
    }
    if let pods = fields["podSelector"], !pods.isNull {
      guard let selector = selector(pods) else { return nil }
      peer.pods = selector
    }
    if let namespaces = fields["namespaceSelector"], !namespaces.isNull {
      guard let selector = selector(namespaces) else { return nil }
      peer.namespaces = selector
    }
    return peer.pods == nil && peer.namespaces == nil ? nil : peer
  }

  private static func port(_ fields: Fields) -> Port {
    var port = Port(
      transport: Connection.Transport(rawValue: fields["protocol"]?.string ?? "TCP") ?? .tcp)
    switch fields["port"] {
    case .integer(let number)?:
      let last = fields.integer("endPort") ?? number
      port.numbers = Int(number)...Int(max(number, last))
    case .string(let name)?: port.name = name
    default: break
    }
    return port
  }
}

extension NetworkPolicyRules.Port {
  /// Whether a port of a pod is meant.
  func matches(_ number: Int, _ transport: Connection.Transport, of target: PolicyParty) -> Bool {
    guard transport == self.transport else { return false }
    if let numbers { return numbers.contains(number) }
    guard let name else { return true }
    return target.ports.contains {
      $0.name == name && $0.number == number && $0.transport == transport
    }
  }
}
