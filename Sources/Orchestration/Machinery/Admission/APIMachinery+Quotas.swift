// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension APIMachinery {
  /// Charges the quotas of a namespace with an object, or refuses it.
  ///
  /// What is in use is kept in the status of a quota, which its controller counts anew from time to
  /// time (`apiserver/pkg/admission/plugin/resourcequota/controller.go`).
  func charge(
    _ object: Fields, replacing old: Fields?, _ type: ResourceType, isDryRun: Bool
  ) throws(APIStatus) {
    guard fillsAndChecks else { return }
    guard type.isNamespaced else { return }
    let key = ObjectKey(object)
    let quotas = try tables.quotas(in: key.namespace, every)
    if quotas.isEmpty { return }
    // Of changes, only those of claims and services can cost more.
    if old != nil, type != .persistentVolumeClaims, type != .services { return }
    var requested = QuotaUsage.usage(of: object, type)
    if let old {
      for (name, amount) in QuotaUsage.usage(of: old, type) {
        requested[name] = (requested[name] ?? Quantity(0 as Int64)).subtracting(amount)
      }
    }
    var charged: [(old: ResourceQuota, new: ResourceQuota)] = []
    for name in quotas {
      guard let fields = try find(.resourceQuotas, name) else { continue }
      let quota = ResourceQuota(fields: fields)
      guard QuotaUsage.applies(quota, to: object, type) else { continue }
      if let new = try charge(quota, with: requested, object, type, key) {
        charged.append((quota, new))
      }
    }
    if isDryRun { return }
    for (old, new) in charged {
      _ = try replace(
        .resourceQuotas, ObjectKey(old), old.fields, by: new.fields, subresource: .status,
        WriteOptions())
    }
  }

  /// A quota with what is requested in use; `nil` where it does not count any of it.
  private func charge(
    _ quota: ResourceQuota, with requested: [String: Quantity], _ object: Fields,
    _ type: ResourceType, _ key: ObjectKey
  ) throws(APIStatus) -> ResourceQuota? {
    let name = quota.metadata.name ?? ""
    let status = quota.status
    let (hard, used) = (status.hard, status.used)
    let counted = quota.spec.hard.keys.filter { requested[$0] != nil }
    if type == .pods, let lacking = QuotaUsage.lacking(object, quota.spec.hard) {
      throw .forbidden(type, key.name, "failed quota: \(name): \(lacking)")
    }
    let unknown = counted.filter { hard[$0] == nil || used[$0] == nil }.sorted()
    guard unknown.isEmpty else {
      throw .forbidden(
        type, key.name,
        "status unknown for quota: \(name), resources: \(unknown.joined(separator: ","))")
    }
    var (new, exceeded) = (used, [String]())
    var changes = false
    for resource in counted {
      guard let more = requested[resource], let limit = hard[resource], let now = used[resource],
        !more.isZero, let sum = try? now.adding(more)
      else { continue }
      changes = true
      new[resource] = sum
      if !more.isNegative, sum > limit { exceeded.append(resource) }
    }
    guard exceeded.isEmpty else {
      func text(_ amounts: [String: Quantity]) -> String {
        exceeded.sorted().map { "\($0)=\(amounts[$0] ?? Quantity(0 as Int64))" }.joined(
          separator: ",")
      }
      throw .forbidden(
        type, key.name,
        "exceeded quota: \(name), requested: \(text(requested)), used: \(text(used)), "
          + "limited: \(text(hard))")
    }
    guard changes else { return nil }
    var charged = quota
    charged.status.used = new
    return charged
  }
}

extension Quantity {
  /// The amount less another.
  fileprivate func subtracting(_ other: Quantity) -> Quantity {
    guard !other.isZero else { return self }
    let text = other.isNegative ? String(other.description.dropFirst()) : "-\(other)"
    guard let negative = try? Quantity(text), let rest = try? adding(negative) else { return self }
    return rest
  }
}
