// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Reads one profile of a configuration.
struct ProfileReader {
  private var profile: SchedulerProfile

  /// Reads a profile.
  static func read(_ fields: ConfigurationFields) throws(ClusterFault) -> SchedulerProfile {
    let name = try fields.string("schedulerName") ?? "default-scheduler"
    var reader = ProfileReader(profile: SchedulerProfile(name: name))
    if let percentage = try fields.integer("percentageOfNodesToScore", in: 0...100) {
      reader.profile.percentageOfNodesToScore = Int(percentage)
    }
    if let plugins = try fields.object("plugins") { try reader.readPlugins(plugins) }
    for configuration in try fields.objects("pluginConfig") {
      guard let arguments = try configuration.object("args") else { continue }
      try reader.readArguments(arguments, of: try configuration.string("name") ?? "")
    }
    return reader.profile
  }

  private mutating func readArguments(
    _ arguments: ConfigurationFields, of plugin: String
  ) throws(ClusterFault) {
    switch plugin {
    case "NodeResourcesFit": try readFit(arguments)
    case "NodeResourcesBalancedAllocation":
      if let resources = try Self.resources(arguments) { profile.balancedResources = resources }
    case "PodTopologySpread": try readSpread(arguments)
    case "InterPodAffinity":
      if let weight = try arguments.integer("hardPodAffinityWeight", in: 0...100) {
        profile.hardPodAffinityWeight = weight
      }
      if let ignores = try arguments.bool("ignorePreferredTermsOfExistingPods") {
        profile.ignoresPreferencesOfExistingPods = ignores
      }
    case "NodeAffinity":
      if let added = try arguments.object("addedAffinity") {
        profile.addedAffinity = NodeAffinity(fields: added.fields)
      }
    default: break
    }
  }

  /// Which plugins are on: those of `multiPoint` first, then what single points change.
  private mutating func readPlugins(_ plugins: ConfigurationFields) throws(ClusterFault) {
    if let all = try plugins.object("multiPoint") {
      for name in try Self.disabled(all) {
        if name == "*" {
          profile.filters = []
          profile.weights = [:]
        }
        if let filter = FilterName(rawValue: name) { profile.filters.remove(filter) }
        if let score = ScoreName(rawValue: name) { profile.weights[score] = nil }
      }
      for (name, weight) in try Self.enabled(all) {
        if let filter = FilterName(rawValue: name) { profile.filters.insert(filter) }
        if let score = ScoreName(rawValue: name) {
          profile.weights[score] = weight ?? 1
        }
      }
    }
    if let filter = try plugins.object("filter") {
      for name in try Self.disabled(filter) {
        if name == "*" { profile.filters = [] }
        if let filter = FilterName(rawValue: name) { profile.filters.remove(filter) }
      }
      for (name, _) in try Self.enabled(filter) {
        if let filter = FilterName(rawValue: name) { profile.filters.insert(filter) }
      }
    }
    if let score = try plugins.object("score") {
      for name in try Self.disabled(score) {
        if name == "*" { profile.weights = [:] }
        if let score = ScoreName(rawValue: name) { profile.weights[score] = nil }
      }
      for (name, weight) in try Self.enabled(score) {
        guard let score = ScoreName(rawValue: name) else { continue }
        profile.weights[score] = weight ?? 1
      }
    }
  }

  private static func disabled(_ set: ConfigurationFields) throws(ClusterFault) -> [String] {
    var names: [String] = []
    for plugin in try set.objects("disabled") { names.append(try plugin.string("name") ?? "") }
    return names
  }

  private static func enabled(
    _ set: ConfigurationFields
  ) throws(ClusterFault) -> [(name: String, weight: Int64?)] {
    var plugins: [(name: String, weight: Int64?)] = []
    for plugin in try set.objects("enabled") {
      let weight = try plugin.integer("weight", in: 0...1_000)
      plugins.append((try plugin.string("name") ?? "", weight == 0 ? nil : weight))
    }
    return plugins
  }

  private mutating func readFit(_ arguments: ConfigurationFields) throws(ClusterFault) {
    profile.ignoredResources = Set(try arguments.strings("ignoredResources"))
    profile.ignoredResourceGroups = Set(try arguments.strings("ignoredResourceGroups"))
    guard let strategy = try arguments.object("scoringStrategy") else { return }
    if let resources = try Self.resources(strategy) { profile.scoredResources = resources }
    switch try strategy.string("type") {
    case nil, "LeastAllocated": profile.resourceScoring = .leastAllocated
    case "MostAllocated": profile.resourceScoring = .mostAllocated
    case "RequestedToCapacityRatio":
      profile.resourceScoring = .requestedToCapacityRatio(try Self.shape(strategy))
    case let found?:
      throw strategy.context["type"].fault(
        "found '\(found)', expected LeastAllocated, MostAllocated or RequestedToCapacityRatio")
    }
  }

  private static func shape(
    _ strategy: ConfigurationFields
  ) throws(ClusterFault) -> [ResourceScoring.ShapePoint] {
    let ratio = try strategy.object("requestedToCapacityRatio")
    var shape: [ResourceScoring.ShapePoint] = []
    for point in try ratio?.objects("shape") ?? [] {
      let utilization = try point.integer("utilization", in: 0...100) ?? 0
      if let last = shape.last, last.utilization >= utilization {
        throw point.context["utilization"].fault(
          "found \(utilization), expected more than \(last.utilization)")
      }
      shape.append(
        ResourceScoring.ShapePoint(
          utilization: utilization, score: try point.integer("score", in: 0...10) ?? 0))
    }
    guard !shape.isEmpty else {
      throw strategy.context["requestedToCapacityRatio"]["shape"].fault(
        "found nothing, expected at least one point")
    }
    return shape
  }

  /// A list of resources with weights from 1 to 100.
  private static func resources(
    _ fields: ConfigurationFields
  ) throws(ClusterFault) -> [ResourceWeight]? {
    let written = try fields.objects("resources")
    guard !written.isEmpty else { return nil }
    var resources: [ResourceWeight] = []
    for resource in written {
      let weight = try resource.integer("weight", in: 0...100) ?? 0
      resources.append(
        ResourceWeight(name: try resource.string("name") ?? "", weight: weight == 0 ? 1 : weight))
    }
    return resources
  }

  private mutating func readSpread(_ arguments: ConfigurationFields) throws(ClusterFault) {
    let constraints = try arguments.objects("defaultConstraints")
    switch try arguments.string("defaultingType") {
    case nil, "System":
      guard constraints.isEmpty else {
        throw arguments.context["defaultConstraints"].fault(
          "found constraints, expected none unless defaultingType is List")
      }
    case "List":
      profile.hasSystemSpread = false
      profile.defaultSpread = []
      for constraint in constraints {
        let way = try constraint.string("whenUnsatisfiable")
        guard way == "DoNotSchedule" || way == "ScheduleAnyway" else {
          throw constraint.context["whenUnsatisfiable"].fault(
            "found '\(way ?? "")', expected DoNotSchedule or ScheduleAnyway")
        }
        guard let key = try constraint.string("topologyKey"), !key.isEmpty else {
          throw constraint.context["topologyKey"].fault(
            "found nothing, expected the key of a label")
        }
        guard let skew = try constraint.integer("maxSkew", in: 1...Int64(Int32.max)) else {
          throw constraint.context["maxSkew"].fault(
            "found nothing, expected a whole number above 0")
        }
        guard constraint.fields["labelSelector"] == nil else {
          throw constraint.context["labelSelector"].fault(
            "found a selector, expected none: services and owners of a pod say what is counted")
        }
        profile.defaultSpread.append(
          DefaultSpread(topologyKey: key, maxSkew: skew, isHard: way == "DoNotSchedule"))
      }
    case let found?:
      throw arguments.context["defaultingType"].fault("found '\(found)', expected System or List")
    }
  }
}
