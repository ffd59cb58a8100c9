// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// A container that answers requests.
final class PodServer {
  /// What its service time is like, worked out once for all that are alike.
  struct Service {
    let duration: RandomDuration
    let mean: Double
    let variation: Double

    /// Finds mean and variation by drawing.
    init(_ duration: RandomDuration) {
      self.duration = duration
      var generator = Draw.generator(seed: 1, "service")
      var (sum, squares) = (0.0, 0.0)
      for _ in 0..<1_024 {
        let time = Double(duration.draw(&generator))
        sum += time
        squares += time * time
      }
      mean = max(1, sum / 1_024)
      variation = max(0, squares / 1_024 / (mean * mean) - 1)
    }
  }

  let pod: ObjectKey
  let uid: String
  let address: String
  let node: String
  let container: String
  let service: Service
  let failureProbability: Double
  let processorTime: Int64
  /// Where each request goes that is made for one, in order.
  let calls: [RequestURL]
  var queue: FluidQueue
  /// How many requests it has begun and not finished.
  var inFlight = 0
  private(set) var load = PodLoad()
  private var measuredDone = 0.0
  private var measuredAt: Int64
  private var run: MachineContainer?
  private var previous: MachineContainer?
  private var hasToldEnd = false
  /// Whether nothing is left of it on its machine.
  private(set) var isGone = false

  init(
    _ pod: Fields, container: Container, node: String, _ behavior: RequestBehavior,
    _ service: Service, at moment: Int64
  ) {
    self.pod = ObjectKey(pod)
    uid = pod.uid
    address = pod.observed["podIP"]?.string ?? ""
    self.node = node
    self.container = container.name ?? ""
    self.service = service
    failureProbability = behavior.failureProbability ?? 0
    processorTime = behavior.processorTime ?? 0
    calls = (behavior.calls ?? []).flatMap { Array(repeating: $0.target, count: $0.count) }
    var capacity = Double(behavior.concurrency ?? 1) / service.mean
    // A container gets no more of processors than its limit.
    if processorTime > 0, let limit = container.resources.limits["cpu"],
      let milli = try? limit.value(in: .milli), milli > 0
    {
      capacity = min(capacity, Double(milli) / 1_000 / Double(processorTime))
    }
    queue = FluidQueue(
      capacity: capacity, servers: max(1, capacity * service.mean),
      limit: Double(behavior.queue ?? 0), variation: service.variation)
    queue.advance(to: moment)
    measuredAt = moment
  }

  /// Looks at what there is of it on its machine.
  ///
  /// - Returns: When it has ended, where that was not told before.
  func look(_ machine: SimulatedMachine?) -> Int64? {
    let latest = machine?.sandbox(uid)?.latest(container)
    isGone = latest == nil
    var end: Int64?
    if let run, run.hasExited, !hasToldEnd {
      hasToldEnd = true
      end = run.finishedAt.microseconds
    }
    if let latest, latest !== run {
      previous = run
      run = latest
      hasToldEnd = false
      if latest.hasExited {
        hasToldEnd = true
        end = latest.finishedAt.microseconds
      }
    }
    return end
  }

  /// Whether it listens at a moment.
  func isUp(at moment: Int64) -> Bool { Self.isUp(run, moment) || Self.isUp(previous, moment) }

  private static func isUp(_ run: MachineContainer?, _ moment: Int64) -> Bool {
    guard let run, run.state != .created,
      run.startedAt.microseconds + run.plan.readyDelay <= moment
    else { return false }
    return !run.hasExited || run.finishedAt.microseconds > moment
  }

  /// Whether it was asked to end.
  var isStopping: Bool { run.map { $0.isStopping || $0.hasExited } ?? true }

  /// Works out how busy it has been since the last time, half a second at least.
  func measure(at moment: Int64) {
    queue.advance(to: moment)
    let passed = moment - measuredAt
    if passed >= 500_000 {
      let rate = (queue.done - measuredDone) / Double(passed) * 1e6
      (measuredDone, measuredAt) = (queue.done, moment)
      load.requestsPerSecond = rate
      load.cpu = Int64((rate * Double(processorTime) / 1_000).rounded())
    }
    load.inFlight = inFlight
  }
}
