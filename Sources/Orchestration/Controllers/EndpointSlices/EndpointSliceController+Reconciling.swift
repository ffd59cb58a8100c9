// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The endpoints that were made for one revision of a service.
struct MadeEndpoints {
  /// The endpoint of a pod.
  struct Endpoint {
    /// The revision of the pod.
    let revision: Int64
    /// The zone of its node.
    let zone: String?
    /// What was made.
    var wanted: SlicePlan.Wanted
  }

  /// The revision of the service.
  let service: Int64
  /// By the identities of pods.
  var endpoints: [String: Endpoint] = [:]
}

extension EndpointSliceController {
  /// Brings the slices of a service to what its pods are.
  func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let service = services[key], let selected = selectedPods(of: key) else { return }
    let wanted = wantedEndpoints(selected, of: service, key)
    var (existing, foreign): ([Fields], [Fields]) = ([], [])
    for slice in try knownSlices(of: key) {
      if slice.controllerReference?["uid"]?.string == service.uid {
        existing.append(slice)
      } else {
        foreign.append(slice)
      }
    }
    var plan = SlicePlan(wanted, existing: existing)
    let fault = EndpointHints.set(&plan, service, zoneShares)
    tell(service, key, fault)
    try write(plan, of: service, key, besides: foreign)
  }

  /// The endpoints that a service is to have.
  ///
  /// Those of pods that have not changed are taken over, so that most of a large service is compared
  /// by where it lies in memory.
  private func wantedEndpoints(
    _ selected: [Fields], of service: Fields, _ key: ObjectKey
  ) -> [SlicePlan.Wanted] {
    let isPublished = service.wanted["publishNotReadyAddresses"] == true
    let known = made[key].flatMap { $0.service == service.revision ? $0.endpoints : nil } ?? [:]
    var kept = MadeEndpoints(service: service.revision)
    var wanted: [SlicePlan.Wanted] = []
    wanted.reserveCapacity(selected.count)
    var ports: [Value] = []
    for pod in selected where PodEndpoint.isEndpoint(pod) {
      let name = pod.boundNode
      let node = name.isEmpty ? nil : nodes[ObjectKey(name: name)]
      // A pod on a node that is not there is none that answers; once the node comes it counts.
      if node == nil, !name.isEmpty, !isPublished { continue }
      let (uid, revision, zone) = (pod.uid, pod.revision, node?.zoneLabel)
      var endpoint: MadeEndpoints.Endpoint
      if let old = known[uid], old.revision == revision, old.zone == zone {
        endpoint = old
      } else {
        endpoint = MadeEndpoints.Endpoint(
          revision: revision, zone: zone,
          wanted: SlicePlan.Wanted(
            ports: PodEndpoint.ports(pod, of: service),
            endpoint: PodEndpoint.endpoint(pod, of: service, zone: zone)))
      }
      if endpoint.wanted.ports == ports { endpoint.wanted.ports = ports }
      ports = endpoint.wanted.ports
      kept.endpoints[uid] = endpoint
      wanted.append(endpoint.wanted)
    }
    made[key] = kept
    return wanted
  }

  /// The slices of a service by name: those that were heard of where these are the latest, else the
  /// API is asked.
  private func knownSlices(of key: ObjectKey) throws(APIStatus) -> [Fields] {
    if isUpToDate(key) {
      written[key] = nil
      return slices.objects(key.description, in: Self.index)
    }
    let requirement: LabelSelector
    do throws(SelectorError) {
      requirement = try LabelSelector(matching: [
        SliceLabels.serviceName: key.name, SliceLabels.managedBy: Self.manager,
      ])
    } catch {
      return slices.objects(key.description, in: Self.index)
    }
    return try environment.client.list(
      .endpointSlices, ListOptions(namespace: key.namespace, labels: requirement)
    ).items
  }

  private func isUpToDate(_ key: ObjectKey) -> Bool {
    for (name, revision) in written[key] ?? [:] {
      let known = slices[name]
      if let revision {
        guard let known, known.revision >= revision else { return false }
      } else if known != nil {
        return false
      }
    }
    return true
  }

  private func tell(_ service: Fields, _ key: ObjectKey, _ fault: ZoneShares.Fault?) {
    guard EndpointHints.isProportional(service) else {
      proportional[key] = nil
      return
    }
    let before = proportional.updateValue(fault == nil, forKey: key)
    guard before != (fault == nil) else { return }
    if let fault {
      environment.events.record(
        service, .warning, reason: "TopologyAwareHintsDisabled",
        "\(fault.rawValue), addressType: IPv4")
    } else {
      environment.events.record(
        service, reason: "TopologyAwareHintsEnabled",
        "Topology Aware Hints has been enabled, addressType: IPv4")
    }
  }

  // MARK: Writing

  private func write(
    _ plan: SlicePlan, of service: Fields, _ key: ObjectKey, besides foreign: [Fields]
  ) throws(APIStatus) {
    let client = environment.client
    let labels = Self.labels(of: service)
    for slice in plan.slices where slice.existing == nil && !service.isTerminating {
      let object: Fields = [
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
        "metadata": [
          "generateName": .string("\(key.name)-"), "namespace": .string(key.namespace),
          "labels": .object(labels),
          "ownerReferences": [ControllerReference.value(to: service, .services)],
        ],
        "addressType": "IPv4", "endpoints": .array(slice.endpoints.map { .object($0) }),
        "ports": .array(slice.ports),
      ]
      do throws(APIStatus) {
        note(try client.create(.endpointSlices, object), of: key)
      } catch {
        let isEnding = error.details?.causes.contains { $0.reason == "NamespaceTerminating" }
        if isEnding == true { return }
        throw error
      }
    }
    for slice in plan.slices {
      guard let existing = slice.existing else { continue }
      var object = existing
      if existing.metadata["labels"]?.object != labels {
        object.modify("metadata") { $0["labels"] = .object(labels) }
      }
      let endpoints = Value.array(slice.endpoints.map { .object($0) })
      if existing["endpoints"] != endpoints { object["endpoints"] = endpoints }
      if existing["ports"] != .array(slice.ports) { object["ports"] = .array(slice.ports) }
      if object == existing { continue }
      note(try client.update(.endpointSlices, object), of: key)
    }
    for slice in plan.removed + foreign {
      let name = ObjectKey(slice)
      try client.deleteIfPresent(.endpointSlices, name, DeleteOptions(uid: slice.uid))
      written[key, default: [:]][name] = .some(nil)
    }
  }

  private func note(_ slice: Fields, of service: ObjectKey) {
    written[service, default: [:]][ObjectKey(slice)] = .some(slice.revision)
  }

  /// The labels of a service's slices: its own, and what says whose they are.
  private static func labels(of service: Fields) -> Fields {
    var labels = service["metadata"]?.object?["labels"]?.object ?? Fields()
    labels[SliceLabels.headless] = service.wanted["clusterIP"] == "None" ? "" : nil
    labels[SliceLabels.serviceName] = .string(ObjectKey(service).name)
    labels[SliceLabels.managedBy] = .string(manager)
    return labels
  }
}
