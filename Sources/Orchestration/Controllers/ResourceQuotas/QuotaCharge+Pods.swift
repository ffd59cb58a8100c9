// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What pods take from quotas.
///
/// From `pkg/quota/v1/evaluator/core/pods.go` and `component-helpers/resource`.
extension QuotaCharge {
  /// What a pod takes at a moment: one that has ended, or should have, is only counted.
  init(pod: Fields, at now: Timestamp) {
    let view = Pod(fields: pod)
    amounts = [Self.countName(.pods): 1]
    scopes = PodScopes(
      hasDeadline: (pod.wanted.integer("activeDeadlineSeconds") ?? -1) >= 0,
      isBestEffort: view.qualityOfService == "BestEffort",
      priorityClass: view.spec.priorityClassName ?? "",
      reachesOtherNamespaces: Self.reachesOtherNamespaces(pod))
    if pod.hasFinishedPhase { return }
    if let end = Self.expiry(pod), now > end { return }
    amounts["pods"] = 1
    let (requests, limits) = (
      Self.total(view.spec, \.requestsWithLimits, isLimit: false),
      Self.total(view.spec, \.limits, isLimit: true)
    )
    for (name, amount) in requests {
      switch name {
      case "cpu", "memory", "ephemeral-storage":
        add(name, amount)
        add("requests.\(name)", amount)
      default:
        if name.hasPrefix("hugepages-") { add(name, amount) }
        add("requests.\(name)", amount)
      }
    }
    for name in ["cpu", "memory", "ephemeral-storage"] {
      if let amount = limits[name] { add("limits.\(name)", amount) }
    }
  }

  /// When a pod that is to go has had the time for it.
  static func expiry(_ pod: Fields) -> Timestamp? {
    guard let end = pod.metadata.moment("deletionTimestamp"),
      let grace = pod.metadata.integer("deletionGracePeriodSeconds")
    else { return nil }
    return end.advanced(by: grace * 1_000_000)
  }

  /// What the containers of a pod need together, at least at one time of its life.
  private static func total(
    _ spec: PodSpec, _ part: (ResourceRequirements) -> [String: Quantity], isLimit: Bool
  ) -> [String: Int64] {
    func amounts(_ container: ResourceRequirements) -> [String: Int64] {
      part(container).compactMapValuesWithKeys { name, quantity in
        try? quantity.value(in: QuantityUnit(forResource: name))
      }
    }
    var sum: [String: Int64] = [:]
    for container in spec.containers {
      sum.merge(amounts(container.resources), uniquingKeysWith: +)
    }
    var sidecars: [String: Int64] = [:]
    var peak: [String: Int64] = [:]
    for container in spec.initContainers {
      var own = amounts(container.resources)
      if container.restartPolicy == "Always" {
        sum.merge(own, uniquingKeysWith: +)
        sidecars.merge(own, uniquingKeysWith: +)
        own = sidecars
      } else {
        own.merge(sidecars, uniquingKeysWith: +)
      }
      peak.merge(own, uniquingKeysWith: max)
    }
    sum.merge(peak, uniquingKeysWith: max)
    if let whole = spec.resources { sum.merge(amounts(whole)) { _, new in new } }
    let overhead = spec.overhead.compactMapValuesWithKeys { name, quantity in
      try? quantity.value(in: QuantityUnit(forResource: name))
    }
    // Where there is no limit, what running the pod takes does not make one.
    for (name, amount) in overhead where !isLimit || sum[name] != nil {
      sum[name, default: 0] += amount
    }
    return sum
  }

  private static func reachesOtherNamespaces(_ pod: Fields) -> Bool {
    guard let affinity = pod.wanted["affinity"]?.object else { return false }
    for kind in ["podAffinity", "podAntiAffinity"] {
      guard let rules = affinity[kind]?.object else { continue }
      let required = rules["requiredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
      let preferred = rules["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
      let terms = required + preferred.compactMap { $0[path: "podAffinityTerm"] }
      for term in terms.compactMap(\.object) {
        if term["namespaceSelector"] != nil { return true }
        if term["namespaces"]?.array?.isEmpty == false { return true }
      }
    }
    return false
  }
}

extension ResourceRequirements {
  /// The requests, a limit standing in for one that is missing, as the API fills it in.
  fileprivate var requestsWithLimits: [String: Quantity] {
    requests.merging(limits) { request, _ in request }
  }
}

extension [String: Quantity] {
  fileprivate func compactMapValuesWithKeys(
    _ transform: (String, Quantity) -> Int64?
  ) -> [String: Int64] {
    var mapped: [String: Int64] = [:]
    for (key, value) in self { mapped[key] = transform(key, value) }
    return mapped
  }
}
