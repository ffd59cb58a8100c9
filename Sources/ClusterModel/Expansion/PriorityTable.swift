// SPDX-License-Identifier: Apache-2.0

/// The priorities with names (`plugin/pkg/admission/priority`).
struct PriorityTable {
  private struct Entry {
    var priority: Int64
    var policy: String?
  }

  private var entries: [String: Entry] = [
    "system-cluster-critical": Entry(priority: 2_000_000_000),
    "system-node-critical": Entry(priority: 2_000_001_000),
  ]
  /// What pods without a class get.
  private var usual = Entry(priority: 0)
  private var usualName: String?

  init(_ objects: ClusterObjects) {
    // Where the classes are not in a dump, its pods tell what they are.
    for pod in objects.pods {
      guard let name = pod.spec.priorityClassName, entries[name] == nil,
        let priority = pod.spec.priority
      else { continue }
      entries[name] = Entry(priority: priority, policy: pod.spec.preemptionPolicy)
    }
    for priorityClass in objects.priorityClasses {
      guard let name = priorityClass.metadata.name else { continue }
      let entry = Entry(
        priority: priorityClass.priority ?? 0, policy: priorityClass.preemptionPolicy)
      entries[name] = entry
      // Of several that are for all, the lowest counts.
      if priorityClass.globalDefault == true, usualName == nil || entry.priority < usual.priority {
        (usual, usualName) = (entry, name)
      }
    }
  }

  /// Gives a pod the priority of its class.
  func fill(_ spec: inout PodSpec, _ object: String) throws(ExpansionError) {
    var entry = usual
    if let name = spec.priorityClassName, !name.isEmpty {
      guard let known = entries[name] else {
        throw .unknownPriorityClass(name, object: object, known: entries.keys.sorted())
      }
      entry = known
    } else if let usualName {
      spec.priorityClassName = usualName
    }
    spec.priority = entry.priority
    if spec.preemptionPolicy == nil {
      spec.preemptionPolicy = entry.policy ?? "PreemptLowerPriority"
    }
  }
}
