// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the objects of one namespace take from its quotas.
struct QuotaLedger {
  /// The kind of charge of each pod, service and claim.
  private var kinds: [ResourceType: [String: Int]] = [:]
  private var charges: [QuotaCharge] = []
  private var counts: [Int64] = []
  private var known: [QuotaCharge: Int] = [:]
  /// How many objects there are of other types.
  private var objects: [ResourceType: Set<String>] = [:]

  /// Sets what an object takes.
  ///
  /// - Returns: Whether that has changed.
  mutating func set(_ type: ResourceType, _ name: String, _ charge: QuotaCharge?) -> Bool {
    let old = kinds[type]?[name]
    guard let charge else {
      guard let old else { return false }
      counts[old] -= 1
      kinds[type]?[name] = nil
      return true
    }
    let kind: Int
    if let same = known[charge] {
      kind = same
    } else {
      kind = charges.count
      charges.append(charge)
      counts.append(0)
      known[charge] = kind
    }
    guard kind != old else { return false }
    if let old { counts[old] -= 1 }
    counts[kind] += 1
    kinds[type, default: [:]][name] = kind
    return true
  }

  /// Notes that an object of another type is there or is gone.
  ///
  /// - Returns: Whether that has changed anything.
  mutating func note(_ type: ResourceType, _ name: String, isThere: Bool) -> Bool {
    isThere
      ? objects[type, default: []].insert(name).inserted
      : objects[type]?.remove(name) != nil
  }

  /// How much of some resources is used by what a quota is about.
  func used(of resources: [String], _ scope: QuotaScope) -> [String: Int64] {
    var used = [String: Int64](
      resources.map { ($0, 0) }, uniquingKeysWith: { first, _ in first })
    func add(_ name: String, _ amount: Int64) {
      guard let sum = used[name] else { return }
      let (total, isTooLarge) = sum.addingReportingOverflow(amount)
      used[name] = isTooLarge ? .max : total
    }
    for (charge, count) in zip(charges, counts) where count > 0 && scope.covers(charge) {
      for (name, amount) in charge.amounts {
        let (product, isTooLarge) = amount.multipliedReportingOverflow(by: count)
        add(name, isTooLarge ? .max : product)
      }
    }
    if scope.coversEverything {
      for (type, names) in objects {
        add(QuotaCharge.countName(type), Int64(names.count))
        if QuotaCharge.plainlyCounted.contains(type) { add(type.plural, Int64(names.count)) }
      }
    }
    return used
  }
}
