// SPDX-License-Identifier: Apache-2.0

/// Fills in what a server fills in when it takes a pod: requests, priority, overhead, tolerations.
struct PodAdmission {
  private let limitRanges: LimitRangeTable
  private let priorities: PriorityTable
  private let runtimes: [String: RuntimeClass]

  init(_ objects: ClusterObjects) {
    limitRanges = LimitRangeTable(objects.limitRanges)
    priorities = PriorityTable(objects)
    runtimes = Dictionary(
      objects.runtimeClasses.map { ($0.metadata.name ?? "", $0) }, uniquingKeysWith: { $1 })
  }

  /// Fills a pod in.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - count: How many pods are made from it.
  ///   - object: What messages call it.
  ///   - log: Where assumptions are noted.
  /// - Throws: That its class of priority is not known.
  func admit(
    _ pod: inout Pod, standingFor count: Int, called object: String, _ log: inout AssumptionLog
  ) throws(ExpansionError) {
    var spec = pod.spec
    Self.fillHostPorts(&spec)
    fillRequests(&spec, count, object, &log)
    limitRanges.fill(&spec, namespace: pod.metadata.namespace, count, object, &log)
    if spec.priority == nil { try priorities.fill(&spec, object) }
    fillRuntime(&spec, count, object, &log)
    spec.addUsualTolerations()
    pod.spec = spec
    limitRanges.check(pod, count, object, &log)
  }

  /// On the node's network, every port is one of the node.
  private static func fillHostPorts(_ spec: inout PodSpec) {
    guard spec.hostNetwork == true else { return }
    func fill(_ containers: [Container]) -> [Container] {
      containers.map { container in
        guard !container.ports.isEmpty else { return container }
        var container = container
        container.ports = container.ports.map { port in
          var port = port
          if (port.hostPort ?? 0) == 0 { port.hostPort = port.containerPort }
          return port
        }
        return container
      }
    }
    spec.containers = fill(spec.containers)
    spec.initContainers = fill(spec.initContainers)
  }

  /// A limit is the request of what has none.
  private func fillRequests(
    _ spec: inout PodSpec, _ count: Int, _ object: String, _ log: inout AssumptionLog
  ) {
    var filled: Set<String> = []
    func fill(_ containers: [Container]) -> [Container] {
      containers.map { container in
        let resources = container.resources
        let lacking = resources.limits.filter { resources.requests[$0.key] == nil }
        guard !lacking.isEmpty else { return container }
        filled.formUnion(lacking.keys)
        var container = container
        container.resources.requests = resources.requests.merging(lacking) { first, _ in first }
        return container
      }
    }
    spec.containers = fill(spec.containers)
    spec.initContainers = fill(spec.initContainers)
    if let resources = spec.resources {
      let requested = Set(spec.containers.flatMap(\.resources.requests.keys))
      let lacking = resources.limits.filter {
        resources.requests[$0.key] == nil && !requested.contains($0.key)
      }
      if !lacking.isEmpty {
        filled.formUnion(lacking.keys)
        spec.resources?.requests = resources.requests.merging(lacking) { first, _ in first }
      }
    }
    for resource in filled {
      log.note(.requestFromLimit, resource, count: count, of: object) {
        "\(counted($0, "pod")) with a limit and no request of \(resource): the limit is requested"
      }
    }
  }

  private func fillRuntime(
    _ spec: inout PodSpec, _ count: Int, _ object: String, _ log: inout AssumptionLog
  ) {
    guard let name = spec.runtimeClassName else { return }
    guard let runtime = runtimes[name] else {
      if spec.overhead.isEmpty {
        log.note(.unknownRuntimeClass, name, count: count, of: object) {
          "\(counted($0, "pod")) of the RuntimeClass \(name), which is not in the input: "
            + "its overhead counts as nothing"
        }
      }
      return
    }
    spec.take(runtime)
  }
}

extension PodSpec {
  /// Takes over what a runtime class says of its pods: overhead, nodes, tolerations.
  package mutating func take(_ runtime: RuntimeClass) {
    if let amounts = runtime.overhead?.podFixed, overhead.isEmpty { overhead = amounts }
    guard let scheduling = runtime.scheduling else { return }
    nodeSelector.merge(scheduling.nodeSelector) { first, _ in first }
    addTolerations(scheduling.tolerations)
  }

  /// Pods bear for five minutes that their node does not answer
  /// (`plugin/pkg/admission/defaulttolerationseconds`).
  package mutating func addUsualTolerations() {
    let tolerations = tolerations
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
      let isBorne = tolerations.contains {
        ($0.key ?? "").isEmpty || $0.key == key
          ? ($0.effect ?? "").isEmpty || $0.effect == "NoExecute" : false
      }
      if isBorne { continue }
      var toleration = Toleration(key: key, effect: "NoExecute")
      toleration.tolerationSeconds = 300
      addTolerations([toleration])
    }
  }

  /// Adds tolerations, except those that it has.
  package mutating func addTolerations(_ more: [Toleration]) {
    var tolerations = tolerations
    for toleration in more where !tolerations.contains(toleration) {
      tolerations.append(toleration)
    }
    self.tolerations = tolerations
  }
}

extension Toleration {
  /// Bears a taint whatever its value is.
  init(key: String, effect: String) {
    self.init()
    self.key = key
    self.operator = "Exists"
    self.effect = effect
  }
}
