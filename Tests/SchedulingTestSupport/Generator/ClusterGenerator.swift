// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Makes random small clusters, the same ones for the same seed.
///
/// What is on nodes need not have got there by the rules, so that some nodes are too full and some
/// pods stand where they could not have been placed.
public struct ClusterGenerator {
  /// What the clusters are made of.
  public let recipe: ClusterRecipe
  var random: SplitMix
  /// How many things were named so far.
  var serial = 0

  /// Creates a generator.
  public init(seed: UInt64, recipe: ClusterRecipe = ClusterRecipe()) {
    (self.recipe, random) = (recipe, SplitMix(seed: seed))
  }

  /// A cluster with pods on nodes and pods that wait.
  public mutating func cluster() -> OracleCluster {
    var cluster = OracleCluster(
      namespaces: [
        "default": ["team": "a", "kubernetes.io/metadata.name": "default"],
        "other": ["team": "b", "kubernetes.io/metadata.name": "other"],
        "third": ["kubernetes.io/metadata.name": "third"],
      ])
    let zones = random.number(recipe.zones)
    for index in 0..<random.number(recipe.nodes) {
      cluster.nodes.append(randomNode(index, zones: zones))
    }
    if has(.owners) { addOwners(&cluster) }
    if has(.volumes) { addStorage(&cluster) }
    let names = cluster.nodes.compactMap(\.metadata.name)
    for _ in 0..<random.number(recipe.boundPods) {
      var bound = randomPod().on(random.pick(names))
      if has(.endedPods) {
        if random.chance(8) { bound = bound.phase(random.pick(["Succeeded", "Failed"])) }
        if random.chance(8) { bound = bound.terminating() }
      }
      cluster.pods.append(bound)
    }
    for _ in 0..<random.number(recipe.pendingPods) {
      var pending = randomPod()
      if has(.nominations), random.chance(15) { pending = pending.nominated(random.pick(names)) }
      cluster.pods.append(pending)
    }
    return cluster
  }

  /// Settings that differ from the default ones.
  public mutating func profile() -> OracleProfile {
    var profile = OracleProfile()
    switch random.below(4) {
    case 0: break
    case 1: profile.scoringStrategy = .mostAllocated
    case 2: profile.scoringStrategy = .requestedToCapacityRatio(shape: randomShape())
    default: profile.scoringStrategy = .leastAllocated
    }
    if random.chance(30) {
      profile.scoredResources = [
        .init("cpu", weight: Int64(random.number(1...5))),
        .init("memory", weight: Int64(random.number(1...5))),
        .init("example.com/gpu", weight: Int64(random.number(1...5))),
      ]
    }
    if random.chance(30) {
      profile.balancedResources = ["cpu", "memory", "ephemeral-storage", "example.com/gpu"]
    }
    if random.chance(50) { profile.balancedAllocationVersion = .balance }
    if random.chance(30) { profile.hardPodAffinityWeight = Int64(random.number(0...100)) }
    if random.chance(20) { profile.ignoresPreferredTermsOfExistingPods = true }
    if random.chance(20) { profile.ignoredResources = ["example.com/gpu"] }
    if random.chance(10) { profile.ignoredResourceGroups = ["example.com"] }
    if random.chance(20) {
      var added = NodeAffinity()
      var preferred = PreferredSchedulingTerm()
      (preferred.weight, preferred.preference) = (Int64(random.number(1...100)), randomNodeTerm())
      added.preferred = [preferred]
      if random.chance(50) {
        var required = NodeSelector()
        required.nodeSelectorTerms = [randomNodeTerm(), randomNodeTerm()]
        added.required = required
      }
      profile.addedAffinity = added
    }
    if random.chance(20) {
      profile.defaultSpreadConstraints = [
        spreadConstraint(zoneKey, maxSkew: 2, soft: random.chance(50), nil)
      ]
    }
    return profile
  }

  /// Whether things of a kind are wanted at all.
  func has(_ ingredient: ClusterRecipe.Ingredient) -> Bool {
    recipe.ingredients.contains(ingredient)
  }

  /// Whether a pod is to have something of a kind.
  mutating func wants(_ ingredient: ClusterRecipe.Ingredient) -> Bool {
    has(ingredient) && random.chance(recipe.density)
  }

  private mutating func randomShape() -> [OracleProfile.ShapePoint] {
    var shape: [OracleProfile.ShapePoint] = []
    var utilization = random.number(0...30)
    while utilization <= 100 {
      shape.append(.init(utilization: Int64(utilization), score: Int64(random.number(0...10))))
      utilization += random.number(10...70)
    }
    return shape
  }
}
