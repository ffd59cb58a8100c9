// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterGenerator {
  /// The images that nodes may have and pods may ask for, with their sizes in MiB.
  static let images: [(name: String, mebibytes: Int64)] = [
    ("registry.example/small:1", 12), ("registry.example/web:2", 140),
    ("registry.example/large:latest", 2_600), ("registry.example:5000/odd:latest", 777),
  ]

  /// The keys of taints.
  static let taintKeys = ["dedicated", "maintenance"]

  mutating func randomNode(_ index: Int, zones: Int) -> Node {
    var node = node("n\(index)")
      .cpu(random.pick(["2", "4", "8", "3900m"]))
      .memory(random.pick(["4Gi", "8Gi", "16Gi", "7900Mi"]))
      .pods(random.pick([3, 5, 10, 110]))
      .zone("z\(random.below(zones))")
      .label(regionKey, "r\(random.below(2))")
      .label("disk", random.pick(["ssd", "hdd"]))
      .label("cores", random.pick(["4", "8", "16", "many"]))
    if random.chance(50) { node = node.label("rack", "k\(random.below(3))") }
    if has(.missingLabels) {
      if random.chance(10) { node = node.withoutLabel(zoneKey) }
      if random.chance(5) { node = node.withoutLabel(hostnameKey) }
    }
    if has(.cordons), random.chance(10) { node = node.unschedulable() }
    if has(.taints) {
      for key in Self.taintKeys where random.chance(20) {
        node = node.taint(
          key, random.pick([nil, "x", "y"]),
          random.pick(["NoSchedule", "NoExecute", "PreferNoSchedule", "PreferNoSchedule"]))
      }
    }
    if has(.extendedResources) {
      if random.chance(70) {
        node = node.allocatable("ephemeral-storage", random.pick(["10Gi", "50Gi"]))
      }
      if random.chance(50) { node = node.allocatable("example.com/gpu", "\(random.below(5))") }
      if random.chance(30) { node = node.allocatable("hugepages-2Mi", "64Mi") }
    }
    if has(.images) {
      for image in Self.images where random.chance(40) {
        node = node.image(image.name, mebibytes: image.mebibytes)
      }
    }
    return node
  }

  /// A term that selects nodes by one or two of their labels.
  mutating func randomNodeTerm() -> NodeSelectorTerm {
    var term = nodeTerm()
    for _ in 0..<random.number(1...2) {
      term.matchExpressions.append(
        random.pick([
          requirement("disk", "In", "ssd"), requirement("disk", "NotIn", "ssd"),
          requirement(zoneKey, "In", "z0", "z1"), requirement(zoneKey, "NotIn", "z1"),
          requirement("rack", "Exists"), requirement("rack", "DoesNotExist"),
          requirement("rack", "In", "k0", "k2"), requirement("cores", "Gt", "4"),
          requirement("cores", "Lt", "16"), requirement("absent", "NotIn", "x"),
        ]))
    }
    return term
  }

  /// A requirement of a node's name.
  mutating func randomName() -> SelectorRequirement {
    requirement(
      "metadata.name", random.chance(70) ? "In" : "NotIn", "n\(random.below(recipe.nodes.count))")
  }
}
