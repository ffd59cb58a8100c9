// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// Pods as they come, change and go.
extension SchedulerComponent {
  func podChanged(_ change: Informer.Change) {
    switch change {
    case .added(let key, let object): see(key, object, isSame: false)
    case .changed(let key, let before, let object):
      let difference = PodDifference(before, object)
      if difference != .none { see(key, object, isSame: difference == .node) }
    case .removed(let key, _):
      if let row = ask({ $0.pod(key.name, in: key.namespace) }) { forget(row) }
    }
    schedulePump()
  }

  /// Takes over what a pod is now.
  ///
  /// - Parameters:
  ///   - key: Its name.
  ///   - object: The pod.
  ///   - isSame: Whether nothing but its node has changed.
  func see(_ key: ObjectKey, _ object: Fields, isSame: Bool) {
    let spec = object["spec"]?.object
    let row = ask { $0.pod(key.name, in: key.namespace) }
    if Self.hasEnded(object) {
      if let row { forget(row) }
      return
    }
    let name = spec?["nodeName"]?.string ?? ""
    let node = name.isEmpty ? nil : name
    if let row, let entry = entries[row] {
      if entry.uid == object.uid {
        update(row, entry, object, node: node, isSame: isSame)
        return
      }
      forget(row)
    }
    let profile = spec?["schedulerName"]?.string ?? "default-scheduler"
    let isWaiting = node == nil && object.metadata["deletionTimestamp"] == nil
    guard node != nil || (isWaiting && profiles.contains(profile)) else { return }
    add(key, object, node: node)
  }

  private func add(_ key: ObjectKey, _ object: Fields, node: String?) {
    let row: Int
    do throws(ClusterFault) {
      row = try snapshot.add(Pod(fields: object))
    } catch {
      if node == nil { report(object, .error("\(error)")) }
      return
    }
    while entries.count <= row { entries.append(nil) }
    entries[row] = PodEntry(
      key: key, uid: object.uid, node: node, service: SwarmTaskTerms.service(of: object),
      isEnding: object.isTerminating)
    setGroup(row, ask { $0.group(ofPod: row) })
    if let node {
      settle(row, on: node)
      queue.react(to: .podBound, at: now)
    } else {
      let isGated = ask { $0.isGated(row) }
      queue.add(row, priority: ask { $0.priority(row) }, isGated: isGated, at: now)
      if isGated { report(object, .gated) }
    }
  }

  private func update(
    _ row: Int, _ entry: PodEntry, _ object: Fields, node: String?, isSame: Bool
  ) {
    if node == nil, !entry.isAssumed, object.metadata["deletionTimestamp"] != nil {
      forget(row)
      return
    }
    if !isSame {
      entries[row]?.isEnding = object.isTerminating
      change(row, entry, to: object)
    }
    // What was sent before the pod was bound says nothing of its node.
    guard let node else { return }
    entries[row]?.isAssumed = false
    guard entry.node != node else { return }
    unsettle(row)
    queue.remove(row)
    snapshot.nominate(row, to: nil)
    entries[row]?.node = node
    settle(row, on: node)
    queue.react(to: .podBound, at: now)
  }

  private func change(_ row: Int, _ entry: PodEntry, to object: Fields) {
    let requests = ask { $0.requests(row) }
    let isNew: Bool
    do throws(ClusterFault) {
      isNew = try snapshot.change(row, to: Pod(fields: object))
    } catch {
      if entry.node == nil { report(object, .error("\(error)")) }
      return
    }
    guard isNew else { return }
    setGroup(row, ask { $0.group(ofPod: row) })
    if entry.node != nil {
      queue.react(to: .podBound, at: now)
      if snapshot.requests(row) != requests { queue.react(to: .podGone, at: now) }
    } else if !snapshot.isGated(row) {
      queue.ungate(row, at: now)
      queue.wake(row, at: now)
    }
  }

  /// Forgets a pod that is gone, or has ended.
  func forget(_ row: Int) {
    guard let entry = entries[row] else { return }
    forgetVolumeWait(row)
    let tookRoom = entry.node != nil || ask { $0.isNominated(row) }
    unsettle(row)
    setGroup(row, nil)
    queue.remove(row)
    snapshot.remove(row)
    entries[row] = nil
    if tookRoom { queue.react(to: .podGone, at: now) }
  }

  /// Notes which group a pod is of.
  private func setGroup(_ row: Int, _ group: String?) {
    guard entries[row]?.group != group else { return }
    if let before = entries[row]?.group {
      groups[before]?.remove(row)
      if groups[before]?.isEmpty == true { groups[before] = nil }
    }
    entries[row]?.group = group
    if let group { groups[group, default: []].insert(row) }
  }

  /// Puts a pod on the node that it is said to be on.
  func settle(_ row: Int, on name: String) {
    if let node = ask({ $0.node(named: name) }) {
      snapshot.setNamesUnknownNode(row, false)
      snapshot.place(row, on: node)
    } else {
      snapshot.setNamesUnknownNode(row, true)
      strays[name, default: []].insert(row)
    }
  }

  /// Takes a pod from where it is.
  func unsettle(_ row: Int) {
    if snapshot.node(ofPod: row) != nil { snapshot.evict(row) }
    guard let name = entries[row]?.node, strays[name]?.remove(row) != nil else { return }
    if strays[name]?.isEmpty == true { strays[name] = nil }
    snapshot.setNamesUnknownNode(row, false)
  }

  static func hasEnded(_ object: Fields) -> Bool {
    let phase = object["status"]?.object?["phase"]?.string
    return phase == "Succeeded" || phase == "Failed"
  }
}

/// What differs between two states of a pod, as far as a scheduler is concerned.
enum PodDifference {
  /// Nothing.
  case none
  /// It got a node.
  case node
  /// Something else.
  case other

  /// Compares two states; parts that both share are soon seen to be equal.
  init(_ before: Fields, _ after: Fields) {
    guard let old = before["metadata"]?.object, let new = after["metadata"]?.object,
      old["uid"] == new["uid"], old["labels"] == new["labels"],
      old["deletionTimestamp"] == new["deletionTimestamp"],
      old["ownerReferences"] == new["ownerReferences"],
      SchedulerComponent.hasEnded(before) == SchedulerComponent.hasEnded(after),
      before["status"]?[path: "startTime"] == after["status"]?[path: "startTime"],
      !Self.hasAmounts(before), !Self.hasAmounts(after)
    else {
      self = .other
      return
    }
    let (oldSpec, newSpec) = (before["spec"], after["spec"])
    if oldSpec == newSpec {
      self = .none
    } else if let old = oldSpec?.object, let new = newSpec?.object,
      new.allSatisfy({ $0 == "nodeName" || old[$0] == $1 }),
      old.allSatisfy({ $0.0 == "nodeName" || new[$0.0] != nil })
    {
      self = .node
    } else {
      self = .other
    }
  }

  /// Whether the status says how much containers have, which may be more than was asked for.
  private static func hasAmounts(_ pod: Fields) -> Bool {
    guard let status = pod["status"]?.object else { return false }
    for list in ["containerStatuses", "initContainerStatuses"] {
      for container in status[list]?.array ?? [] {
        guard let fields = container.object else { continue }
        if fields["allocatedResources"] != nil || fields["resources"] != nil { return true }
      }
    }
    return false
  }
}
