// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What time it is, and what is to be done later.
///
/// A clock is the loop that all components of a process run on: everything they do is done in an
/// action of the clock, one after another.
public protocol Clock: AnyObject {
  /// The time.
  var now: Timestamp { get }

  /// Does something later.
  ///
  /// Actions of one moment are done in the order in which they were scheduled.
  ///
  /// - Parameters:
  ///   - moment: When; what is in the past is done next.
  ///   - action: What is done.
  /// - Returns: The appointment, which may be cancelled.
  @discardableResult
  func schedule(at moment: Timestamp, _ action: @escaping () -> Void) -> Appointment
}

extension Clock {
  /// Does something after a while.
  ///
  /// - Parameters:
  ///   - delay: In microseconds.
  ///   - action: What is done.
  /// - Returns: The appointment, which may be cancelled.
  @discardableResult
  public func schedule(
    after delay: Int64, _ action: @escaping () -> Void
  ) -> Appointment {
    schedule(at: Timestamp(microseconds: now.microseconds + max(0, delay)), action)
  }

  /// Does something next, after what was scheduled for now before.
  @discardableResult
  public func scheduleNext(_ action: @escaping () -> Void) -> Appointment {
    schedule(at: now, action)
  }
}

/// Something that is to be done at a moment.
public final class Appointment {
  /// When it is done.
  public let moment: Timestamp
  /// What is done; `nil` once it was done or cancelled.
  private var action: (() -> Void)?

  /// Creates an appointment.
  public init(at moment: Timestamp, _ action: @escaping () -> Void) {
    (self.moment, self.action) = (moment, action)
  }

  /// Whether it is still to come.
  public var isPending: Bool { action != nil }

  /// Makes sure that it is not done.
  public func cancel() { action = nil }

  /// Does it, once.
  public func perform() {
    guard let action else { return }
    self.action = nil
    action()
  }
}

extension Timestamp {
  /// A moment some microseconds later.
  public func advanced(by microseconds: Int64) -> Timestamp {
    Timestamp(microseconds: self.microseconds + microseconds)
  }

  /// The beginning of the second, which is how precise most fields of objects are.
  public var wholeSecond: Timestamp {
    Timestamp(microseconds: microseconds - microseconds % 1_000_000)
  }
}
