// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is left of the content of a namespace, and the conditions that say so.
///
/// From `pkg/controller/namespace/deletion/status_condition_utils.go`.
struct NamespaceProgress {
  /// How many objects of a type are left, as messages say it.
  private(set) var remaining: [(type: ResourceType, count: Int)] = []
  private var finalizers: [String: Int] = [:]
  /// How long the rest may take, in seconds.
  var estimate: Int64 = 0
  /// What went wrong.
  var faults: [APIStatus] = []

  /// Notes what is left of a type.
  mutating func note(_ type: ResourceType, _ objects: [Fields]) {
    remaining.append((type, objects.count))
    for object in objects {
      for name in object.finalizerNames { finalizers[name, default: 0] += 1 }
    }
  }

  /// The conditions of the namespace.
  var conditions: [ObjectCondition] {
    let left = remaining.map { item in
      "\(item.type.plural).\(item.type.group) has \(item.count) resource instances"
    }.sorted()
    let held = finalizers.map { "\($0.key) in \($0.value) resource instances" }.sorted()
    let failures = faults.map(\.message).sorted()
    return [
      condition(
        "NamespaceDeletionDiscoveryFailure", fails: false, "ResourcesDiscovered",
        "All resources successfully discovered"),
      condition(
        "NamespaceDeletionGroupVersionParsingFailure", fails: false, "ParsedGroupVersions",
        "All legacy kube types successfully parsed"),
      failures.isEmpty
        ? condition(
          "NamespaceDeletionContentFailure", fails: false, "ContentDeleted",
          "All content successfully deleted, may be waiting on finalization")
        : condition(
          "NamespaceDeletionContentFailure", fails: true, "ContentDeletionFailed",
          "Failed to delete all resource types, \(failures.count) remaining: "
            + failures.joined(separator: ", ")),
      left.isEmpty
        ? condition(
          "NamespaceContentRemaining", fails: false, "ContentRemoved",
          "All content successfully removed")
        : condition(
          "NamespaceContentRemaining", fails: true, "SomeResourcesRemain",
          "Some resources are remaining: \(left.joined(separator: ", "))"),
      held.isEmpty
        ? condition(
          "NamespaceFinalizersRemaining", fails: false, "ContentHasNoFinalizers",
          "All content-preserving finalizers finished")
        : condition(
          "NamespaceFinalizersRemaining", fails: true, "SomeFinalizersRemain",
          "Some content in the namespace has finalizers remaining: "
            + held.joined(separator: ", ")),
    ]
  }

  private func condition(
    _ type: String, fails: Bool, _ reason: String, _ message: String
  ) -> ObjectCondition {
    ObjectCondition(
      type: type, status: fails ? "True" : "False", reason: reason, message: message)
  }
}
