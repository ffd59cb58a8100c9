// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
public import Scheduling

/// An update that is to be worked out in advance on a fork of a snapshot.
///
/// Old tasks end once the new ones of their slots have a place (`start-first`), or before
/// (`stop-first`). As many slots as `parallelism` says are worked on at a time; one whose new task has
/// no place holds its turn, as a worker of Swarm's updater does, and is tried again after every step.
public struct RolloutQuestion: Sendable {
  /// What is replaced.
  public struct Slot: Sendable {
    /// The slot's name.
    public var name: String
    /// The old tasks, pods of the snapshot that are on nodes.
    public var old: [Int]
    /// The new task.
    public var new: Pod

    /// Creates a slot.
    public init(name: String, old: [Int], new: Pod) {
      (self.name, self.old, self.new) = (name, old, new)
    }
  }

  /// What is replaced, in order.
  public var slots: [Slot]
  /// Which of two tasks comes first.
  public var order: ComposeRollout.Order
  /// How many slots at a time; all where 0.
  public var parallelism: Int
  /// How nodes are chosen.
  public var ranking = SwarmRanking()
  /// What nodes have of tasks at first.
  public var counts = SwarmCounts()
  /// Nodes of which one more might help.
  public var spares: [Node] = []

  /// Creates a question.
  public init(slots: [Slot], order: ComposeRollout.Order, parallelism: Int) {
    (self.slots, self.order, self.parallelism) = (slots, order, parallelism)
  }

  /// Works it out.
  ///
  /// - Parameter snapshot: The cluster; it stays as it is.
  /// - Returns: The steps, and where the update cannot finish what would help.
  /// - Throws: What makes no sense in a new task.
  /// - Complexity: Slots times nodes for each step, and as much for each thing that might help.
  public func forecast(on snapshot: ClusterSnapshot) throws(ClusterFault) -> RolloutForecast {
    var forecast = RolloutForecast(steps: try steps(on: snapshot))
    guard !forecast.canFinish else { return forecast }
    if order == .startFirst {
      var other = self
      other.order = .stopFirst
      if try other.finishes(on: snapshot) { forecast.help.append(.stopFirst) }
    }
    let most = parallelism > 0 ? min(parallelism, slots.count) : slots.count
    for count in (1..<max(1, most)).reversed() {
      var other = self
      other.parallelism = count
      guard try other.finishes(on: snapshot) else { continue }
      forecast.help.append(.parallelism(count))
      break
    }
    for spare in spares {
      var fork = snapshot
      var node = spare
      let name = spare.metadata.name ?? ""
      node.metadata.name = "\(name)-more"
      node.metadata.labels["kubernetes.io/hostname"] = "\(name)-more"
      fork.changeNodes(adding: [node], removing: [])
      guard try finishes(on: fork) else { continue }
      forecast.help.append(.oneMoreNode(like: name))
      break
    }
    return forecast
  }

  private func finishes(on snapshot: ClusterSnapshot) throws(ClusterFault) -> Bool {
    try steps(on: snapshot).last?.canProceed ?? true
  }

  private func steps(
    on snapshot: ClusterSnapshot
  ) throws(ClusterFault) -> [RolloutForecast.Step] {
    var fork = Fork(snapshot: snapshot, counts: counts, ranking: ranking)
    var rest = slots[...]
    var waiting: [(slot: Slot, pod: Int)] = []
    var steps: [RolloutForecast.Step] = []
    let workers = parallelism > 0 ? parallelism : slots.count
    while !rest.isEmpty || !waiting.isEmpty {
      let fresh = Array(rest.prefix(max(0, workers - waiting.count)))
      rest = rest.dropFirst(fresh.count)
      var now = waiting
      for slot in fresh {
        if order == .stopFirst { fork.end(slot.old) }
        now.append((slot, try fork.add(slot.new)))
      }
      waiting = []
      var step = RolloutForecast.Step(placements: [], blocked: [])
      var replaced: [Slot] = []
      for (slot, pod) in now {
        guard let node = fork.place(pod, slot.new) else {
          waiting.append((slot, pod))
          continue
        }
        step.placements.append(.init(slot: slot.name, node: node))
        replaced.append(slot)
      }
      for (slot, pod) in waiting {
        step.blocked.append(.init(slot: slot.name, refusals: fork.refusals(of: pod, slot.new)))
      }
      steps.append(step)
      if order == .startFirst { for slot in replaced { fork.end(slot.old) } }
      if replaced.isEmpty { break }
    }
    return steps
  }

  /// A cluster in which it is tried out.
  private struct Fork {
    var snapshot: ClusterSnapshot
    var counts: SwarmCounts
    let ranking: SwarmRanking
    private var number = 0

    init(snapshot: ClusterSnapshot, counts: SwarmCounts, ranking: SwarmRanking) {
      (self.snapshot, self.counts, self.ranking) = (snapshot, counts, ranking)
    }

    mutating func add(_ pod: Pod) throws(ClusterFault) -> Int {
      number += 1
      var pod = pod
      pod.metadata.name = "\(pod.metadata.name ?? "task").new-\(number)"
      return try snapshot.add(pod)
    }

    mutating func end(_ pods: [Int]) {
      for pod in pods {
        guard let node = snapshot.node(ofPod: pod) else { continue }
        snapshot.evict(pod)
        counts.all[node, default: 0] -= 1
        counts.service[node, default: 0] -= 1
      }
    }

    mutating func place(_ pod: Int, _ object: Pod) -> String? {
      let terms = SwarmTaskTerms(object.fields)
      guard let node = ranking.node(for: pod, in: snapshot, terms, counts) else { return nil }
      snapshot.place(pod, on: node)
      counts.all[node, default: 0] += 1
      counts.service[node, default: 0] += 1
      return snapshot.nodeName(node)
    }

    func refusals(of pod: Int, _ object: Pod) -> [SwarmRefusal] {
      ranking.refusals(of: pod, in: snapshot, SwarmTaskTerms(object.fields))
    }
  }
}
