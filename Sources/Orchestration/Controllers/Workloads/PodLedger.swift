// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a controller knows of the pods of its sets: whose they are, how they are, and which of them
/// it has created or deleted and has not heard of yet.
///
/// It is kept up to date by the changes that an informer tells, and can be built again from nothing.
final class PodLedger {
  /// The kind of the sets.
  let kind: String
  /// What has been done and not heard of.
  var expectations = Expectations()
  private var accounts: [String: PodAccount] = [:]
  private var orphans = LabelIndex()
  private var selectors = LabelIndex()
  private var nodes: [String: Int32] = [:]

  /// Creates a ledger of the pods of all sets of a kind.
  init(kind: String) { self.kind = kind }

  /// Forgets everything.
  func clear() {
    (accounts, nodes) = ([:], [:])
    (orphans, selectors) = (LabelIndex(), LabelIndex())
    expectations = Expectations()
  }

  /// The pods of an owner.
  func account(of uid: String) -> PodAccount {
    if let account = accounts[uid] { return account }
    let account = PodAccount()
    accounts[uid] = account
    return account
  }

  /// Pods that nobody manages and that a selector may select, in order.
  func orphans(for selector: LabelSelector, in namespace: String) -> [ObjectKey] {
    orphans.candidates(for: selector, in: namespace)
  }

  /// Takes note of a change of a set.
  ///
  /// - Returns: The set, which is to be looked at.
  func takeSet(_ change: Informer.Change) -> [ObjectKey] {
    if let previous = change.previous {
      if previous["spec"]?.object?["selector"] == change.object["spec"]?.object?["selector"] {
        return [change.key]
      }
      if let old = Self.selector(previous) { selectors.remove(change.key, selector: old) }
    }
    if let selector = Self.selector(change.object) {
      if case .removed = change {
        selectors.remove(change.key, selector: selector)
      } else {
        selectors.insert(change.key, selector: selector)
      }
    }
    if case .removed(_, let set) = change, accounts[set.uid]?.members.isEmpty == true {
      accounts[set.uid] = nil
    }
    return [change.key]
  }

  /// The selector of a set; `nil` where it selects nothing or is not valid.
  static func selector(_ set: Fields) -> LabelSelector? {
    guard let written = set["spec"]?.object?["selector"].flatMap({ LabelSelectorSpec($0) }),
      let selector = try? written.compiled(), !selector.isEmpty
    else { return nil }
    return selector
  }

  /// Takes note of a change of a pod.
  ///
  /// - Returns: The sets that are to be looked at.
  func takePod(_ change: Informer.Change) -> [ObjectKey] {
    switch change {
    case .added(let key, let pod): return arrive(key, pod, previous: nil)
    case .removed(let key, let pod): return leave(key, pod)
    case .changed(let key, let old, let new):
      let (before, after) = (ControllerReference(of: old), ControllerReference(of: new))
      if old.uid == new.uid, before?.uid == after?.uid {
        if let after, after.kind != kind { return [] }
        return arrive(key, new, previous: old)
      }
      let left = leave(key, old)
      return left + arrive(key, new, previous: nil).filter { !left.contains($0) }
    }
  }

  private func arrive(_ key: ObjectKey, _ pod: Fields, previous: Fields?) -> [ObjectKey] {
    guard let owner = ControllerReference(of: pod) else {
      return arriveOrphan(key, pod, previous: previous)
    }
    guard owner.kind == kind else { return [] }
    let set = ObjectKey(namespace: key.namespace, name: owner.name)
    let matters = account(of: owner.uid).take(key, pod, previous: previous, node: number)
    if previous == nil { expectations.sawCreation(of: pod.uid, for: set) }
    if pod.isTerminating { expectations.sawDeletion(of: pod.uid, for: set) }
    return matters ? [set] : []
  }

  private func leave(_ key: ObjectKey, _ pod: Fields) -> [ObjectKey] {
    guard let owner = ControllerReference(of: pod) else {
      orphans.remove(key, labels: pod["metadata"]?.object?["labels"]?.object ?? Fields())
      return []
    }
    guard owner.kind == kind else { return [] }
    let set = ObjectKey(namespace: key.namespace, name: owner.name)
    if let account = accounts[owner.uid] {
      account.remove(key)
      // An owner that has no pods any more is a new one to us when it has some again.
      if account.members.isEmpty { accounts[owner.uid] = nil }
    }
    expectations.sawDeletion(of: pod.uid, for: set)
    return [set]
  }

  private func arriveOrphan(_ key: ObjectKey, _ pod: Fields, previous: Fields?) -> [ObjectKey] {
    let labels = pod["metadata"]?.object?["labels"]?.object ?? Fields()
    if let previous {
      let before = previous["metadata"]?.object?["labels"]?.object ?? Fields()
      if before == labels { return [] }
      orphans.remove(key, labels: before)
    }
    orphans.insert(key, labels: labels)
    if pod.isTerminating { return [] }
    return selectors.selectors(for: labels, in: key.namespace)
  }

  private func number(of node: String) -> Int32 {
    if let known = nodes[node] { return known }
    let number = Int32(nodes.count)
    nodes[node] = number
    return number
  }
}
