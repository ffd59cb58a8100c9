// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The pods of one owner, counted as they change, so that a look at the owner costs the same
/// however many pods it has.
final class PodAccount {
  /// What the owner wants of its pods.
  struct Terms {
    /// The generation of the owner that the terms are from.
    var generation: Int
    /// The identity of the owner that the terms are from.
    var uid: String
    /// Which pods are its own.
    var selector: LabelSelector
    /// The labels that its pods should have.
    var labels: Fields
    /// For how many seconds a pod has to be ready.
    var minReadySeconds: Int
  }

  /// A pod of the owner.
  struct Member {
    /// How it is.
    var state: PodState
    /// Whether it has all labels that it should have.
    var isFullyLabeled = false
    /// Whether the owner's selector selects it.
    var isSelected = true
  }

  /// The pods.
  private(set) var members: [ObjectKey: Member] = [:]
  /// How many neither have ended nor are to end.
  private(set) var active = 0
  /// How many of those are ready.
  private(set) var ready = 0
  /// How many of those have all labels that they should have.
  private(set) var fullyLabeled = 0
  /// How many are to end and have not.
  private(set) var terminating = 0
  /// Those that the owner's selector does not select.
  private(set) var strangers: Set<ObjectKey> = []
  /// How many active pods are on each node.
  private(set) var onNode: [Int32: Int32] = [:]
  /// Ready pods that have not been ready for long enough, and when they will have been.
  private var maturing: [ObjectKey: Int64] = [:]
  private var terms: Terms?

  // MARK: What the owner wants

  /// The selector of an owner, where its terms are known as they are now.
  func selector(of owner: Fields) -> LabelSelector? {
    guard let terms, terms.uid == owner.uid, terms.generation == owner.generation,
      terms.generation > 0
    else { return nil }
    return terms.selector
  }

  /// Takes over what the owner wants.
  ///
  /// - Parameters:
  ///   - terms: What it wants.
  ///   - pod: A pod by its name.
  /// - Complexity: Linear in the pods where anything but the size has changed.
  func apply(_ terms: Terms, pod: (ObjectKey) -> Fields?) {
    let old = self.terms
    self.terms = terms
    if let old, old.uid == terms.uid, old.minReadySeconds == terms.minReadySeconds,
      old.labels == terms.labels, old.selector == terms.selector
    {
      // Most changes of an owner are of its size alone.
      return
    }
    maturing = [:]
    for (key, member) in members {
      guard let object = pod(key) else { continue }
      put(key, judged(member.state, object))
    }
  }

  private func judged(_ state: PodState, _ pod: Fields) -> Member {
    var member = Member(state: state)
    guard let terms else { return member }
    let labels = pod["metadata"]?.object?["labels"]?.object ?? Fields()
    member.isFullyLabeled = zip(terms.labels.keys, terms.labels.values).allSatisfy {
      labels[$0] == $1
    }
    // Most pods have the labels of the template, which are known to be selected.
    if !member.isFullyLabeled || labels.isEmpty || labels.count != terms.labels.count {
      member.isSelected = terms.selector.selects(labels)
    }
    return member
  }

  // MARK: Pods

  /// A pod has come or changed.
  ///
  /// - Returns: Whether that changes anything for the owner.
  func take(_ key: ObjectKey, _ pod: Fields, previous: Fields?, node: (String) -> Int32) -> Bool {
    let before = members[key]
    let state = PodState(pod, previous: before?.state, node: node)
    guard let before, let previous,
      previous["metadata"]?.object?["labels"] == pod["metadata"]?.object?["labels"]
    else {
      put(key, judged(state, pod))
      return true
    }
    var member = before
    member.state = state
    put(key, member)
    let old = before.state
    return old.isActive != state.isActive || old.isTerminating != state.isTerminating
      || old.readySince != state.readySince
  }

  /// A pod is gone, or belongs to someone else.
  func remove(_ key: ObjectKey) {
    guard let member = members.removeValue(forKey: key) else { return }
    count(key, member, -1)
  }

  private func put(_ key: ObjectKey, _ member: Member) {
    if let old = members.updateValue(member, forKey: key) { count(key, old, -1) }
    count(key, member, 1)
  }

  private func count(_ key: ObjectKey, _ member: Member, _ sign: Int) {
    let state = member.state
    if state.isTerminating { terminating += sign }
    if !member.isSelected {
      if sign > 0 { strangers.insert(key) } else { strangers.remove(key) }
    }
    guard state.isActive else { return }
    active += sign
    if member.isFullyLabeled { fullyLabeled += sign }
    if state.node >= 0 {
      let left = (onNode[state.node] ?? 0) + Int32(sign)
      onNode[state.node] = left == 0 ? nil : left
    }
    guard let since = state.readySince else { return }
    ready += sign
    if let terms, terms.minReadySeconds > 0 {
      maturing[key] = sign > 0 ? since + Int64(terms.minReadySeconds) * 1_000_000 : nil
    }
  }

  /// How many pods are available: ready for long enough.
  ///
  /// - Complexity: Linear in the pods that were not at the last time.
  func available(at now: Int64) -> Int {
    if maturing.isEmpty { return ready }
    let ripe = maturing.filter { $0.value <= now }
    for key in ripe.keys { maturing[key] = nil }
    return ready - maturing.count
  }

  /// When the next pod will be available, `nil` where none is waited for.
  var nextAvailability: Int64? { maturing.values.min() }
}
