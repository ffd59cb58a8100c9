// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
import HeapModule

/// A clock that jumps from one appointment to the next.
public final class VirtualClock: Clock {
  private struct Entry: Comparable {
    let time: Int64
    let sequence: UInt64
    let appointment: Appointment

    static func < (left: Entry, right: Entry) -> Bool {
      left.time != right.time ? left.time < right.time : left.sequence < right.sequence
    }

    static func == (left: Entry, right: Entry) -> Bool { left.sequence == right.sequence }
  }

  /// The time.
  public private(set) var now: Timestamp
  private var later = Heap<Entry>()
  /// What is to be done now, in order; most appointments are of this kind.
  private var next: [Appointment] = []
  private var nextIndex = 0
  private var sequence: UInt64 = 0
  /// How many appointments were kept.
  public private(set) var stepCount = 0
  /// Called after every appointment.
  public var afterStep: (() -> Void)?

  /// Creates a clock.
  ///
  /// - Parameter start: What time it is at first.
  public init(start: Timestamp = Timestamp(seconds: 1_767_225_600)) { now = start }

  /// Does something later.
  @discardableResult
  public func schedule(at moment: Timestamp, _ action: @escaping () -> Void) -> Appointment {
    let appointment = Appointment(at: max(moment, now), action)
    if moment <= now {
      next.append(appointment)
    } else {
      sequence += 1
      later.insert(
        Entry(time: moment.microseconds, sequence: sequence, appointment: appointment))
    }
    return appointment
  }

  /// Keeps the next appointment.
  ///
  /// - Parameter horizon: When to stop.
  /// - Returns: `false` where there is none up to then.
  public func step(until horizon: Timestamp) -> Bool {
    while nextIndex < next.count {
      let appointment = next[nextIndex]
      nextIndex += 1
      if nextIndex == next.count {
        next.removeAll(keepingCapacity: next.capacity < 4_096)
        nextIndex = 0
      }
      if perform(appointment) { return true }
    }
    while let entry = later.min, entry.time <= horizon.microseconds {
      _ = later.popMin()
      guard entry.appointment.isPending else { continue }
      now = Timestamp(microseconds: entry.time)
      // What else is due at this moment was scheduled before anything that it leads to.
      while let other = later.min, other.time == entry.time {
        _ = later.popMin()
        next.append(other.appointment)
      }
      if perform(entry.appointment) { return true }
    }
    return false
  }

  private func perform(_ appointment: Appointment) -> Bool {
    guard appointment.isPending else { return false }
    stepCount += 1
    appointment.perform()
    afterStep?()
    return true
  }

  /// Keeps all appointments up to a moment, which it is then.
  ///
  /// - Parameters:
  ///   - horizon: When to stop.
  ///   - isStopped: Asked after every appointment; `true` stops at once.
  ///   - wait: Called before time goes on, with the moment of the next appointment; may let real
  ///     time pass.
  public func run(
    until horizon: Timestamp, isStopped: () -> Bool = { false }, wait: ((Timestamp) -> Void)? = nil
  ) {
    wait?(min(horizon, nextMoment ?? horizon))
    while step(until: horizon) {
      if isStopped() { return }
      guard let wait else { continue }
      let next = min(horizon, nextMoment ?? horizon)
      if next > now { wait(next) }
      if isStopped() { return }
    }
    if now < horizon { now = horizon }
  }

  /// When the next appointment is, `nil` where there is none.
  public var nextMoment: Timestamp? {
    if next[nextIndex...].contains(where: \.isPending) { return now }
    while let entry = later.min, !entry.appointment.isPending { _ = later.popMin() }
    return later.min.map { Timestamp(microseconds: $0.time) }
  }
}
