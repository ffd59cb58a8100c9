// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// An image that is being fetched.
final class ImagePull {
  let image: String
  let size: Int64
  let failure: String?
  /// How many bytes are still to come.
  fileprivate var rest: Double
  /// When it is there, where that does not depend on the bandwidth.
  fileprivate let moment: Timestamp?
  let startedAt: Timestamp
  fileprivate var whenDone: ((ImagePull) -> Void)?

  fileprivate init(
    image: String, _ pull: BehaviorSet.Pull, at now: Timestamp,
    _ whenDone: @escaping (ImagePull) -> Void
  ) {
    (self.image, size, failure, startedAt) = (image, pull.size, pull.failure, now)
    rest = Double(pull.size)
    moment = pull.time.map { now.advanced(by: $0) }
    self.whenDone = whenDone
  }
}

extension SimulatedMachine {
  /// Has the machine an image already, as after a start with a full disk.
  public func preload(_ image: String, size: Int64 = 0) { images[image] = size }

  /// Fetches an image; all that are fetched at once share the bandwidth.
  ///
  /// - Parameters:
  ///   - image: The image.
  ///   - pull: How it goes.
  ///   - whenDone: Called when it is there or has failed.
  /// - Returns: `nil` where it was there, or has failed, at once.
  func pull(
    _ image: String, _ pull: BehaviorSet.Pull, _ whenDone: @escaping (ImagePull) -> Void
  ) -> ImagePull? {
    settlePulls()
    let entry = ImagePull(image: image, pull, at: clock.now, whenDone)
    if pull.time ?? 0 == 0, pull.size == 0 || pull.time == 0 || pull.failure != nil {
      if pull.failure == nil { images[image] = pull.size }
      return nil
    }
    pulls.append(entry)
    schedulePulls()
    return entry
  }

  /// Gives up fetching an image.
  func cancel(_ pull: ImagePull) {
    guard pulls.contains(where: { $0 === pull }) else { return }
    settlePulls()
    pull.whenDone = nil
    pulls.removeAll { $0 === pull }
    schedulePulls()
  }

  private var sharing: Int { pulls.count { $0.moment == nil } }

  /// Counts the bytes that have come since the last time.
  private func settlePulls() {
    let passed = Double(clock.now.microseconds - pullsSettledAt.microseconds) / 1_000_000
    pullsSettledAt = clock.now
    let count = sharing
    guard count > 0, passed > 0 else { return }
    let each = passed * Double(world.bandwidth) / Double(count)
    for pull in pulls where pull.moment == nil { pull.rest -= each }
  }

  private func schedulePulls() {
    pullAppointment?.cancel()
    pullAppointment = nil
    let speed = Double(world.bandwidth) / Double(max(1, sharing))
    let next = pulls.map { pull in
      pull.moment?.microseconds
        ?? clock.now.microseconds + Int64((max(0, pull.rest) / speed * 1_000_000).rounded(.up))
    }.min()
    guard let next else { return }
    pullAppointment = clock.schedule(at: Timestamp(microseconds: next)) { [weak self] in
      self?.finishPulls()
    }
  }

  private func finishPulls() {
    settlePulls()
    // Less than a byte is a matter of rounding.
    let done = pulls.filter { pull in pull.moment.map { $0 <= clock.now } ?? (pull.rest < 1) }
    pulls.removeAll { pull in done.contains { $0 === pull } }
    schedulePulls()
    for pull in done {
      if pull.failure == nil { images[pull.image] = pull.size }
      pull.whenDone?(pull)
    }
  }
}
