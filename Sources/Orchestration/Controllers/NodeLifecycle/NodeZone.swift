// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The nodes of one zone: how well they are, and which of them wait for a taint `NoExecute`.
struct NodeZone {
  /// How well a zone is.
  enum State: Sendable, Hashable {
    /// Nobody has looked yet.
    case initial
    /// Most nodes are ready.
    case normal
    /// Many nodes are not.
    case partialDisruption
    /// No node is.
    case fullDisruption
  }

  var state = State.initial
  var ready = 0
  var notReady = 0
  /// The nodes that wait, in the order in which they came.
  private(set) var waiting: [String] = []
  private var members: Set<String> = []
  /// How many nodes a second are dealt with.
  private(set) var rate: Double
  /// When the next node may be dealt with, in microseconds.
  private var nextFree = Int64.min

  init(rate: Double) { self.rate = rate }

  /// The zone of a node, from its labels (`component-helpers/node/topology`).
  static func name(of node: Fields) -> String {
    let labels = node.metadata["labels"]?.object
    func label(_ names: String...) -> String {
      for name in names {
        if let text = labels?[name]?.string, !text.isEmpty { return text }
      }
      return ""
    }
    let region = label(
      "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region")
    let zone = label("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")
    return region.isEmpty && zone.isEmpty ? "" : "\(region)/\(zone)"
  }

  /// How well the zone is now.
  func currentState(_ settings: NodeLifecycleSettings) -> State {
    if ready == 0, notReady > 0 { return .fullDisruption }
    let share = Double(notReady) / Double(max(1, notReady + ready))
    return notReady > 2 && share >= settings.unhealthyZoneThreshold ? .partialDisruption : .normal
  }

  /// Sets how fast nodes are dealt with, by how well the zone is.
  mutating func setRate(for state: State, _ settings: NodeLifecycleSettings, at now: Timestamp) {
    switch state {
    case .initial, .normal, .fullDisruption: setRate(settings.evictionRate, at: now)
    case .partialDisruption:
      let isLarge = ready + notReady > settings.largeClusterThreshold
      setRate(isLarge ? settings.secondaryEvictionRate : 0, at: now)
    }
  }

  /// Sets how fast nodes are dealt with; a permission that was used stays used.
  mutating func setRate(_ newRate: Double, at now: Timestamp) {
    guard newRate != rate else { return }
    rate = newRate
    if rate > 0, nextFree > now.microseconds { nextFree = now.microseconds + interval }
  }

  private var interval: Int64 { Int64(1_000_000 / rate) }

  /// Lets a node wait for its turn, once.
  mutating func enqueue(_ node: String) {
    if members.insert(node).inserted { waiting.append(node) }
  }

  /// Whether a node waits for its turn.
  func isWaiting(_ node: String) -> Bool { members.contains(node) }

  /// A node does not wait any more.
  mutating func dequeue(_ node: String) {
    if members.remove(node) != nil { waiting.removeAll { $0 == node } }
  }

  /// When the next node has its turn; `nil` where none waits or none is let through.
  func nextTurn(at now: Timestamp) -> Timestamp? {
    guard !waiting.isEmpty, rate > 0 else { return nil }
    return Timestamp(microseconds: max(now.microseconds, nextFree))
  }

  /// The node whose turn it is; `nil` where it is nobody's yet.
  mutating func takeTurn(at now: Timestamp) -> String? {
    guard let moment = nextTurn(at: now), moment <= now else { return nil }
    let node = waiting.removeFirst()
    members.remove(node)
    return node
  }

  /// The turn was used.
  mutating func useTurn(at now: Timestamp) { nextFree = now.microseconds + interval }
}
