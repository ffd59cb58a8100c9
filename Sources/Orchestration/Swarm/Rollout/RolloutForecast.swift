// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What becomes of the update of a service before it begins: step by step, whether each new task
/// finds a node, which filter refuses where one does not, and what would help.
public struct RolloutForecast: Sendable, Hashable {
  /// A new task that found a node.
  public struct Placement: Sendable, Hashable {
    /// Its slot.
    public var slot: String
    /// The node.
    public var node: String
  }

  /// A new task that no node takes.
  public struct Blocked: Sendable, Hashable {
    /// Its slot.
    public var slot: String
    /// Why, by nodes.
    public var refusals: [SwarmRefusal]
    /// Docker's sentence.
    public var message: String { SwarmRefusal.message(refusals) }
  }

  /// What happens at once.
  public struct Step: Sendable, Hashable {
    /// The new tasks that start.
    public var placements: [Placement]
    /// Those that wait.
    public var blocked: [Blocked]
    /// Whether all of them start.
    public var canProceed: Bool { blocked.isEmpty }
  }

  /// Something with which the update could be finished.
  public enum Help: Sendable, Hashable {
    /// Old tasks end before new ones start.
    case stopFirst
    /// Fewer slots at a time, the most that do.
    case parallelism(Int)
    /// One more node like one there is.
    case oneMoreNode(like: String)
  }

  /// The steps, in order; the last one is where nothing goes on any more.
  public var steps: [Step]
  /// What would help; empty where nothing has to.
  public var help: [Help] = []

  /// Whether all tasks are replaced in the end.
  public var canFinish: Bool { steps.last?.canProceed ?? true }

  /// Which task has no place, why, and what would help, for people.
  public var message: String {
    guard let last = steps.last, let blocked = last.blocked.first else {
      return "update can finish: \(steps.count) steps"
    }
    let ways = help.map(\.description).joined(separator: ", ")
    return "update cannot finish: at step \(steps.count) slot \(blocked.slot) has no place: "
      + blocked.message + ": " + blocked.refusals.map(\.detail).joined(separator: "; ")
      + ". What would help: " + (ways.isEmpty ? "nothing of what was tried" : ways)
  }

  /// The forecast as it stands in the status of a service.
  public var value: Value {
    [
      "CanFinish": .bool(canFinish), "Message": .string(message),
      "Help": .array(help.map { .string($0.description) }),
      "Steps": .array(
        steps.map { step in
          [
            "CanProceed": .bool(step.canProceed),
            "Placements": .array(
              step.placements.map { ["Slot": .string($0.slot), "Node": .string($0.node)] }),
            "Blocked": .array(
              step.blocked.map { blocked in
                [
                  "Slot": .string(blocked.slot), "Message": .string(blocked.message),
                  "Nodes": .array(blocked.refusals.map { .string($0.detail) }),
                ]
              }),
          ]
        }),
    ]
  }
}

extension RolloutForecast.Help: CustomStringConvertible {
  /// What would help, in a few words.
  public var description: String {
    switch self {
    case .stopFirst: "order stop-first"
    case .parallelism(let count): "parallelism \(count)"
    case .oneMoreNode(let name): "one more node like \(name)"
    }
  }
}
