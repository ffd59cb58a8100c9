// SPDX-License-Identifier: Apache-2.0

import Synchronization
import VectorPacking

/// Records what a run reports, in little memory however often it reports.
///
/// Every improvement of the packing or of the bound is kept. Of the other reports every first is
/// kept, then every second, every fourth and so on, such that at most `plainLimit` of them stay;
/// which ones depends on how many there are, not on the time.
final class TraceRecorder: Sendable {
  /// The most events that say nothing new of the packing or the bound.
  static let plainLimit = 256

  fileprivate struct State {
    var events: [TraceEvent] = []
    /// Where each event that brought no improvement stands in the sequence of such reports.
    var ordinals: [Int?] = []
    var plainKept = 0
    var plainSeen = 0
    var stride = 1
    /// The best known so far.
    var known = TraceEvent(phase: "")
  }

  private let elapsed: @Sendable () -> Duration
  private let state = Mutex(State())

  /// Starts to record; the time begins now.
  init(on clock: any Clock<Duration>) {
    elapsed = TraceRecorder.stopwatch(on: clock)
  }

  private static func stopwatch<C: Clock>(on clock: C) -> @Sendable () -> Duration
  where C.Duration == Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }

  /// Takes note of a report; safe to call from any thread.
  func record(_ progress: SolveProgress) {
    state.withLock { state in
      let isBetter = state.learn(progress)
      if !isBetter {
        state.plainSeen += 1
        guard (state.plainSeen - 1).isMultiple(of: state.stride) else { return }
      }
      // Inside the lock, so that times only grow.
      state.known.seconds = elapsed() / .seconds(1)
      state.keep(isBetter: isBetter)
    }
  }

  /// Ends the recording.
  ///
  /// What was reported is not believed beyond the result: a packing that is cheaper than the
  /// verified one, and a bound above its cost, are left out.
  ///
  /// - Parameters:
  ///   - cost: What the verified packing of all placeable items costs, if there is one.
  ///   - nodes: How many nodes it uses.
  ///   - bound: The bound that the run ended with.
  ///   - time: How long the run took.
  /// - Returns: The trace, or `nil` if the run never reported anything.
  func trace(cost: Int64?, nodes: Int?, bound: Int64?, time: Duration) -> SolveTrace? {
    state.withLock { state in
      guard !state.events.isEmpty else { return nil }
      let events = state.events.map { event in
        let isReached = cost.map { event.cost ?? .max >= $0 } ?? false
        let isRefuted = cost.map { event.bound ?? .min > $0 } ?? false
        return TraceEvent(
          seconds: event.seconds, phase: event.phase, cost: isReached ? event.cost : nil,
          nodes: isReached ? event.nodes : nil, bound: isRefuted ? nil : event.bound,
          columns: event.columns, treeNodes: event.treeNodes)
      }
      let last = events.last
      let strongest = [last?.bound, bound].compactMap { $0 }.filter { $0 <= cost ?? .max }.max()
      let end = TraceEvent(
        seconds: max(time / .seconds(1), last?.seconds ?? 0), phase: "end", cost: cost,
        nodes: nodes, bound: strongest, columns: last?.columns, treeNodes: last?.treeNodes)
      return SolveTrace(events: events + [end])
    }
  }
}

extension TraceRecorder.State {
  /// Takes over what is news, and says whether the packing or the bound got better.
  fileprivate mutating func learn(_ progress: SolveProgress) -> Bool {
    var isBetter = false
    known.phase = progress.phase
    known.columns = progress.columns ?? known.columns
    known.treeNodes = progress.nodes ?? known.treeNodes
    if let cost = progress.incumbentCost {
      if cost < known.cost ?? .max {
        known.cost = cost
        known.nodes = progress.incumbentBins
        isBetter = true
      } else if cost == known.cost, let nodes = progress.incumbentBins {
        isBetter = known.nodes.map { nodes < $0 } ?? false
        known.nodes = min(nodes, known.nodes ?? .max)
      }
    }
    if let bound = progress.boundCost, bound > known.bound ?? .min {
      known.bound = bound
      isBetter = true
    }
    return isBetter
  }

  /// Adds what is known, and thins the events that brought no improvement once there are too many.
  fileprivate mutating func keep(isBetter: Bool) {
    events.append(known)
    ordinals.append(isBetter ? nil : plainSeen - 1)
    if isBetter { return }
    plainKept += 1
    guard plainKept > TraceRecorder.plainLimit else { return }
    stride *= 2
    let kept = ordinals.indices.filter { ordinals[$0]?.isMultiple(of: stride) ?? true }
    events = kept.map { events[$0] }
    ordinals = kept.map { ordinals[$0] }
    plainKept = ordinals.count { $0 != nil }
  }
}
