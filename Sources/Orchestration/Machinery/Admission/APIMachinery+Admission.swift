// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The admission plugins of a server, in its order. Left out are those that need other services:
/// webhooks, certificates.
extension APIMachinery {
  /// Lets the rules of the cluster change or refuse an object.
  func admit(
    _ object: inout Fields, replacing old: Fields?, _ type: ResourceType
  ) throws(APIStatus) {
    guard fillsAndChecks else { return }
    switch type {
    case .pods where old == nil: try admitPod(&object)
    case .persistentVolumeClaims: try admitClaim(&object, replacing: old)
    case .nodes where old == nil: Self.taintNew(&object)
    case .priorityClasses: try admitPriorityClass(object)
    case .ingresses where old == nil: try admitIngress(&object)
    case .customResourceDefinitions where old == nil: establish(&object)
    default: break
    }
  }

  /// All objects of a type.
  func every(_ type: ResourceType) throws(APIStatus) -> [Fields] {
    do throws(StoreError) {
      return try store.list(type, namespace: "", page: StorePage()).items.map(\.object)
    } catch {
      throw status(of: error, type, ObjectKey(name: ""))
    }
  }

  // MARK: Pods

  private func admitPod(_ pod: inout Fields) throws(APIStatus) {
    let key = ObjectKey(pod)
    let limits = try tables.limits(in: key.namespace, every)
    for range in limits { LimitRanger.fill(&pod, range) }
    try scaleVertically(&pod)
    guard case .object(var fields)? = pod["spec"] else { return }
    try setServiceAccount(&fields, key)
    var spec = PodSpec(fields: fields)
    try setPriority(&spec, key)
    spec.addUsualTolerations()
    try takeRuntime(&spec, key)
    pod["spec"] = .object(spec.fields)
    try refuseAgainst(limits, .pods, key) { LimitRanger.breaches(pod: spec, $0) }
  }

  /// Sets the priority that the class of a pod stands for (`plugin/pkg/admission/priority`).
  private func setPriority(_ spec: inout PodSpec, _ key: ObjectKey) throws(APIStatus) {
    let priorities = try tables.priorities(every)
    var priority = priorities.usual.priority
    if let name = spec.priorityClassName, !name.isEmpty {
      guard let known = priorities.classes[name] else {
        throw .forbidden(.pods, key.name, "no PriorityClass with name \(name) was found")
      }
      priority = known
    } else if let name = priorities.usual.name {
      spec.priorityClassName = name
    }
    if let given = spec.priority, given != priority.value {
      throw .forbidden(
        .pods, key.name,
        "the integer value of priority (\(given)) must not be provided in pod spec; priority "
          + "admission controller computed \(priority.value) from the given PriorityClass name")
    }
    if let given = spec.preemptionPolicy, given != priority.policy {
      throw .forbidden(
        .pods, key.name,
        "the string value of PreemptionPolicy (\(given)) must not be provided in pod spec; "
          + "priority admission controller computed \(priority.policy) from the given "
          + "PriorityClass name")
    }
    spec.priority = priority.value
    spec.preemptionPolicy = priority.policy
  }

  /// Takes over what the runtime class of a pod says (`plugin/pkg/admission/runtimeclass`).
  private func takeRuntime(_ spec: inout PodSpec, _ key: ObjectKey) throws(APIStatus) {
    guard let name = spec.runtimeClassName, !name.isEmpty else {
      if !spec.overhead.isEmpty {
        throw .forbidden(
          .pods, key.name,
          "pod rejected: Pod's Overhead set without corresponding RuntimeClass defined Overhead")
      }
      return
    }
    guard let object = try find(.runtimeClasses, ObjectKey(name: name)) else {
      throw .forbidden(.pods, key.name, "pod rejected: RuntimeClass \"\(name)\" not found")
    }
    let runtime = RuntimeClass(fields: object)
    if !spec.overhead.isEmpty, spec.overhead != runtime.overhead?.podFixed ?? [:] {
      throw .forbidden(
        .pods, key.name,
        "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
    }
    for (label, value) in runtime.scheduling?.nodeSelector.sorted(by: { $0.key < $1.key }) ?? [] {
      if let own = spec.nodeSelector[label], own != value {
        throw .forbidden(
          .pods, key.name,
          "conflict: runtimeClass.scheduling.nodeSelector[\(label)] = \(value); "
            + "pod.spec.nodeSelector[\(label)] = \(own)")
      }
    }
    spec.take(runtime)
  }

  /// Refuses an object that is against LimitRanges, in the words of all that it is against.
  private func refuseAgainst(
    _ ranges: [Fields], _ type: ResourceType, _ key: ObjectKey, _ breaches: (Fields) -> [String]
  ) throws(APIStatus) {
    for range in ranges {
      let found = breaches(range)
      if found.isEmpty { continue }
      throw .forbidden(
        type, key.name, found.count == 1 ? found[0] : "[\(found.joined(separator: ", "))]")
    }
  }

  // MARK: Others

  private func admitClaim(_ claim: inout Fields, replacing old: Fields?) throws(APIStatus) {
    let key = ObjectKey(claim)
    let annotation = claim.metadata["annotations"]?.object?[
      "volume.beta.kubernetes.io/storage-class"]
    if old == nil, annotation == nil, claim["spec"]?.object?["storageClassName"] == nil,
      let name = try tables.storageClass(every)
    {
      claim.modify("spec") { $0["storageClassName"] = .string(name) }
    }
    if let old { try admitExpansion(claim, replacing: old) }
    let resources = ResourceRequirements(fields: claim["spec"]?[path: "resources"]?.object ?? [:])
    try refuseAgainst(
      try tables.limits(in: key.namespace, every), .persistentVolumeClaims, key
    ) { LimitRanger.breaches(of: resources, type: "PersistentVolumeClaim", $0) }
  }

  /// New nodes take no pods before they are known to be ready
  /// (`plugin/pkg/admission/nodetaint`).
  private static func taintNew(_ node: inout Fields) {
    let key = "node.kubernetes.io/not-ready"
    var taints = node["spec"]?.object?["taints"]?.array ?? []
    let isThere = taints.contains {
      $0.object?["key"]?.string == key && $0.object?["effect"]?.string == "NoSchedule"
    }
    if isThere { return }
    taints.append(["key": .string(key), "effect": "NoSchedule"])
    node.modify("spec") { $0["taints"] = .array(taints) }
  }

  /// One class of priority can be for all.
  private func admitPriorityClass(_ object: Fields) throws(APIStatus) {
    guard object["globalDefault"] == true else { return }
    let name = ObjectKey(object).name
    let other = try tables.priorities(every).usual.name
    guard let other, other != name else { return }
    throw .forbidden(
      .priorityClasses, name,
      "PriorityClass \(other) is already marked as default. Only one default can exist")
  }
}
