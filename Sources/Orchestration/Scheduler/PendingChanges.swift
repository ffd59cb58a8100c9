// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// What has changed besides pods and is taken over before the next pod is decided about.
struct PendingChanges {
  /// Nodes that came, in the order in which they did.
  var addedNodes: [Node] = []
  var removedNodes: Set<String> = []
  var namespaces: Set<String> = []
  var serviceNamespaces: Set<String> = []
  /// Owners whose selector came or changed after pods of theirs.
  var owners: Set<String> = []
  var budgets = false
  var storage = false

  var isEmpty: Bool {
    addedNodes.isEmpty && removedNodes.isEmpty && namespaces.isEmpty
      && serviceNamespaces.isEmpty && owners.isEmpty && !budgets && !storage
  }
}

extension SchedulerComponent {
  static let storageTypes: [ResourceType] = [
    .persistentVolumes, .persistentVolumeClaims, .storageClasses, .csiNodes, .csiDrivers,
    .csiStorageCapacities,
  ]

  func nodeChanged(_ change: Informer.Change) {
    let name = change.key.name
    switch change {
    case .added(_, let object): pending.addedNodes.append(Node(fields: object))
    case .removed:
      pending.addedNodes.removeAll { $0.metadata.name == name }
      if snapshot.node(named: name) != nil { pending.removedNodes.insert(name) }
    case .changed(_, let before, let object):
      if let place = pending.addedNodes.firstIndex(where: { $0.metadata.name == name }) {
        pending.addedNodes[place] = Node(fields: object)
      } else if NodeDifference.matters(before, object) {
        take(Node(fields: object))
      }
    }
    schedulePump()
  }

  private func take(_ node: Node) {
    guard snapshot.node(named: node.metadata.name ?? "") != nil else {
      // It made no sense before.
      pending.addedNodes.append(node)
      return
    }
    if (try? snapshot.change(node)) == true { queue.react(to: .nodeChanged, at: now) }
  }

  func workloadChanged(_ type: ResourceType, _ change: Informer.Change) {
    let object = change.object
    if let before = change.previous, before["spec"] == object["spec"] { return }
    var isGone = false
    if case .removed = change { isGone = true }
    if (try? snapshot.setWorkload(type.kind, object, isGone: isGone)) == true {
      pending.owners.insert(object.uid)
    }
  }

  /// Takes over what has changed.
  func catchUp() {
    guard !pending.isEmpty else { return }
    let changes = pending
    pending = PendingChanges()
    for name in changes.namespaces.sorted() {
      let labels = environment.informers[.namespaces][ObjectKey(name: name)].map {
        Namespace(fields: $0).metadata.labels
      }
      snapshot.setNamespace(name, labels: labels)
    }
    if !changes.serviceNamespaces.isEmpty { takeServices(changes.serviceNamespaces) }
    takeNodes(changes)
    if changes.storage {
      takeStorage()
      continueVolumes()
    }
    if changes.budgets {
      snapshot.setBudgets(
        environment.informers[.podDisruptionBudgets].all.map(PodDisruptionBudget.init(fields:)))
    }
    compileAnew(changes)
  }

  private func takeServices(_ namespaces: Set<String>) {
    var selectors: [String: [[String: String]]] = [:]
    for object in environment.informers[.services].all {
      let namespace = object.metadata["namespace"]?.string ?? ""
      guard namespaces.contains(namespace) else { continue }
      let selector = Service(fields: object).spec.selector
      if !selector.isEmpty { selectors[namespace, default: []].append(selector) }
    }
    for namespace in namespaces.sorted() {
      snapshot.setServices(selectors[namespace] ?? [], namespace: namespace)
    }
  }

  private func takeNodes(_ changes: PendingChanges) {
    guard !changes.addedNodes.isEmpty || !changes.removedNodes.isEmpty else { return }
    for name in changes.removedNodes.sorted() {
      guard let node = snapshot.node(named: name) else { continue }
      for row in snapshot.pods(onNode: node) { strays[name, default: []].insert(row) }
    }
    snapshot.changeNodes(adding: changes.addedNodes, removing: changes.removedNodes)
    for node in changes.addedNodes {
      let name = node.metadata.name ?? ""
      guard let index = snapshot.node(named: name) else { continue }
      for row in (strays.removeValue(forKey: name) ?? []).sorted() {
        snapshot.setNamesUnknownNode(row, false)
        snapshot.place(row, on: index)
      }
    }
    queue.react(to: .nodeChanged, at: now)
  }

  private func takeStorage() {
    var objects = ClusterObjects()
    for type in Self.storageTypes {
      for object in environment.informers[type].all { _ = try? objects.add(object) }
    }
    do throws(ClusterFault) {
      try snapshot.setStorage(objects)
      queue.react(to: .storageChanged, at: now)
    } catch {
      // What makes no sense is refused by the API; until it is mended the last state counts.
    }
  }

  /// Looks again at pods that wait and whose owners or services have changed.
  private func compileAnew(_ changes: PendingChanges) {
    guard !changes.owners.isEmpty || !changes.serviceNamespaces.isEmpty else { return }
    for row in entries.indices {
      guard let entry = entries[row], entry.node == nil, let object = pods[entry.key] else {
        continue
      }
      let owner = object.metadata["ownerReferences"]?.array?.first?[path: "uid"]?.string ?? ""
      guard
        changes.serviceNamespaces.contains(entry.key.namespace) || changes.owners.contains(owner)
      else { continue }
      if (try? snapshot.change(row, to: Pod(fields: object))) == true, !snapshot.isGated(row) {
        queue.wake(row, at: now)
      }
    }
  }
}

/// What differs between two states of a node.
enum NodeDifference {
  /// Whether a scheduler has to look at it again: heartbeats and conditions say nothing to it.
  static func matters(_ before: Fields, _ after: Fields) -> Bool {
    if before["spec"] != after["spec"] { return true }
    if before["metadata"]?.object?["labels"] != after["metadata"]?.object?["labels"] { return true }
    let (old, new) = (before["status"]?.object, after["status"]?.object)
    return old?["allocatable"] != new?["allocatable"] || old?["images"] != new?["images"]
      || old?["capacity"] != new?["capacity"]
  }
}
