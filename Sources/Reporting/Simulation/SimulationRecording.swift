// SPDX-License-Identifier: Apache-2.0

public import Orchestration

/// Keeps of a simulation's log what a report shows: what people did and what broke, and, for
/// replaying, the state of the nodes at regular moments.
public final class SimulationRecording: EventSink {
  /// So many events are kept.
  static let mostEvents = 500

  /// What people did and what broke, in order of time.
  private(set) var events: [SimulationRun.Event] = []
  /// How many more there were.
  private(set) var eventsLeftOut = 0
  private var frames: ReplayBuilder?

  /// Creates a recording.
  ///
  /// - Parameters:
  ///   - horizon: How long the simulation goes on, in microseconds.
  ///   - keepsFrames: Whether it is to be replayed.
  public init(horizon: Int64, keepsFrames: Bool) {
    frames = keepsFrames ? ReplayBuilder(horizon: horizon) : nil
  }

  /// Takes a line.
  public func take(_ entry: LogEntry) {
    frames?.take(entry)
    guard entry.category == .action || entry.category == .fault else { return }
    guard events.count < Self.mostEvents else {
      eventsLeftOut += 1
      return
    }
    events.append(
      SimulationRun.Event(
        seconds: Double(entry.time) / 1e6, isFault: entry.category == .fault,
        object: entry.subject, what: entry.what))
  }

  /// What can be replayed, up to when the run ended.
  func replay(until seconds: Double) -> Replay? {
    var frames = frames
    return frames?.finished(at: Int64((seconds * 1e6).rounded()))
  }
}
