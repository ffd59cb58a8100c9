// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// How large a graph of patterns may become before it is given up.
struct GraphLimits: Sendable {
  /// The most partial patterns that are told apart, of all bin types together.
  var states = 2_000_000
  /// The most sets of continuations of partial patterns that are told apart.
  var nodes = 100_000
  /// The most arcs of the graph, once compressed; each is an integer variable.
  var arcs = 60_000

  /// How long turning a node of the diagram into arcs takes at most, on a slow machine.
  static let microsecondsPerNode = 10

  /// How many arcs there may be for each millisecond left, as loading and factorising a model
  /// cannot be interrupted; see `SizeGuard`.
  static let arcsPerMillisecond = SizeGuard.variablesPerMillisecond
}

/// Which steps make the graph smaller; all of them, but for tests.
struct GraphCompression: OptionSet, Sendable {
  let rawValue: Int

  /// What is free is lowered to what items to come can use up.
  static let lifting = GraphCompression(rawValue: 1)
  /// Partial patterns with the same continuations are one node.
  static let reduction = GraphCompression(rawValue: 2)
  /// Nodes with the same longest way to the end in every resource are one.
  static let merging = GraphCompression(rawValue: 4)
  /// Nodes with a single arc in or out are taken out.
  static let contraction = GraphCompression(rawValue: 8)

  static let none: GraphCompression = []
  static let all: GraphCompression = [.lifting, .reduction, .merging, .contraction]
}

/// Why there is no graph.
enum GraphRefusal: Error {
  /// A rule that is no matter of amounts.
  case rule(String)
  /// More partial patterns than allowed, found after some of the shapes of a bin type.
  case states(limit: Int, shapes: Int, of: Int, binType: String)
  /// More different sets of continuations than allowed.
  case nodes(Int, limit: Int)
  /// More arcs than allowed.
  case arcs(Int, limit: Int)
  /// More arcs than can be loaded in time.
  case arcsInTime(Int, milliseconds: Int)
  /// Time was up, or somebody asked for an end.
  case stopped(StopReason)
}

extension GraphRefusal {
  /// What was found.
  var message: String {
    switch self {
    case .rule(let rule):
      "arc flow does not model \(rule)"
    case .states(let limit, let shapes, let all, let name):
      "the arc-flow graph would have more than \(limit) partial patterns: so many were found after "
        + "\(shapes) of the \(all) shapes that fit into bin type '\(name)'"
    case .nodes(let nodes, let limit):
      "the arc-flow graph would have \(nodes) nodes before its last compression, more than "
        + "\(limit)"
    case .arcs(let arcs, let limit):
      "the arc-flow graph would have \(arcs) arcs, more than \(limit)"
    case .arcsInTime(let arcs, let milliseconds):
      "the arc-flow graph would have \(arcs) arcs, too many for \(milliseconds) ms"
    case .stopped:
      "the solve was stopped before the arc-flow graph was built"
    }
  }

  /// Why the solve ends.
  var stop: StopReason {
    switch self {
    case .rule, .states, .nodes, .arcs: .unsupported
    case .arcsInTime: .timeLimit
    case .stopped(let reason): reason
    }
  }
}
