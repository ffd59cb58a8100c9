// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps the slices of services that select pods: which addresses they have, and which of these take
/// requests.
///
/// From `pkg/controller/endpointslice/endpointslice_controller.go`. Slices that others look after, and
/// services without selectors, are left alone.
public final class EndpointSliceController: Component {
  /// The name.
  public let name = "endpointslice-controller"
  /// What slices say of who looks after them.
  static let manager = "endpointslice-controller.k8s.io"
  let environment: ComponentEnvironment
  let loop: ControllerLoop
  let services: Informer
  let pods: Informer
  let slices: Informer
  let nodes: Informer
  /// The selectors of services.
  private var selectors: [ObjectKey: LabelSelector] = [:]
  private var selectorIndex = LabelIndex()
  /// The pods by their labels, kept while some service has a selector.
  private var podIndex: LabelIndex?
  /// What was written and may not have been heard of: the revisions of slices, `nil` for those that
  /// were deleted.
  var written: [ObjectKey: [ObjectKey: Int64?]] = [:]
  /// What was made of pods when services were looked at last.
  var made: [ObjectKey: MadeEndpoints] = [:]
  /// The services that want shares by zone, and whether they have them.
  var proportional: [ObjectKey: Bool] = [:]
  private var shares: ZoneShares?
  static let index = "slices by service and manager"

  /// Creates the controller.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - batchPeriod: For how many microseconds changes are gathered.
  public init(_ environment: ComponentEnvironment, batchPeriod: Int64 = 0) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment, batchPeriod: batchPeriod)
    let informers = environment.informers
    (services, pods) = (informers[.services], informers[.pods])
    (slices, nodes) = (informers[.endpointSlices], informers[.nodes])
    pods.indexByNode()
    slices.addIndex(Self.index) { slice in
      Self.service(of: slice).map { [$0.description] } ?? []
    }
    loop.watch(.services) { [unowned self] in self.see(service: $0) }
    loop.watch(.pods) { [unowned self] in self.see(pod: $0) }
    loop.watch(.endpointSlices) { [unowned self] in self.see(slice: $0) }
    loop.watch(.nodes) { [unowned self] in self.see(node: $0) }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends and forgets everything.
  public func stop() {
    loop.stop()
    (selectors, selectorIndex, podIndex) = ([:], LabelIndex(), nil)
    (written, made, proportional, shares) = ([:], [:], [:], nil)
  }

  // MARK: Which services need a look

  private func see(service change: Informer.Change) -> [ObjectKey] {
    let key = change.key
    let selector = change.current.flatMap { Self.selector(of: $0) }
    if let old = selectors[key], old != selector {
      selectorIndex.remove(key, selector: old)
      selectors[key] = nil
      if selectors.isEmpty { podIndex = nil }
    }
    if let selector, selectors[key] == nil {
      selectors[key] = selector
      selectorIndex.insert(key, selector: selector)
      if podIndex == nil {
        var index = LabelIndex()
        for pod in pods.all { index.insert(ObjectKey(pod), labels: pod.labelFields) }
        podIndex = index
      }
    }
    if change.current == nil {
      written[key] = nil
      made[key] = nil
      proportional[key] = nil
      return []
    }
    return [key]
  }

  private func see(pod change: Informer.Change) -> [ObjectKey] {
    guard podIndex != nil else { return [] }
    let labels = change.object.labelFields
    if let old = change.previous {
      let before = old.labelFields
      if before == labels {
        guard PodEndpoint.hasChanged(change.object, from: old) else { return [] }
        return servicesSelecting(labels, change.key.namespace)
      }
      podIndex?.remove(change.key, labels: before)
      podIndex?.insert(change.key, labels: labels)
      return servicesSelecting(before, change.key.namespace)
        + servicesSelecting(labels, change.key.namespace)
    }
    if change.current == nil {
      podIndex?.remove(change.key, labels: labels)
    } else {
      podIndex?.insert(change.key, labels: labels)
    }
    return servicesSelecting(labels, change.key.namespace)
  }

  private func servicesSelecting(_ labels: Fields, _ namespace: String) -> [ObjectKey] {
    selectorIndex.selectors(for: labels, in: namespace).filter {
      selectors[$0]?.selects(labels) ?? false
    }
  }

  private func see(slice change: Informer.Change) -> [ObjectKey] {
    var keys: [ObjectKey] = []
    for slice in [change.object, change.previous] {
      guard let slice, let service = Self.service(of: slice), !keys.contains(service) else {
        continue
      }
      // What this controller has written itself needs no look.
      if let revision = written[service]?[change.key] {
        if change.current == nil ? revision == nil : revision == change.object.revision {
          continue
        }
      }
      keys.append(service)
    }
    return keys
  }

  private func see(node change: Informer.Change) -> [ObjectKey] {
    let (new, old) = (change.current, change.previous)
    var keys: Set<ObjectKey> = []
    if new == nil || old == nil || new?.zoneLabel != old?.zoneLabel, podIndex != nil {
      for pod in pods.objects(change.key.name, in: Informer.nodeIndex) {
        keys.formUnion(servicesSelecting(pod.labelFields, ObjectKey(pod).namespace))
      }
    }
    if old == nil || new.map(Self.share) ?? nil != old.map(Self.share) ?? nil {
      shares = nil
      keys.formUnion(proportional.keys)
    }
    return keys.sorted()
  }

  // MARK: Facts

  /// The selector of a service; `nil` where it selects nothing by itself.
  private static func selector(of service: Fields) -> LabelSelector? {
    let spec = service.wanted
    guard spec["type"] != "ExternalName", let labels = spec["selector"]?.object, !labels.isEmpty
    else { return nil }
    return try? LabelSelector(matching: [String: String](.object(labels)) ?? [:])
  }

  /// The service of a slice that this controller looks after.
  static func service(of slice: Fields) -> ObjectKey? {
    guard slice.label(SliceLabels.managedBy) == manager,
      let name = slice.label(SliceLabels.serviceName)
    else { return nil }
    return ObjectKey(namespace: ObjectKey(slice).namespace, name: name)
  }

  /// The pods that a service selects, by name; `nil` where it has no selector.
  func selectedPods(of service: ObjectKey) -> [Fields]? {
    guard let selector = selectors[service], let podIndex else { return nil }
    return podIndex.candidates(for: selector, in: service.namespace).compactMap { key in
      guard let pod = pods[key], selector.selects(pod.labelFields) else { return nil }
      return pod
    }
  }

  /// What zones are to have.
  var zoneShares: ZoneShares {
    if let shares { return shares }
    let made = ZoneShares(nodes.all.compactMap { Self.share(of: $0) })
    shares = made
    return made
  }

  private static func share(_ node: Fields) -> String? {
    share(of: node).map { "\($0.zone) \($0.processors)" }
  }

  /// What a node counts for; `nil` for nodes that are not ready or of the control plane.
  private static func share(of node: Fields) -> (zone: String, processors: Int64)? {
    guard node.isReady, node.label("node-role.kubernetes.io/control-plane") == nil,
      node.label("node-role.kubernetes.io/master") == nil
    else { return nil }
    let amount = node.observed["allocatable"]?[path: "cpu"].flatMap { Quantity($0) }
    return (node.zoneLabel ?? "", amount.flatMap { try? $0.value(in: .milli) } ?? 0)
  }
}

extension Fields {
  /// The labels as they lie.
  fileprivate var labelFields: Fields {
    self["metadata"]?.object?["labels"]?.object ?? Fields()
  }

  /// The zone that a node says it is in.
  var zoneLabel: String? { label("topology.kubernetes.io/zone") }
}
