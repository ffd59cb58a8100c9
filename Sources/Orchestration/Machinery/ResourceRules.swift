// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// What a server does with the objects of one kind when they are written.
///
/// The steps are those of a generic registry (`apiserver/pkg/registry/rest`): first what was left
/// out is filled in, then what only the server may set is set, then rules of the cluster change or
/// refuse the object, then it is checked.
package struct ResourceRules: Sendable {
  /// What a new object has as its status; `nil` where the status is taken as it is written.
  package var initialStatus: Fields? = [:]
  /// Whether the answer to a deletion is the object even where it is gone.
  package var returnsDeleted = false
  /// Fills in what was left out, for every write.
  package var fillDefaults: @Sendable (inout Fields) -> Void = { _ in }
  /// Sets what the server sets in a new object.
  package var prepareForCreate: @Sendable (inout Fields) -> Void = { _ in }
  /// Sets what the server sets in a changed object; the second is the one before.
  package var prepareForUpdate: @Sendable (inout Fields, Fields) -> Void = { _, _ in }
  /// Looks for what is wrong with an object besides its metadata; the second is the one before,
  /// `nil` for a new one.
  var check: Check = { _, _, _ in }
  /// How many seconds an object may take to end; `nil` where it is gone at once.
  package var gracePeriod: @Sendable (Fields) -> Int64? = { _ in nil }
  /// The fields that objects can be selected by, besides their name and namespace.
  package var selectableFields: Set<String> = []

  /// Creates rules that change and refuse nothing.
  package init() {}
}

extension Pod {
  /// How a pod is treated when its node runs short: `Guaranteed`, `Burstable` or `BestEffort`.
  ///
  /// From `pkg/apis/core/v1/helper/qos`.
  package var qualityOfService: String {
    let spec = spec
    let containers = spec.containers + spec.initContainers
    var isBestEffort = true
    var isGuaranteed = true
    for container in containers {
      let resources = container.resources
      for name in ["cpu", "memory"] {
        let request = resources.requests[name].flatMap { $0.isZero ? nil : $0 }
        let limit = resources.limits[name].flatMap { $0.isZero ? nil : $0 }
        if request != nil || limit != nil { isBestEffort = false }
        if limit == nil || (request != nil && request != limit) { isGuaranteed = false }
      }
    }
    return isBestEffort ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable"
  }
}
