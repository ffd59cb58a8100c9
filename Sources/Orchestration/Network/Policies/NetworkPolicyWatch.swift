// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a network plugin knows: the policies, and which pod has which address.
final class NetworkPolicyWatch: Component {
  let name = "network-policies"
  private(set) var isRunning = false
  /// Decides by the policies that are known.
  let evaluator = NetworkPolicyEvaluator()
  private let informers: SharedInformers
  private var handlers: [(Informer, Informer.Handler)] = []
  private var parties: [String: PolicyParty] = [:]
  private var addresses: [ObjectKey: String] = [:]
  private var nodeAddresses: [String: String] = [:]
  private var nodes: [String: String] = [:]

  init(_ environment: ComponentEnvironment) { informers = environment.informers }

  func start() {
    guard !isRunning else { return }
    isRunning = true
    watch(.networkPolicies) { [weak self] change in
      if case .removed = change {
        self?.evaluator.remove(change.key)
      } else {
        self?.evaluator.set(change.object)
      }
    }
    watch(.namespaces) { [weak self] change in
      var labels: [String: String]?
      if case .removed = change {} else { labels = change.object.labelMap }
      labels?["kubernetes.io/metadata.name"] = change.key.name
      self?.evaluator.setNamespace(change.key.name, labels: labels)
    }
    watch(.nodes) { [weak self] change in
      var address: String?
      if case .removed = change {
      } else {
        address =
          Node(fields: change.object).status.addresses.first { $0.type == "InternalIP" }?
          .address
      }
      guard let self else { return }
      if let known = self.nodeAddresses[change.key.name] { self.nodes[known] = nil }
      self.nodeAddresses[change.key.name] = address
      if let address { self.nodes[address] = change.key.name }
    }
    watch(.pods) { [weak self] in self?.notePod($0) }
  }

  func stop() {
    isRunning = false
    for (informer, handler) in handlers { informer.remove(handler) }
    handlers = []
    evaluator.removeAll()
    parties = [:]
    addresses = [:]
    nodeAddresses = [:]
    nodes = [:]
  }

  private func watch(_ type: ResourceType, _ handle: @escaping (Informer.Change) -> Void) {
    let informer = informers[type]
    handlers.append((informer, informer.addHandler(handle)))
    informer.start()
  }

  private func notePod(_ change: Informer.Change) {
    if let known = addresses.removeValue(forKey: change.key),
      parties[known]?.pod == change.key
    {
      parties[known] = nil
    }
    if case .removed = change { return }
    let pod = change.object
    guard !pod.hasFinishedPhase, !pod.wanted.isTrue("hostNetwork"),
      let address = pod.observed["podIP"]?.string
    else { return }
    parties[address] = PolicyParty(pod)
    addresses[change.key] = address
  }

  /// Who has an address.
  func party(address: String) -> PolicyParty {
    parties[address] ?? PolicyParty(address: address, node: nodes[address] ?? "")
  }

  /// Who opens a connection.
  func party(_ source: Connection.Source) -> PolicyParty {
    switch source {
    case .pod(let address, _): party(address: address)
    case .node(let name): PolicyParty(address: nodeAddresses[name], node: name)
    case .outside(let address, _): PolicyParty(address: address)
    }
  }
}
