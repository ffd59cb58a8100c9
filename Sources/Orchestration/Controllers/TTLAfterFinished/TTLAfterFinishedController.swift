// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Deletes jobs that have ended, after the time for which they are to be kept.
///
/// From `pkg/controller/ttlafterfinished/ttlafterfinished_controller.go`.
public final class TTLAfterFinishedController: Component {
  /// The name.
  public let name = "ttl-after-finished-controller"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let jobs: Informer

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    jobs = loop.watch(.jobs) { change in
      if case .removed = change { return [] }
      return Self.end(change.object) == nil ? [] : [change.key]
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends.
  public func stop() { loop.stop() }

  /// When a job is to be deleted; `nil` where it is not.
  private static func end(_ job: Fields) -> Timestamp? {
    guard !job.isTerminating,
      let seconds = job.wanted.integer("ttlSecondsAfterFinished"),
      let finish = job.finishedCondition?.moment("lastTransitionTime")
    else { return nil }
    return finish.advanced(by: seconds * 1_000_000)
  }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    // Deleting by mistake cannot be undone, so the job is read anew.
    guard let job = try environment.client.find(.jobs, key), let end = Self.end(job) else {
      return
    }
    let left = end.microseconds - environment.clock.now.microseconds
    guard left <= 0 else { return loop.add(key, after: left) }
    try environment.client.deleteIfPresent(
      .jobs, key,
      DeleteOptions(
        propagation: .foreground, uid: job.uid,
        resourceVersion: job.metadata["resourceVersion"]?.string))
  }
}
