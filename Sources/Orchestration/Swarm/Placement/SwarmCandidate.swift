// SPDX-License-Identifier: Apache-2.0

/// A node as Swarm's ranking sees it, for the tasks of one service.
public struct SwarmCandidate: Sendable, Hashable {
  /// Which node.
  public var node: Int
  /// The values of the labels that preferences name, the first preference first; empty text where
  /// the node has no such label.
  public var path: [String]
  /// How many tasks of the service it has.
  public var serviceTasks: Int
  /// How many tasks of a swarm it has.
  public var tasks: Int
  /// How many tasks of the service failed on it in the last five minutes.
  public var failures: Int
  /// How full the node would be, in millionths of what it has, summed over resources.
  ///
  /// Where tasks are packed, the fuller node is the better one; 0 for all where they are spread.
  public var fullness: Int64

  /// Creates a candidate.
  public init(
    node: Int, path: [String] = [], serviceTasks: Int = 0, tasks: Int = 0, failures: Int = 0,
    fullness: Int64 = 0
  ) {
    (self.node, self.path, self.serviceTasks) = (node, path, serviceTasks)
    (self.tasks, self.failures, self.fullness) = (tasks, failures, fullness)
  }

  /// From how many failures on a node comes last.
  public static let mostFailures = 5
  /// For how many microseconds failures count.
  public static let failureWindow: Int64 = 300_000_000

  /// Whether a node ranks before another.
  ///
  /// Nodes with five failures or more come last, the fewer the better; then the fewest tasks of the
  /// service, then the fewest tasks (`swarmkit`, `manager/scheduler/scheduler.go`, `nodeLess`).
  /// Where tasks are packed, the fuller node comes first instead.
  public func ranksBefore(_ other: SwarmCandidate) -> Bool {
    if failures >= Self.mostFailures || other.failures >= Self.mostFailures,
      failures != other.failures
    {
      return failures < other.failures
    }
    if fullness != other.fullness { return fullness > other.fullness }
    if serviceTasks != other.serviceTasks { return serviceTasks < other.serviceTasks }
    return tasks < other.tasks
  }
}
