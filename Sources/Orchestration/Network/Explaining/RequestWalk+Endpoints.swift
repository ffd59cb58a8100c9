// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// From the slices of a service to the pod that answers.
extension RequestWalk {
  mutating func goToSlices(
    of service: Fields, pods: [Fields]?, _ isThroughIngress: Bool, port: Int
  ) throws(APIStatus) {
    let key = ObjectKey(service)
    let slices = try list(.endpointSlices, in: key.namespace).filter {
      $0.metadata["labels"]?.object?["kubernetes.io/service-name"]?.string == key.name
    }
    var (count, addresses, ending) = (0, Set<String>(), 0)
    var targets: [ObjectKey] = []
    var number: Int64?
    for slice in slices {
      let ports = slice["ports"]?.array?.compactMap(\.object) ?? []
      let wanted = service.wanted["ports"]?.array?.compactMap(\.object).first {
        $0.integer("port") == Int64(port)
      }
      let own = ports.first { ($0["name"]?.string ?? "") == (wanted?["name"]?.string ?? "") }
      number = number ?? own?.integer("port")
      for endpoint in slice["endpoints"]?.array?.compactMap(\.object) ?? [] {
        count += 1
        let conditions = endpoint["conditions"]?.object
        if conditions?.isTrue("terminating") == true { ending += 1 }
        guard conditions?["ready"] != false else { continue }
        for address in endpoint["addresses"]?.array ?? [] {
          addresses.insert(address.string ?? "")
        }
        if let name = endpoint["targetRef"]?.object?["name"]?.string {
          targets.append(ObjectKey(namespace: key.namespace, name: name))
        }
      }
    }
    guard !addresses.isEmpty else {
      stop(
        .endpoints, "service \(key)",
        pods.map { .slicesBehind(key, ready: $0.count) } ?? .noSelector(key))
      return
    }
    pass(
      .endpoints, "service \(key)",
      "\(slices.count) slice\(slices.count == 1 ? "" : "s"), \(count) endpoint"
        + "\(count == 1 ? "" : "s"), \(targets.count) ready, \(ending) terminating")
    if let pods {
      let missing = pods.map { ObjectKey($0) }.filter { !targets.contains($0) }.sorted()
      if let first = missing.first {
        explanation.remarks.append("pod \(first) is ready and in no slice yet")
      }
    }
    let reached = (pods ?? []).filter { targets.contains(ObjectKey($0)) }
    let target = number.map { Int($0) } ?? port
    let open = try goThroughPolicies(
      to: reached, of: key, target, isThroughIngress, isEmpty: pods == nil)
    guard explanation.refusal == nil, try goToNodes(open, of: key) else { return }
    askRules(service, port, isThroughIngress)
    if explanation.refusal == nil { explanation.endpoints = open.map { ObjectKey($0) }.sorted() }
  }

  // MARK: Policies

  /// The pods that policies let the request come to.
  private mutating func goThroughPolicies(
    to pods: [Fields], of service: ObjectKey, _ port: Int, _ isThroughIngress: Bool, isEmpty: Bool
  ) throws(APIStatus) -> [Fields] {
    let evaluator = NetworkPolicyEvaluator()
    let policies = try list(.networkPolicies)
    for policy in policies { evaluator.set(policy) }
    for namespace in try list(.namespaces) {
      var labels = namespace.labelMap
      let name = ObjectKey(namespace).name
      labels["kubernetes.io/metadata.name"] = name
      evaluator.setNamespace(name, labels: labels)
    }
    guard !policies.isEmpty, !pods.isEmpty else { return pods }
    var source = PolicyParty(address: nil)
    switch origin {
    case .outside: source = PolicyParty(address: RequestRouting.clientAddress(0))
    case .namespace(let name):
      source.pod = ObjectKey(namespace: name, name: "")
      explanation.remarks.append("a pod of namespace \(name) without labels is assumed")
    case .pod(let key):
      if let pod = try explainer.client.find(.pods, key) { source = PolicyParty(pod) }
    }
    if isThroughIngress { source = IngressProxy.party(node: "") }
    var open: [Fields] = []
    var first: RequestRefusal?
    for pod in pods.sorted(by: { ObjectKey($0) < ObjectKey($1) }) {
      switch evaluator.verdict(from: source, to: PolicyParty(pod), port: port) {
      case .allowed: open.append(pod)
      case .refused(let direction, let pod, let names):
        first =
          first
          ?? .forbidden(direction: direction.rawValue, pod: pod, policies: names)
      }
    }
    if open.isEmpty, let first {
      stop(.policies, "service \(service)", first)
    } else {
      pass(
        .policies, "service \(service)", "let the request come to \(open.count) of \(pods.count)")
    }
    return open
  }

  // MARK: Nodes

  /// Whether some of the pods are on a node that answers.
  private mutating func goToNodes(
    _ pods: [Fields], of service: ObjectKey
  ) throws(APIStatus) -> Bool {
    let names = Set(pods.map(\.boundNode)).sorted()
    guard !names.isEmpty else { return true }
    var down: [String] = []
    for name in names {
      guard let node = try explainer.client.find(.nodes, ObjectKey(name: name)) else {
        down.append(name)
        continue
      }
      if let status = node.conditionStatus("Ready"), status != "True" { down.append(name) }
    }
    if down.count == names.count {
      stop(.rules, "service \(service)", .nodesDown(service, nodes: down))
      return false
    }
    if !down.isEmpty {
      explanation.remarks.append(
        "some endpoints are on nodes that do not answer: " + down.joined(separator: ", "))
    }
    return true
  }

  /// Asks the rules of the node from which the request comes.
  private mutating func askRules(_ service: Fields, _ port: Int, _ isThroughIngress: Bool) {
    guard let router = explainer.router, case .pod(let key) = origin, !isThroughIngress,
      let pod = try? explainer.client.find(.pods, key),
      let address = service.wanted["clusterIP"]?.string, AddressBlock.number(address) != nil,
      let own = pod.observed["podIP"]?.string
    else { return }
    let connection = Connection(
      from: .pod(address: own, node: pod.boundNode), to: address, port: port)
    switch router.route(connection) {
    case .endpoint(let endpoint):
      router.closed(connection, at: endpoint)
      pass(.rules, "node \(pod.boundNode)", "leads to \(endpoint.address):\(endpoint.port)")
    case .refused(let refusal):
      stop(.rules, "node \(pod.boundNode)", .rules(refusal, node: pod.boundNode))
    }
  }
}

extension PolicyParty {
  /// The names of the ports of a pod.
  static func portNames(of pod: Fields) -> [String] {
    (pod.wanted["containers"]?.array ?? []).flatMap { container in
      (container.object?["ports"]?.array ?? []).compactMap { $0.object?["name"]?.string }
    }
  }
}
