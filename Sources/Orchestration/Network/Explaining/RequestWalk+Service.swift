// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// From a service to its pods.
extension RequestWalk {
  mutating func go(
    to service: Fields, port: Int, isThroughIngress: Bool
  ) throws(APIStatus) {
    let key = ObjectKey(service)
    let spec = service.wanted
    let type = spec["type"]?.string ?? "ClusterIP"
    let ports = spec["ports"]?.array?.compactMap(\.object) ?? []
    if type == "ExternalName" {
      pass(.service, "service \(key)", "stands for \(spec["externalName"]?.string ?? "")")
      return
    }
    if case .outside = origin, !isThroughIngress, type == "ClusterIP" {
      stop(.service, "service \(key)", .notExposed(key, type: type))
      return
    }
    if type == "LoadBalancer",
      service.observed["loadBalancer"]?.object?["ingress"]?.array?.isEmpty ?? true
    {
      explanation.remarks.append("the load balancer of service \(key) has no address yet")
    }
    let isHeadless = spec["clusterIP"] == "None"
    let wanted = ports.first { $0.integer("port") == Int64(port) }
    guard isHeadless || wanted != nil else {
      let known = ports.map { port in
        (port.integer("port").map(String.init) ?? "")
          + (port["name"]?.string.map { " (\($0))" } ?? "")
      }
      stop(.service, "service \(key)", .noServicePort(key, port: port, known: known))
      return
    }
    let target = wanted?["targetPort"] ?? .integer(Int64(port))
    let targetText = target.string ?? (wanted?.integer("targetPort") ?? Int64(port)).description
    pass(
      .service, "service \(key)",
      isHeadless ? "headless" : "port \(port) leads to port \(targetText) of its pods")
    guard let selector = spec["selector"]?.object, !selector.isEmpty else {
      try goToSlices(of: service, pods: nil, isThroughIngress, port: port)
      return
    }
    let pods = try list(.pods, in: key.namespace)
    let selected = pods.filter { Self.isSelected($0, selector) }
    guard !selected.isEmpty else {
      let near = try nearest(selector, pods, key.namespace)
      stop(
        .pods, "service \(key)",
        .noPodSelected(key, selector: Self.text(selector), nearest: near))
      return
    }
    let alive = selected.filter { !$0.hasFinishedPhase }
    let publishes = spec.isTrue("publishNotReadyAddresses")
    let ready = alive.filter { ($0.isReady && !$0.isTerminating) || publishes }
    guard !ready.isEmpty else {
      var reasons: [PodCause] = []
      for pod in selected.sorted(by: { ObjectKey($0) < ObjectKey($1) }).prefix(3) {
        reasons.append(PodCause(pod: ObjectKey(pod), cause: try cause(pod)))
      }
      stop(
        .pods, "service \(key)", .noneReady(key, count: selected.count, reasons: reasons))
      return
    }
    pass(
      .pods, "service \(key)",
      "\(Self.text(selector)) selects \(selected.count), \(ready.count) ready")
    if selected.count > ready.count, let pod = selected.first(where: { !$0.isReady }) {
      explanation.remarks.append("pod \(ObjectKey(pod)): \(try cause(pod))")
    }
    if let name = target.string {
      let known = Set(ready.flatMap { PolicyParty.portNames(of: $0) }).sorted()
      guard known.contains(name) else {
        let near = NameDistance.nearest(name, of: known)
        stop(
          .pods, "service \(key)",
          .noTargetPort(key, name: name, known: near.isEmpty ? known : near))
        return
      }
    }
    try goToSlices(of: service, pods: ready, isThroughIngress, port: port)
  }

  private static func isSelected(_ pod: Fields, _ selector: Fields) -> Bool {
    let labels = pod.metadata["labels"]?.object ?? [:]
    return selector.allSatisfy { labels[$0] == $1 }
  }

  private static func text(_ labels: Fields) -> String {
    labels.map { "\($0)=\($1.string ?? "")" }.joined(separator: ",")
  }

  // MARK: What may be meant

  /// Labels of pods that are like those of a selector: with the fewest of them wrong, and of those
  /// the most alike.
  private func nearest(
    _ selector: Fields, _ pods: [Fields], _ namespace: String
  ) throws(APIStatus) -> [NearLabels] {
    let elsewhere = try list(.pods).filter {
      ObjectKey($0).namespace != namespace && Self.isSelected($0, selector)
    }
    if let example = elsewhere.map({ ObjectKey($0) }).min() {
      return [
        NearLabels(
          labels: "\(Self.text(selector)) in namespace \(example.namespace)",
          count: elsewhere.count { ObjectKey($0).namespace == example.namespace },
          example: example)
      ]
    }
    var found: [String: (distance: Int, count: Int, example: ObjectKey)] = [:]
    for pod in pods {
      let labels = pod.metadata["labels"]?.object ?? [:]
      var (distance, texts) = (0, [String]())
      for (name, value) in selector where labels[name] != value {
        guard let near = Self.nearest(name, value.string ?? "", labels) else {
          distance += 100
          continue
        }
        distance += near.distance
        texts.append(near.text)
      }
      guard !texts.isEmpty, distance < 100 else { continue }
      let key = texts.joined(separator: ",")
      var entry = found[key] ?? (distance, 0, ObjectKey(pod))
      entry.count += 1
      entry.example = min(entry.example, ObjectKey(pod))
      found[key] = entry
    }
    let ranked = found.sorted { ($0.value.distance, $0.key) < ($1.value.distance, $1.key) }
    return ranked.prefix(2).map {
      NearLabels(labels: $0.key, count: $0.value.count, example: $0.value.example)
    }
  }

  /// The label that is most like one: another value of the key, or the value of another key.
  private static func nearest(
    _ name: String, _ value: String, _ labels: Fields
  ) -> (distance: Int, text: String)? {
    var best: (distance: Int, text: String)?
    for (other, own) in labels {
      let text = own.string ?? ""
      var distance: Int?
      if other == name {
        let apart = NameDistance.distance(value, text)
        let isNear = apart <= max(2, value.utf8.count / 3) || text.contains(value)
        distance = isNear || value.contains(text) ? apart : nil
      } else if text == value {
        distance = 1 + NameDistance.distance(name, other)
      }
      guard let distance else { continue }
      if best.map({ distance < $0.distance }) ?? true { best = (distance, "\(other)=\(text)") }
    }
    return best
  }

  // MARK: Why pods are not ready

  /// Why a pod takes no requests.
  func cause(_ pod: Fields) throws(APIStatus) -> String {
    let status = pod.observed
    if pod.isTerminating { return "terminating" }
    if pod.hasFinishedPhase { return "has ended (\(status["reason"]?.string ?? pod.phase))" }
    if pod.boundNode.isEmpty {
      return pod.condition("PodScheduled")?["message"]?.string.map { "not scheduled: \($0)" }
        ?? "not scheduled yet"
    }
    for list in ["initContainerStatuses", "containerStatuses"] {
      for element in status[list]?.array ?? [] {
        guard let container = element.object else { continue }
        let state = container["state"]?.object
        let name = container["name"]?.string ?? ""
        if let waiting = state?["waiting"]?.object {
          let message = waiting["message"]?.string.map { ": \($0)" } ?? ""
          return "container \(name) waits: \(waiting["reason"]?.string ?? "")\(message)"
        }
        if list == "containerStatuses", let ended = state?["terminated"]?.object {
          return "container \(name) has ended with code \(ended.integer("exitCode") ?? 0)"
        }
      }
    }
    for element in status["containerStatuses"]?.array ?? [] {
      guard let container = element.object, !container.isTrue("ready") else { continue }
      return try unready(pod, container["name"]?.string ?? "")
    }
    for gate in pod.wanted["readinessGates"]?.array ?? [] {
      guard let type = gate.object?["conditionType"]?.string,
        pod.conditionStatus(type) != "True"
      else { continue }
      return "the readiness gate \(type) is not true"
    }
    return pod.condition("Ready")?["message"]?.string ?? "not ready"
  }

  private func unready(_ pod: Fields, _ name: String) throws(APIStatus) -> String {
    let container = pod.wanted["containers"]?.array?.compactMap(\.object).first {
      $0["name"]?.string == name
    }
    let since =
      pod.condition("Ready")?["lastTransitionTime"]?.string.map { " since \($0)" } ?? ""
    guard container?["readinessProbe"] != nil else {
      return "container \(name) is not ready\(since)"
    }
    let events = try list(.events, in: ObjectKey(pod).namespace).filter {
      $0["involvedObject"]?.object?["uid"]?.string == pod.uid
        && $0["reason"]?.string == "Unhealthy"
        && $0["message"]?.string?.hasPrefix("Readiness") == true
    }
    let last = events.max { $0.revision < $1.revision }?["message"]?.string
    guard let last else { return "readiness probe of container \(name) has not passed\(since)" }
    let said = last.firstRange(of: ": ").map { ": \(last[$0.upperBound...])" } ?? ""
    return "readiness probe failing\(since)\(said)"
  }
}
