// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What admission looks up with every pod, read from the store once and again after it has changed.
final class AdmissionTables {
  /// The priority that a class stands for.
  struct Priority {
    var value: Int64
    var policy: String
  }

  /// The classes of priority by name.
  struct Priorities {
    var classes: [String: Priority]
    /// What pods without a class get, with the name of the class where there is one.
    var usual: (name: String?, priority: Priority)
  }

  /// Grows whenever what is said of new pods may have changed.
  private(set) var epoch = 0
  private var priorities: Priorities?
  private var limits: [String: [Fields]]?
  private var quotas: [String: [ObjectKey]]?
  private var storageClass: String??
  private let numbers = ServiceNumbers()
  private var verticals: [String: [ObjectKey]]?

  /// Takes note of a write.
  func note(_ type: ResourceType, _ change: StoreChange) {
    switch type {
    case .priorityClasses: (priorities, epoch) = (nil, epoch + 1)
    case .limitRanges: (limits, epoch) = (nil, epoch + 1)
    case .runtimeClasses, .serviceAccounts: epoch += 1
    case .storageClasses: storageClass = nil
    case .services: numbers.note(change)
    case .verticalPodAutoscalers:
      if change.isDeletion || change.previous == nil { verticals = nil }
    case .resourceQuotas: if change.isDeletion || change.previous == nil { quotas = nil }
    default: break
    }
  }

  /// The classes of priority (`plugin/pkg/admission/priority`).
  func priorities(_ list: (ResourceType) throws(APIStatus) -> [Fields]) throws(APIStatus)
    -> Priorities
  {
    if let priorities { return priorities }
    let normal = "PreemptLowerPriority"
    var made = Priorities(
      classes: [
        "system-cluster-critical": Priority(value: 2_000_000_000, policy: normal),
        "system-node-critical": Priority(value: 2_000_001_000, policy: normal),
      ], usual: (nil, Priority(value: 0, policy: normal)))
    for object in try list(.priorityClasses) {
      let view = PriorityClass(fields: object)
      let name = view.metadata.name ?? ""
      let priority = Priority(
        value: view.priority ?? 0, policy: view.preemptionPolicy ?? normal)
      made.classes[name] = priority
      // Of several that are for all, the lowest counts.
      if view.globalDefault == true,
        made.usual.name == nil || priority.value < made.usual.priority.value
      {
        made.usual = (name, priority)
      }
    }
    priorities = made
    return made
  }

  /// The LimitRanges of a namespace.
  func limits(
    in namespace: String, _ list: (ResourceType) throws(APIStatus) -> [Fields]
  ) throws(APIStatus) -> [Fields] {
    if limits == nil {
      limits = Dictionary(grouping: try list(.limitRanges)) { ObjectKey($0).namespace }
    }
    return limits?[namespace] ?? []
  }

  /// The quotas of a namespace.
  func quotas(
    in namespace: String, _ list: (ResourceType) throws(APIStatus) -> [Fields]
  ) throws(APIStatus) -> [ObjectKey] {
    if quotas == nil {
      quotas = Dictionary(
        grouping: try list(.resourceQuotas).map { ObjectKey($0) }, by: \.namespace)
    }
    return quotas?[namespace] ?? []
  }

  /// Which addresses and ports services have.
  func serviceNumbers(
    _ list: (ResourceType) throws(APIStatus) -> [Fields]
  ) throws(APIStatus) -> ServiceNumbers {
    try numbers.load(list)
    return numbers
  }

  /// The vertical autoscalers of a namespace, by name.
  func verticalAutoscalers(
    in namespace: String, _ list: (ResourceType) throws(APIStatus) -> [Fields]
  ) throws(APIStatus) -> [ObjectKey] {
    if verticals == nil {
      verticals = Dictionary(
        grouping: try list(.verticalPodAutoscalers).map { ObjectKey($0) }, by: \.namespace)
    }
    return verticals?[namespace] ?? []
  }

  /// The storage class of claims that name none: of several the newest, then the first by name
  /// (`pkg/volume/util/storageclass.go`).
  func storageClass(
    _ list: (ResourceType) throws(APIStatus) -> [Fields]
  ) throws(APIStatus) -> String? {
    if let storageClass { return storageClass }
    let marks = [
      "storageclass.kubernetes.io/is-default-class",
      "storageclass.beta.kubernetes.io/is-default-class",
    ]
    var best: (created: String, name: String)?
    for object in try list(.storageClasses) {
      let annotations = object.metadata["annotations"]?.object
      guard marks.contains(where: { annotations?[$0]?.string == "true" }) else { continue }
      let created = object.metadata["creationTimestamp"]?.string ?? ""
      if created > best?.created ?? "" || best == nil { best = (created, ObjectKey(object).name) }
    }
    storageClass = .some(best?.name)
    return best?.name
  }
}
