// SPDX-License-Identifier: Apache-2.0

extension WorkloadExpander {
  /// The resources whose requests are missed where there is none.
  private static let expectedResources = ["cpu", "memory"]

  /// Notes nodes that offer more than they have, and fills in what they offer.
  mutating func checkNodes() {
    for index in objects.nodes.indices {
      let node = objects.nodes[index]
      let name = node.metadata.name ?? ""
      let (capacity, allocatable) = (node.status.capacity, node.status.allocatable)
      if allocatable.isEmpty, !capacity.isEmpty {
        objects.nodes[index].status.allocatable = capacity
        log.note(.allocatableFromCapacity, of: name) {
          "\(counted($0, "node")) without allocatable resources: all of the capacity counts"
        }
      }
      for (resource, offered) in allocatable.sorted(by: { $0.key < $1.key }) {
        guard let capacity = capacity[resource], capacity < offered else { continue }
        let example = "\(name): \(offered) of \(capacity)"
        log.note(.allocatableAboveCapacity, resource, of: example) {
          "\(counted($0, "node")) with more allocatable \(resource) than capacity: "
            + "allocatable counts"
        }
      }
    }
  }

  /// Gives claims that name no class the default one, the newest where there are several.
  mutating func fillStorageClasses() {
    let key = "storageclass.kubernetes.io/is-default-class"
    let usual = objects.storageClasses.filter { $0.metadata.annotations[key] == "true" }
      .max { left, right in
        let (first, second) = (left.metadata, right.metadata)
        let (earlier, later) = (first.creationTimestamp, second.creationTimestamp)
        if earlier != later {
          return (earlier?.microseconds ?? .min) < (later?.microseconds ?? .min)
        }
        return (first.name ?? "") > (second.name ?? "")
      }
    guard let usual else { return }
    for index in objects.persistentVolumeClaims.indices {
      let claim = objects.persistentVolumeClaims[index]
      guard claim.spec.storageClassName == nil, claim.spec.volumeName == nil,
        claim.metadata.creationTimestamp == nil
      else { continue }
      objects.persistentVolumeClaims[index].spec.storageClassName = usual.metadata.name
    }
  }

  /// Gives containers without requests those that are asked for, and states how many there are.
  ///
  /// Sidecars count as containers; init containers that end before the others begin do not. A
  /// request of the whole pod stands for those of its containers.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - count: How many pods are made from it.
  ///   - object: What messages call it.
  mutating func fillMissingRequests(
    _ pod: inout Pod, standingFor count: Int, called object: String
  ) {
    var spec = pod.spec
    let inAll = spec.resources?.requests ?? [:]
    let wanted = Set(Self.expectedResources).union(options.defaultRequests.keys)
      .filter { inAll[$0] == nil }
    var (lacks, hasChanged) = ([String: Int](), false)
    func fill(_ containers: [Container], where isCounted: (Container) -> Bool) -> [Container] {
      containers.map { container in
        guard isCounted(container) else { return container }
        let requests = container.resources.requests
        let lacking = wanted.filter { requests[$0] == nil }
        if lacking.isEmpty { return container }
        for resource in lacking { lacks[resource, default: 0] += count }
        let added = options.defaultRequests.filter { lacking.contains($0.key) }
        if added.isEmpty { return container }
        hasChanged = true
        var container = container
        container.resources.requests = requests.merging(added) { first, _ in first }
        return container
      }
    }
    let containers = fill(spec.containers) { _ in true }
    let initContainers = fill(spec.initContainers) { $0.restartPolicy == "Always" }
    if hasChanged {
      (spec.containers, spec.initContainers) = (containers, initContainers)
      pod.spec = spec
    }
    for (resource, lack) in lacks { noteMissing(resource, lack, object) }
  }

  private mutating func noteMissing(_ resource: String, _ count: Int, _ object: String) {
    let stated = options.defaultRequests[resource]
    log.note(.missingRequest, resource, count: count, of: object) {
      let whose = "\(counted($0, "container")) \($0 == 1 ? "has" : "have") no \(resource) request; "
      return whose + (stated.map { "each is given \($0)" } ?? "each counts as requesting nothing")
    }
  }

  /// Notes the kinds that are not used.
  mutating func noteUnknownKinds() {
    for (kind, count) in objects.unknownKinds {
      log.note(.unknownKind, kind, count: count, of: nil) {
        "\(counted($0, "object")) of the kind \(kind) \($0 == 1 ? "is" : "are") not used"
      }
    }
  }
}
