// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which objects a quota is about.
///
/// From `pkg/quota/v1/evaluator/core/pods.go` (`podMatchesScopeFunc`).
struct QuotaScope {
  private let requirements: [ScopeRequirement]

  init(_ spec: ResourceQuotaSpec) {
    requirements =
      spec.scopes.map { name in
        var requirement = ScopeRequirement()
        requirement.scopeName = name
        requirement.operator = "Exists"
        return requirement
      } + (spec.scopeSelector?.matchExpressions ?? [])
  }

  /// Whether an object counts; where there are scopes, only pods do.
  func covers(_ charge: QuotaCharge) -> Bool {
    if requirements.isEmpty { return true }
    guard let pod = charge.scopes else { return false }
    return requirements.allSatisfy { Self.holds($0, for: pod) }
  }

  /// Whether objects other than pods count.
  var coversEverything: Bool { requirements.isEmpty }

  private static func holds(
    _ requirement: ScopeRequirement, for pod: QuotaCharge.PodScopes
  ) -> Bool {
    switch requirement.scopeName {
    case "Terminating": return pod.hasDeadline
    case "NotTerminating": return !pod.hasDeadline
    case "BestEffort": return pod.isBestEffort
    case "NotBestEffort": return !pod.isBestEffort
    case "CrossNamespacePodAffinity": return pod.reachesOtherNamespaces
    case "PriorityClass":
      let name = pod.priorityClass
      switch requirement.operator {
      case "Exists": return !name.isEmpty
      case "DoesNotExist": return name.isEmpty
      case "In": return !name.isEmpty && requirement.values.contains(name)
      case "NotIn": return !requirement.values.contains(name)
      default: return false
      }
    default: return false
    }
  }
}
