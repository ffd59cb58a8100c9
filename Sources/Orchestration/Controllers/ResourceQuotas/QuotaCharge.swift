// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What one object takes from quotas, and what decides from which.
///
/// Objects that are alike have equal charges, so that a quota is added up from the few kinds of them
/// and not from all objects. Amounts are whole numbers: CPU in thousandths, everything else in its
/// unit, rounded up.
struct QuotaCharge: Hashable {
  /// How much of which resource.
  var amounts: [String: Int64] = [:]
  /// What scopes ask; `nil` for objects that are no pods.
  var scopes: PodScopes?

  /// What scopes ask of pods.
  struct PodScopes: Hashable {
    var hasDeadline: Bool
    var isBestEffort: Bool
    var priorityClass: String
    var reachesOtherNamespaces: Bool
  }

  /// The unit of a resource of a quota, such as `requests.cpu`.
  static func unit(_ resource: String) -> QuantityUnit {
    if resource.hasSuffix("requests.storage") { return .bytes }
    for prefix in ["requests.", "limits."] where resource.hasPrefix(prefix) {
      return QuantityUnit(forResource: String(resource.dropFirst(prefix.count)))
    }
    return QuantityUnit(forResource: resource)
  }

  mutating func add(_ resource: String, _ amount: Int64) {
    let (sum, isTooLarge) = (amounts[resource] ?? 0).addingReportingOverflow(amount)
    amounts[resource] = isTooLarge ? .max : sum
  }
}

// MARK: - Kinds

extension QuotaCharge {
  /// The name under which quotas count the objects of a type.
  static func countName(_ type: ResourceType) -> String { "count/\(type.qualifiedName)" }

  /// Types that quotas count by their plain name too.
  static let plainlyCounted: [ResourceType] = [
    .configMaps, .secrets, .replicationControllers, .resourceQuotas,
  ]

  /// What a service takes (`pkg/quota/v1/evaluator/core/services.go`).
  init(service: Fields) {
    amounts = [Self.countName(.services): 1, "services": 1]
    let spec = service.wanted
    let ports = Int64(spec["ports"]?.array?.count ?? 0)
    switch spec["type"]?.string {
    case "NodePort": amounts["services.nodeports"] = ports
    case "LoadBalancer":
      amounts["services.loadbalancers"] = 1
      if spec["allocateLoadBalancerNodePorts"] != .bool(false) {
        amounts["services.nodeports"] = ports
      }
    default: break
    }
  }

  /// What a claim takes (`pkg/quota/v1/evaluator/core/persistent_volume_claims.go`).
  init(claim: Fields) {
    let spec = claim.wanted
    amounts = [Self.countName(.persistentVolumeClaims): 1, "persistentvolumeclaims": 1]
    let requested = spec["resources"]?.object?["requests"]?.object?["storage"]
    let bytes = requested.flatMap { Quantity($0) }.flatMap { try? $0.value(in: .bytes) }
    let name =
      spec["storageClassName"]?.string
      ?? claim.annotation("volume.beta.kubernetes.io/storage-class") ?? ""
    if let bytes { amounts["requests.storage"] = bytes }
    guard !name.isEmpty else { return }
    amounts["\(name).storageclass.storage.k8s.io/persistentvolumeclaims"] = 1
    if let bytes { amounts["\(name).storageclass.storage.k8s.io/requests.storage"] = bytes }
  }
}
