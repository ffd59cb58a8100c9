// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// A container on a machine: one run of one program.
///
/// It stays known after its end, as a container runtime keeps it until it is removed.
package final class MachineContainer {
  /// What it does.
  package enum State: UInt8, Sendable {
    /// It is being made.
    case created
    /// It runs.
    case running
    /// It has ended.
    case exited
  }

  /// How it ended.
  package enum Reason: UInt8, Sendable {
    case completed, error, outOfMemory, unknown

    /// The word that statuses have.
    package var text: String {
      switch self {
      case .completed: "Completed"
      case .error: "Error"
      case .outOfMemory: "OOMKilled"
      case .unknown: "Unknown"
      }
    }
  }

  /// Its name in the pod.
  package let name: String
  /// How many there were before it.
  package let attempt: Int
  /// What it does.
  package internal(set) var plan: ContainerPlan
  /// In which sandbox of its pod it runs, counted from zero.
  let sandboxAttempt: Int
  /// The image it runs.
  let image: String
  /// What it is for.
  let role: BehaviorSubject.Role
  package internal(set) var state = State.created
  package internal(set) var startedAt = Timestamp(microseconds: 0)
  package internal(set) var finishedAt = Timestamp(microseconds: 0)
  /// By how many microseconds the machine's clock was ahead when it started.
  var clockOffset: Int64 = 0
  package internal(set) var exitCode = 0
  package internal(set) var reason = Reason.completed
  /// What it has written that is on no volume; it goes with the container.
  var layer: [String: String] = [:]
  /// What it was given when it started; `nil` for nothing.
  var configuration: ContainerConfiguration?
  /// When it starts or ends by itself.
  var appointment: Appointment?
  /// When it is killed, once it was asked to end.
  var killing: Appointment?
  var killMoment: Timestamp?
  /// What it writes later.
  var writing: [Appointment] = []

  init(_ subject: BehaviorSubject, plan: ContainerPlan, sandboxAttempt: Int) {
    self.sandboxAttempt = sandboxAttempt
    (name, attempt) = (subject.container, subject.attempt)
    (image, role, self.plan) = (subject.image, subject.role, plan)
  }

  /// Whether it runs.
  package var isRunning: Bool { state == .running }
  /// Whether it has ended.
  package var hasExited: Bool { state == .exited }
  /// Whether it was asked to end.
  package var isStopping: Bool { killMoment != nil && !hasExited }

  /// How much memory it uses at a moment.
  package func memory(at moment: Timestamp) -> Int64 {
    guard isRunning, let curve = plan.memory else { return 0 }
    return curve.amount(at: moment.microseconds - startedAt.microseconds)
  }

  func cancelAppointments() {
    appointment?.cancel()
    killing?.cancel()
    for writing in writing { writing.cancel() }
    (appointment, killing, writing) = (nil, nil, [])
  }
}
