// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterGenerator {
  /// A selector that is not empty: an empty one means different things to different plugins.
  private mutating func randomSelector() -> LabelSelectorSpec {
    random.pick([
      selector(["app": "web"]), selector(["app": "db"]), selector(["app": "cache"]),
      selector(["app": "web", "tier": "front"]), selector(["tier": "back"]),
      selector([:], requirement("app", "In", "web", "db")),
      selector([:], requirement("app", "NotIn", "web")),
      selector([:], requirement("version", "Exists")),
      selector(["app": "web"], requirement("version", "DoesNotExist")),
    ])
  }

  private mutating func randomKey() -> String {
    random.pick([zoneKey, zoneKey, hostnameKey, hostnameKey, regionKey, "rack"])
  }

  private mutating func randomTerm() -> PodAffinityTerm {
    var term = podTerm(randomKey(), randomSelector())
    if has(.namespaces), random.chance(30) {
      term.namespaces = random.pick([["default"], ["other", "third"], ["missing"]])
    }
    if has(.namespaces), random.chance(30) {
      term.namespaceSelector = random.pick([
        selector(), selector(["team": "b"]), selector([:], requirement("team", "Exists")),
        selector([:], requirement("team", "NotIn", "a")),
      ])
    }
    if has(.labelKeys), random.chance(20) {
      term.matchLabelKeys = random.pick([["version"], ["version", "tier"]])
    } else if has(.labelKeys), random.chance(20) {
      term.mismatchLabelKeys = ["version"]
    }
    return term
  }

  mutating func addPodAffinity(_ pod: inout Pod) {
    // Required terms are rarer than preferred ones, or nothing would fit anywhere.
    if random.chance(recipe.density / 2) {
      for _ in 0..<random.number(1...2) { pod = pod.affinity(randomTerm()) }
    }
    if random.chance(recipe.density / 2) {
      for _ in 0..<random.number(1...2) { pod = pod.antiAffinity(randomTerm()) }
    }
    if wants(.podAffinity) {
      for _ in 0..<random.number(1...2) {
        pod = pod.prefers(Int64(random.number(1...100)), randomTerm())
      }
    }
    if wants(.podAffinity) {
      for _ in 0..<random.number(1...2) {
        pod = pod.avoids(Int64(random.number(1...100)), randomTerm())
      }
    }
  }

  mutating func addSpread(_ pod: inout Pod) {
    guard wants(.spread) else { return }
    var kinds: Set<String> = []
    for _ in 0..<random.number(1...3) {
      let key = random.pick([zoneKey, hostnameKey, "rack"])
      let isSoft = random.chance(50)
      // Of one key and one kind there may be one constraint only.
      guard kinds.insert("\(key) \(isSoft)").inserted else { continue }
      var constraint = spreadConstraint(
        key, maxSkew: random.pick([1, 1, 1, 2, 3]), soft: isSoft, randomSelector())
      if has(.spreadDetails) {
        if !isSoft, random.chance(25) { constraint.minDomains = Int64(random.number(1...4)) }
        constraint.nodeAffinityPolicy = random.pick([nil, nil, "Honor", "Ignore"])
        constraint.nodeTaintsPolicy = random.pick([nil, nil, "Honor", "Ignore"])
        if random.chance(20) { constraint.matchLabelKeys = ["version"] }
      }
      pod = pod.spread(constraint)
    }
  }
}
