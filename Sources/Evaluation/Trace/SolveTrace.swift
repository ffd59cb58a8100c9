// SPDX-License-Identifier: Apache-2.0

/// How a run came to its result: what it knew at which time.
///
/// Within a trace incumbents only fall and bounds only rise. The last event is the end of the run.
/// The names of the coding keys are stable field names of the reports.
public struct SolveTrace: Codable, Sendable, Hashable {
  /// When the last improvement of the packing came; `nil` without one or without timings.
  public var secondsToBest: Double?
  /// When the last improvement of the bound came; `nil` without one or without timings.
  public var secondsToBound: Double?
  /// When the bound met the packing's cost; `nil` where it did not, or without timings.
  public var secondsToProof: Double?
  /// What was known, in the order in which it came.
  public var events: [TraceEvent]

  /// Creates a trace whose milestones are those of its events.
  public init(events: [TraceEvent]) {
    self.events = events
    var known = TraceEvent(phase: "")
    for event in events {
      if let cost = event.cost {
        let usesFewer = known.nodes.map { event.nodes ?? .max < $0 } ?? false
        if cost != known.cost || usesFewer { secondsToBest = event.seconds }
      }
      if event.bound != nil, event.bound != known.bound { secondsToBound = event.seconds }
      if !known.isProven, event.isProven { secondsToProof = event.seconds }
      known = event
    }
  }

  /// The same without any time.
  public var withoutTimings: SolveTrace {
    SolveTrace(
      events: events.map { event in
        var event = event
        event.seconds = nil
        return event
      })
  }
}

/// What a run knew at one moment.
public struct TraceEvent: Codable, Sendable, Hashable {
  /// The time since the run began; `nil` where timings are left out.
  public var seconds: Double?
  /// The part of the method at work.
  public var phase: String
  /// What the best packing so far costs.
  public var cost: Int64?
  /// How many nodes it uses, where the method said so.
  public var nodes: Int?
  /// The best proven bound on the cost so far.
  public var bound: Int64?
  /// (cost − bound) / bound.
  public var gap: Double?
  /// How many patterns a method that generates them has.
  public var columns: Int?
  /// How many nodes of a search tree have been looked at.
  public var treeNodes: Int?

  /// Creates an event; its gap follows from its cost and bound.
  public init(
    seconds: Double? = nil, phase: String, cost: Int64? = nil, nodes: Int? = nil,
    bound: Int64? = nil, columns: Int? = nil, treeNodes: Int? = nil
  ) {
    self.seconds = seconds
    self.phase = phase
    self.cost = cost
    self.nodes = nodes
    self.bound = bound
    self.columns = columns
    self.treeNodes = treeNodes
    gap = TraceEvent.gap(cost: cost, bound: bound)
  }

  /// Whether the bound shows that no packing costs less.
  public var isProven: Bool {
    guard let cost, let bound else { return false }
    return bound >= cost
  }

  /// The relative gap of a cost to a bound; `nil` where one is missing or the bound says nothing.
  public static func gap(cost: Int64?, bound: Int64?) -> Double? {
    guard let cost, let bound else { return nil }
    guard bound > 0 else { return cost == 0 ? 0 : nil }
    return max(0, Double(cost) - Double(bound)) / Double(bound)
  }
}
