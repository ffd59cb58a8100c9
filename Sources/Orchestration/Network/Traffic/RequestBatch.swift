// SPDX-License-Identifier: Apache-2.0

/// Some requests that go the same way at the same time.
final class RequestBatch {
  /// A pod that works on them, or waits for what it has called.
  struct Frame {
    let server: PodServer
    let service: RequestLedger?
    /// When they came to it.
    let arrival: Int64
    /// How many calls it has made.
    var callsMade = 0
    /// Whether they have come to it by now.
    var hasArrived = false
  }

  let number: Int
  let flow: Int
  /// How many there are; fewer once some have failed.
  var count: Int
  /// How often they were tried before.
  let attempt: Int
  /// When they were made at first.
  let start: Int64
  /// When they have failed without an answer.
  let deadline: Int64
  /// Within what time they come, in microseconds.
  let spread: Int64
  /// The pods that work on them, each called by the one before.
  var frames: [Frame] = []
  /// The step that is to come; older ones of the batch no longer count.
  var pending = 0
  /// Where they count as failed whom nobody answers.
  var unreachable: RequestLedger?
  /// Whether they count as made.
  var isCounted: Bool

  init(
    number: Int, flow: Int, count: Int, attempt: Int, start: Int64, deadline: Int64, spread: Int64
  ) {
    (self.number, self.flow, self.count, self.attempt) = (number, flow, count, attempt)
    (self.start, self.deadline, self.spread) = (start, deadline, spread)
    isCounted = attempt > 0
  }
}

/// Something that happens to requests at a moment.
struct TrafficEvent: Comparable {
  enum Kind {
    /// They come to a pod.
    case arrive(RequestBatch)
    /// The pod has done its own work.
    case finish(RequestBatch)
    /// They have waited for too long.
    case expire(RequestBatch)
    /// They fail.
    case fail(RequestBatch, RequestFailure)
    /// A container has ended.
    case end(PodServer)
  }

  let time: Int64
  let order: Int
  let kind: Kind

  static func == (left: TrafficEvent, right: TrafficEvent) -> Bool { left.order == right.order }
  static func < (left: TrafficEvent, right: TrafficEvent) -> Bool {
    (left.time, left.order) < (right.time, right.order)
  }
}
