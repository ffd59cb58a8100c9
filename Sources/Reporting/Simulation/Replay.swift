// SPDX-License-Identifier: Apache-2.0

/// The states of a cluster's nodes at regular moments, each as what has changed since the last.
struct Replay: Sendable, Hashable {
  /// The state of a node.
  struct NodeState: Sendable, Hashable {
    /// Whether it is there and takes pods.
    enum Status: Int, Sendable, Hashable {
      case absent, ready, notReady, cordoned
    }

    var status = Status.absent
    /// What its pods request of its CPU, in thousandths.
    var cpu = 0
    /// Likewise of its memory.
    var memory = 0
    /// Its pods that do not run yet, that run, that take requests, and that are to end.
    var starting = 0
    var running = 0
    var ready = 0
    var ending = 0

    /// All its pods.
    var pods: Int { starting + running + ready + ending }

    /// The state as the page's script reads it.
    var numbers: [Int] { [status.rawValue, cpu, memory, starting, running, ready, ending] }
  }

  /// A change of a node's state.
  struct Change: Sendable, Hashable {
    var node: Int
    var state: NodeState
  }

  /// What has changed up to a moment.
  struct Frame: Sendable, Hashable {
    var seconds: Double
    /// How many pods have no node.
    var pending: Int
    var changes: [Change]
  }

  /// The names of the nodes, in the order in which they came.
  var nodes: [String]
  var frames: [Frame]
  /// How many more nodes there were.
  var nodesLeftOut: Int

  /// The states at the last moment.
  var lastStates: [NodeState] {
    var states = Array(repeating: NodeState(), count: nodes.count)
    for frame in frames {
      for change in frame.changes { states[change.node] = change.state }
    }
    return states
  }

  /// The frames as the page's script reads them: numbers in nested lists.
  var numbers: String {
    let frames = frames.map { frame in
      let changes = frame.changes.map { change in
        "[\(([change.node] + change.state.numbers).map(String.init).joined(separator: ","))]"
      }
      return "[\(SVGDrawing.digits(frame.seconds)),\(frame.pending),"
        + "[\(changes.joined(separator: ","))]]"
    }
    return "[\(frames.joined(separator: ","))]"
  }
}
