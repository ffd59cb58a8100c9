// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension EndpointSliceController {
  /// Brings the slices of a service to what its pods are.
  func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let service = services[key], let selected = selectedPods(of: key) else { return }
    let isHeadless = service.wanted["clusterIP"] == "None"
    let hasNoPorts = (service.wanted["ports"]?.array ?? []).isEmpty
    var wanted: [(ports: [Value], endpoint: Fields)] = []
    for pod in selected where PodEndpoint.isEndpoint(pod) {
      let name = pod.boundNode
      let node = name.isEmpty ? nil : nodes[ObjectKey(name: name)]
      // A pod on a node that is not there is none that answers; once the node comes it counts.
      if node == nil, !name.isEmpty, service.wanted["publishNotReadyAddresses"] != true {
        continue
      }
      wanted.append(
        (
          isHeadless && hasNoPorts ? [] : PodEndpoint.ports(pod, of: service),
          PodEndpoint.endpoint(pod, of: service, zone: node?.zoneLabel)
        ))
    }
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
