// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a descheduler does: a `DeschedulerPolicy` of `descheduler/v1alpha2`.
///
/// From `kubernetes-sigs/descheduler`, `pkg/api/v1alpha2/types.go`.
public struct DeschedulerPolicy: Sendable {
  /// The labels of the nodes that are looked at.
  var nodeSelector = LabelSelector()
  /// How many pods of a node are evicted at most in one run; no limit where `nil`.
  var maxPerNode: Int?
  /// How many pods of a namespace.
  var maxPerNamespace: Int?
  /// How many pods in all.
  var maxTotal: Int?
  /// How many seconds pods get to end; their own where `nil`.
  var gracePeriodSeconds: Int64?
  /// What is done, one profile after another.
  var profiles: [Profile] = []

  /// What is done with which pods.
  struct Profile: Sendable {
    var name: String
    var evictor = EvictorArguments()
    /// What is done, in order: what is wrong with single pods first, then what is wrong among them.
    var plugins: [any DeschedulingPlugin] = []
  }

  /// The ConfigMap that the policy is read from.
  static let configMap = ObjectKey(namespace: "kube-system", name: "descheduler")
  /// The entry of the ConfigMap that has the policy.
  static let policyEntry = "policy.yaml"
  /// The entry that says how often it is done.
  static let intervalEntry = "descheduling-interval"

  /// What there is to be done, in order of the names.
  static let plugins: [any DeschedulingPlugin.Type] = [
    CompactByPacking.self, HighNodeUtilization.self, LowNodeUtilization.self, PodLifeTime.self,
    RemoveDuplicates.self, RemoveFailedPods.self, RemovePodsHavingTooManyRestarts.self,
    RemovePodsViolatingInterPodAntiAffinity.self, RemovePodsViolatingNodeAffinity.self,
    RemovePodsViolatingNodeTaints.self, RemovePodsViolatingTopologySpreadConstraint.self,
  ]

  /// Reads a policy.
  ///
  /// - Throws: Which field there is not, or what is wrong with its value.
  init(reading document: DocumentField) throws(FieldFault) {
    try document.allowOnly([
      "apiVersion", "kind", "profiles", "nodeSelector", "maxNoOfPodsToEvictPerNode",
      "maxNoOfPodsToEvictPerNamespace", "maxNoOfPodsToEvictTotal", "gracePeriodSeconds",
    ])
    if let version = try document.child("apiVersion"),
      try version.text() != "descheduler/v1alpha2"
    {
      throw version.error(expected: "descheduler/v1alpha2")
    }
    if let selector = try document.child("nodeSelector") {
      nodeSelector = try selector.selectorText()
    }
    maxPerNode = try document.child("maxNoOfPodsToEvictPerNode")?.count()
    maxPerNamespace = try document.child("maxNoOfPodsToEvictPerNamespace")?.count()
    maxTotal = try document.child("maxNoOfPodsToEvictTotal")?.count()
    gracePeriodSeconds = try document.child("gracePeriodSeconds")?.integer(in: 0...86_400)
    for field in try document.child("profiles")?.elements() ?? [] {
      profiles.append(try Profile(reading: field))
    }
  }
}

extension DeschedulerPolicy.Profile {
  init(reading field: DocumentField) throws(FieldFault) {
    try field.allowOnly(["name", "pluginConfig", "plugins"])
    name = try field.child("name")?.text() ?? "default"
    var arguments: [String: DocumentField] = [:]
    for config in try field.child("pluginConfig")?.elements() ?? [] {
      try config.allowOnly(["name", "args"])
      let plugin = try config.required("name", "the name of a plugin")
      let name = try plugin.text()
      guard name == "DefaultEvictor" || Self.plugin(name) != nil else {
        throw plugin.error(expected: Self.known)
      }
      if let args = try config.child("args") { arguments[name] = args }
    }
    if let args = arguments["DefaultEvictor"] { evictor = try EvictorArguments(reading: args) }
    guard let plugins = try field.child("plugins") else { return }
    try plugins.allowOnly([
      "presort", "sort", "deschedule", "balance", "filter", "preevictionfilter",
    ])
    for point in ["deschedule", "balance"] {
      guard let set = try plugins.child(point) else { continue }
      try set.allowOnly(["enabled", "disabled"])
      for entry in try set.child("enabled")?.elements() ?? [] {
        guard let type = Self.plugin(try entry.text()), type.isBalancing == (point == "balance")
        else { throw entry.error(expected: Self.known(balancing: point == "balance")) }
        self.plugins.append(
          try type.init(
            reading: arguments[type.name]
              ?? DocumentField(.object(Fields()), at: "\(entry.path).args")))
      }
    }
  }

  private static func plugin(_ name: String) -> (any DeschedulingPlugin.Type)? {
    DeschedulerPolicy.plugins.first { $0.name == name }
  }

  private static var known: String {
    "one of " + DeschedulerPolicy.plugins.map { $0.name }.joined(separator: ", ")
  }

  private static func known(balancing: Bool) -> String {
    let names = DeschedulerPolicy.plugins.filter { $0.isBalancing == balancing }.map { $0.name }
    return "one of " + names.joined(separator: ", ")
  }
}

/// Something that finds pods which had better be elsewhere.
protocol DeschedulingPlugin: Sendable {
  /// The name.
  static var name: String { get }
  /// Whether it looks at pods together (`balance`) or at each by itself (`deschedule`).
  static var isBalancing: Bool { get }
  /// Reads its arguments.
  ///
  /// - Throws: What is wrong with them.
  init(reading args: DocumentField) throws(FieldFault)
  /// Evicts what had better be elsewhere.
  func run(_ run: DeschedulingRun)
}

extension DocumentField {
  /// A label selector as people type it.
  func selectorText() throws(FieldFault) -> LabelSelector {
    let text = try text()
    do throws(SelectorError) {
      return try LabelSelector(text)
    } catch {
      throw self.error(expected: "a selector such as app=web: \(error)")
    }
  }

  /// A label selector as objects have it.
  func selectorObject() throws(FieldFault) -> LabelSelector {
    let written = LabelSelectorSpec(fields: try object())
    do throws(SelectorError) {
      return try written.compiled()
    } catch {
      throw self.error(expected: "a label selector: \(error)")
    }
  }
}
