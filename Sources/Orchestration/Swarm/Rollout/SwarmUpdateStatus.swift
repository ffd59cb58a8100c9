// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How far an update of a service is, as `status.UpdateStatus` says.
struct SwarmUpdateStatus: Equatable {
  /// The states of Docker.
  enum State: String {
    case updating
    case paused
    case completed
    case rollbackStarted = "rollback_started"
    case rollbackPaused = "rollback_paused"
    case rollbackCompleted = "rollback_completed"

    /// Whether tasks are being replaced.
    var isActive: Bool { self == .updating || self == .rollbackStarted }
    /// Whether it waits for people.
    var isPaused: Bool { self == .paused || self == .rollbackPaused }
    /// Whether it goes back.
    var isRollback: Bool {
      self == .rollbackStarted || self == .rollbackPaused || self == .rollbackCompleted
    }
  }

  var state: State
  var message: String
  /// When it began, in microseconds; the identity of the update.
  var startedAt: Int64
  /// When it ended, in microseconds.
  var completedAt: Int64?
  /// What tasks are replaced by.
  var version: String
  /// How many slots were to be replaced.
  var slots: Int
  /// The generation of the service when it began.
  var generation: Int

  /// The name of the update on its tasks.
  var identity: String { String(startedAt) }

  init(
    _ state: State, _ message: String, at now: Int64, version: String, slots: Int,
    _ service: Fields
  ) {
    (self.state, self.message, startedAt) = (state, message, now)
    (self.version, self.slots, generation) = (version, slots, service.generation)
  }

  /// Reads the status of a service; `nil` where it was never updated.
  init?(_ service: Fields) {
    guard let fields = service["status"]?[path: "UpdateStatus"]?.object,
      let state = fields["State"]?.string.flatMap(State.init)
    else { return nil }
    self.state = state
    message = fields["Message"]?.string ?? ""
    startedAt = fields.integer("ID") ?? 0
    completedAt = fields.moment("CompletedAt")?.microseconds
    version = fields["SpecVersion"]?.string ?? ""
    slots = fields.wholeNumber("Slots") ?? 0
    generation = fields.wholeNumber("Generation") ?? 0
  }

  /// As it stands in the status.
  var value: Value {
    var fields: Fields = [
      "State": .string(state.rawValue),
      "StartedAt": Timestamp(microseconds: startedAt).wholeSecond.value,
      "Message": .string(message), "ID": .integer(startedAt), "SpecVersion": .string(version),
      "Slots": .integer(Int64(slots)), "Generation": .integer(Int64(generation)),
    ]
    if let completedAt {
      fields["CompletedAt"] = Timestamp(microseconds: completedAt).wholeSecond.value
    }
    return .object(fields)
  }
}
