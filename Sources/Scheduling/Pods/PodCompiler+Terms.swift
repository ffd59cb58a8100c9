// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension PodCompiler {
  func compileAffinity(
    _ spec: PodSpec, labels: [String: String], _ context: FaultContext, into made: inout PodClass
  ) throws(ClusterFault) {
    guard let affinity = spec.affinity else { return }
    let required = "requiredDuringSchedulingIgnoredDuringExecution"
    let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
    let namespace = made.namespace
    for (isAnti, field, written) in [
      (false, "affinity.podAffinity", affinity.podAffinity),
      (true, "affinity.podAntiAffinity", affinity.podAntiAffinity),
    ] {
      guard let written else { continue }
      var terms: [PodTerm] = []
      for (index, term) in written.required.enumerated() {
        terms.append(
          try podTerm(term, namespace, labels, context[field][required][index]))
      }
      if isAnti { made.antiAffinity = terms } else { made.affinity = terms }
      for (index, weighted) in written.preferred.enumerated() {
        let context = context[field][preferred][index]
        guard let weight = weighted.weight, (1...100).contains(weight) else {
          throw context["weight"].fault(
            "found \(weighted.weight.map(String.init) ?? "nothing"), expected 1 to 100")
        }
        let term = try podTerm(
          weighted.podAffinityTerm, namespace, labels, context["podAffinityTerm"])
        made.preferences.append(Weighted(weight: isAnti ? -weight : weight, term: term))
      }
    }
  }

  private func podTerm(
    _ written: PodAffinityTerm, _ namespace: String, _ labels: [String: String],
    _ context: FaultContext
  ) throws(ClusterFault) -> PodTerm {
    guard let key = written.topologyKey, !key.isEmpty else {
      throw context["topologyKey"].fault("found nothing, expected the key of a label")
    }
    var selector: LabelSelector?
    if let spec = written.labelSelector {
      var made = try context["labelSelector"].selector(spec)
      for (keys, comparison, field) in [
        (written.matchLabelKeys, Requirement.Operator.in, "matchLabelKeys"),
        (written.mismatchLabelKeys, .notIn, "mismatchLabelKeys"),
      ] {
        for key in keys {
          guard let value = labels[key] else { continue }
          let requirement = try context[field].requirement(key, comparison, [value])
          // The API server has written it into the selector where the pod came from there.
          if !made.requirements.contains(requirement) { made.requirements.append(requirement) }
        }
      }
      selector = made
    }
    let others = try written.namespaceSelector.map { spec throws(ClusterFault) in
      try context["namespaceSelector"].selector(spec)
    }
    let isOwn = written.namespaces.isEmpty && others == nil
    let namespaces = isOwn ? [namespace] : Array(Set(written.namespaces)).sorted()
    return PodTerm(
      pods: PodMatcher.Clause(
        namespaces: namespaces, namespaceSelector: others, selector: selector),
      topologyKey: key)
  }

  func compileSpread(
    _ spec: PodSpec, _ profile: SchedulerProfile, _ pod: Pod, _ context: FaultContext,
    into made: inout PodClass
  ) throws(ClusterFault) {
    let labels = made.labels
    for (index, written) in spec.topologySpreadConstraints.enumerated() {
      made.spread.append(
        try spreadTerm(
          written, made.namespace, labels, context["topologySpreadConstraints"][index]))
    }
    guard made.spread.isEmpty else { return }
    let defaults = profile.defaultSpread
    guard !defaults.isEmpty, let selector = try owners.selector(of: pod) else { return }
    made.hasSystemSpread = profile.hasSystemSpread
    for written in defaults {
      made.spread.append(
        SpreadTerm(
          topologyKey: written.topologyKey, maxSkew: written.maxSkew, minDomains: 1,
          isHard: written.isHard, honorsAffinity: true, honorsTaints: false,
          pods: PodMatcher.Clause(
            namespaces: [made.namespace], namespaceSelector: nil, selector: selector)))
    }
  }

  private func spreadTerm(
    _ written: TopologySpreadConstraint, _ namespace: String, _ labels: [String: String],
    _ context: FaultContext
  ) throws(ClusterFault) -> SpreadTerm {
    guard let key = written.topologyKey, !key.isEmpty else {
      throw context["topologyKey"].fault("found nothing, expected the key of a label")
    }
    guard let skew = written.maxSkew, skew > 0, skew <= Int64(Int32.max) else {
      throw context["maxSkew"].fault(
        "found \(written.maxSkew.map(String.init) ?? "nothing"), expected a whole number above 0")
    }
    let isHard: Bool
    switch written.whenUnsatisfiable {
    case "DoNotSchedule": isHard = true
    case "ScheduleAnyway": isHard = false
    default:
      throw context["whenUnsatisfiable"].fault(
        "found '\(written.whenUnsatisfiable ?? "")', expected DoNotSchedule or ScheduleAnyway")
    }
    let fewest = written.minDomains ?? 1
    guard fewest > 0 else {
      throw context["minDomains"].fault("found \(fewest), expected a whole number above 0")
    }
    func honors(
      _ policy: String?, _ field: String, otherwise: Bool
    ) throws(ClusterFault) -> Bool {
      switch policy {
      case nil: return otherwise
      case "Honor": return true
      case "Ignore": return false
      case let found?:
        throw context[field].fault("found '\(found)', expected Honor or Ignore")
      }
    }
    var selector: LabelSelector?
    if let spec = written.labelSelector {
      var made = try context["labelSelector"].selector(spec)
      for key in written.matchLabelKeys {
        guard let value = labels[key] else { continue }
        let requirement = try context["matchLabelKeys"].requirement(key, .in, [value])
        if !made.requirements.contains(requirement) { made.requirements.append(requirement) }
      }
      selector = made
    }
    return SpreadTerm(
      topologyKey: key, maxSkew: skew, minDomains: fewest, isHard: isHard,
      honorsAffinity: try honors(
        written.nodeAffinityPolicy, "nodeAffinityPolicy", otherwise: true),
      honorsTaints: try honors(written.nodeTaintsPolicy, "nodeTaintsPolicy", otherwise: false),
      pods: PodMatcher.Clause(
        namespaces: [namespace], namespaceSelector: nil, selector: selector))
  }
}
