// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// An image that a container waits for.
final class ImageRequest {
  /// How it went.
  enum Outcome {
    case waiting
    case fetched(after: Int64, waited: Int64, size: Int64)
    case failed(String)
  }

  let subject: BehaviorSubject
  let askedAt: Timestamp
  var outcome = Outcome.waiting
  var pull: ImagePull?
  var whenDone: (() -> Void)?

  init(_ subject: BehaviorSubject, at now: Timestamp) {
    (self.subject, askedAt) = (subject, now)
  }
}

/// The images that the containers of a node wait for, one after another or all at once.
///
/// From `pkg/kubelet/images/puller.go`.
final class ImageRequests {
  private let machine: SimulatedMachine
  private let isSerial: Bool
  private var queue: [ImageRequest] = []
  private var current: [ImageRequest] = []

  init(_ machine: SimulatedMachine, isSerial: Bool) {
    (self.machine, self.isSerial) = (machine, isSerial)
  }

  /// Asks for an image.
  ///
  /// - Parameters:
  ///   - subject: For whom.
  ///   - whenDone: Called once it is there or has failed, unless that is so on return.
  /// - Returns: The request, which says how it went.
  func request(_ subject: BehaviorSubject, _ whenDone: @escaping () -> Void) -> ImageRequest {
    let request = ImageRequest(subject, at: machine.clock.now)
    queue.append(request)
    startNext()
    if case .waiting = request.outcome { request.whenDone = whenDone }
    return request
  }

  private func startNext() {
    while !queue.isEmpty, !isSerial || current.isEmpty {
      start(queue.removeFirst())
    }
  }

  private func start(_ request: ImageRequest) {
    let now = machine.clock.now
    let image = request.subject.image
    var pull = machine.world.behaviors.pull(for: request.subject, at: now)
    // What the machine has is only asked for, not fetched again.
    if machine.images[image] != nil, pull.failure == nil { (pull.size, pull.time) = (0, 0) }
    let known = machine.images[image]
    request.pull = machine.pull(image, pull) { [weak self, unowned machine] done in
      guard let self else { return }
      let finished = machine.clock.now.microseconds
      if let failure = done.failure {
        request.outcome = .failed(failure)
      } else {
        request.outcome = .fetched(
          after: finished - done.startedAt.microseconds,
          waited: finished - request.askedAt.microseconds, size: done.size)
      }
      self.current.removeAll { $0 === request }
      request.pull = nil
      let whenDone = request.whenDone
      request.whenDone = nil
      whenDone?()
      self.startNext()
    }
    if let known { machine.images[image] = known }
    if request.pull == nil {
      request.outcome =
        pull.failure.map { .failed($0) }
        ?? .fetched(
          after: 0, waited: now.microseconds - request.askedAt.microseconds,
          size: known ?? pull.size)
      let whenDone = request.whenDone
      request.whenDone = nil
      whenDone?()
    } else {
      current.append(request)
    }
  }

  /// Does without an image.
  func cancel(_ request: ImageRequest) {
    request.whenDone = nil
    queue.removeAll { $0 === request }
    if let pull = request.pull { machine.cancel(pull) }
    current.removeAll { $0 === request }
    startNext()
  }

  /// Does without all of them, as when the kubelet ends.
  func cancelAll() {
    queue = []
    for request in current {
      request.whenDone = nil
      if let pull = request.pull { machine.cancel(pull) }
    }
    current = []
  }
}
