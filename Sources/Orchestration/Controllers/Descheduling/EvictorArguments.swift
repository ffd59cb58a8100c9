// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which pods a profile may evict: the arguments of `DefaultEvictor`.
///
/// From `pkg/framework/plugins/defaultevictor/types.go`.
struct EvictorArguments: Sendable {
  /// Pods of this priority and above stay; those that the system needs where `nil`.
  var priorityThreshold: Int64?
  /// The class whose priority is the threshold.
  var priorityClassName: String?
  var evictsSystemCriticalPods = false
  var evictsLocalStoragePods = false
  var evictsDaemonSetPods = false
  var evictsFailedBarePods = false
  var ignoresPodsWithClaims = false
  var ignoresPodsWithoutBudget = false
  /// Whether a pod has to fit on another node.
  var nodeFit = false
  /// How many replicas the pod's owner has to have.
  var minReplicas = 0
  /// How old a pod has to be, in microseconds.
  var minPodAge: Int64 = 0
  var labelSelector = LabelSelector()

  /// What is above belongs to the system (`scheduling.SystemCriticalPriority`).
  static let systemCritical: Int64 = 2_000_000_000

  init() {}

  /// Reads arguments.
  ///
  /// - Throws: What is wrong with them.
  init(reading args: DocumentField) throws(FieldFault) {
    try args.allowOnly([
      "apiVersion", "kind", "priorityThreshold", "evictSystemCriticalPods",
      "evictLocalStoragePods", "evictDaemonSetPods", "evictFailedBarePods", "ignorePvcPods",
      "ignorePodsWithoutPDB", "nodeFit", "minReplicas", "minPodAge", "labelSelector",
    ])
    if let threshold = try args.child("priorityThreshold") {
      try threshold.allowOnly(["value", "name"])
      priorityThreshold = try threshold.child("value")?.integer(in: Int64.min...Int64.max)
      priorityClassName = try threshold.child("name")?.text()
    }
    evictsSystemCriticalPods = try args.child("evictSystemCriticalPods")?.truth() ?? false
    evictsLocalStoragePods = try args.child("evictLocalStoragePods")?.truth() ?? false
    evictsDaemonSetPods = try args.child("evictDaemonSetPods")?.truth() ?? false
    evictsFailedBarePods = try args.child("evictFailedBarePods")?.truth() ?? false
    ignoresPodsWithClaims = try args.child("ignorePvcPods")?.truth() ?? false
    ignoresPodsWithoutBudget = try args.child("ignorePodsWithoutPDB")?.truth() ?? false
    nodeFit = try args.child("nodeFit")?.truth() ?? false
    minReplicas = try args.child("minReplicas")?.count() ?? 0
    minPodAge = try args.child("minPodAge")?.microseconds() ?? 0
    if let selector = try args.child("labelSelector") {
      labelSelector = try selector.selectorObject()
    }
  }
}

/// The namespaces that a plugin looks at.
struct NamespaceChoice: Sendable {
  private var include: Set<String>?
  private var exclude: Set<String> = []

  init() {}

  init(reading field: DocumentField?) throws(FieldFault) {
    guard let field else { return }
    try field.allowOnly(["include", "exclude"])
    if let names = try field.child("include") { include = Set(try names.texts()) }
    if let names = try field.child("exclude") { exclude = Set(try names.texts()) }
  }

  /// Whether a namespace is looked at.
  func contains(_ namespace: String) -> Bool {
    include?.contains(namespace) ?? !exclude.contains(namespace)
  }
}
