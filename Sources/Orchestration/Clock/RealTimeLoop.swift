// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Keeps the appointments of a clock when they are due by real time, and does between them what
/// others ask for.
///
/// Components notice no difference from virtual time: everything is still done by one loop, one
/// thing after another. Where more is to be done than there is time for, appointments are kept late,
/// in their order. Time never goes back, whatever happens to the clock of the machine.
public final class RealTimeLoop<Context> {
  /// Something to be done with what the loop works on.
  public typealias Job = @Sendable (Context) -> Void

  /// The way in, from any thread.
  public struct Entrance: Sendable {
    fileprivate let jobs: AsyncStream<Job>.Continuation

    /// Has something done, once its turn has come.
    ///
    /// - Returns: `false` where the loop has ended.
    @discardableResult
    public func submit(_ job: @escaping Job) -> Bool {
      if case .enqueued = jobs.yield(job) { true } else { false }
    }

    /// Has something done, and waits for what comes of it.
    ///
    /// - Throws: `CancellationError` where the loop has ended; what the job throws.
    public func perform<Result: Sendable>(
      _ job: @escaping @Sendable (Context) throws -> Result
    ) async throws -> Result {
      try await withCheckedThrowingContinuation { answer in
        let isTaken = submit { context in
          answer.resume(with: Swift.Result { try job(context) })
        }
        if !isTaken { answer.resume(throwing: CancellationError()) }
      }
    }

    /// Ends the loop after everything that was submitted before.
    public func close() { jobs.finish() }
  }

  /// The clock, which shows the real time whenever something is done.
  public let clock: VirtualClock
  /// The way in, from any thread.
  public let entrance: Entrance
  private let context: Context
  private let speed: Double
  private let jobs: AsyncStream<Job>
  private var timer: (moment: Timestamp, task: Task<Void, Never>)?

  /// Creates a loop.
  ///
  /// - Parameters:
  ///   - clock: The clock; its time at the beginning of `run` is that of the beginning.
  ///   - speed: How many seconds pass on the clock in a real one.
  ///   - context: What jobs work on.
  public init(_ clock: VirtualClock, speed: Double = 1, context: Context) {
    (self.clock, self.context) = (clock, context)
    self.speed = speed > 0 && speed.isFinite ? speed : 1
    let (stream, continuation) = AsyncStream.makeStream(of: Job.self)
    jobs = stream
    entrance = Entrance(jobs: continuation)
  }

  /// Runs until the task is cancelled, the entrance is closed or the horizon is reached.
  ///
  /// It can run once. What was submitted in time is done, whatever ends it.
  ///
  /// - Parameters:
  ///   - horizon: When to stop; never where `nil`.
  ///   - isolation: Where everything is done; the caller's own.
  public func run(
    until horizon: Timestamp? = nil, isolation: isolated (any Actor)? = #isolation
  ) async {
    let began = ContinuousClock.now
    let origin = clock.now.microseconds
    func reached() -> Timestamp {
      let seconds = (ContinuousClock.now - began) / .seconds(1)
      let now = Timestamp(microseconds: origin + Int64(seconds * speed * 1e6))
      return horizon.map { min($0, now) } ?? now
    }
    var iterator = jobs.makeAsyncIterator()
    while true {
      clock.run(until: reached())
      if let horizon, clock.now >= horizon { break }
      let next = [clock.nextMoment, horizon].compactMap { $0 }.min()
      wake(at: next, after: began, origin)
      guard let job = await iterator.next(isolation: isolation) else { break }
      clock.run(until: reached())
      job(context)
    }
    timer?.task.cancel()
    timer = nil
    entrance.close()
    while !Task.isCancelled, let job = await iterator.next(isolation: isolation) { job(context) }
  }

  /// Has the loop go on at a moment.
  private func wake(at moment: Timestamp?, after began: ContinuousClock.Instant, _ origin: Int64) {
    if let timer, timer.moment == moment, timer.moment > clock.now { return }
    timer?.task.cancel()
    timer = nil
    guard let moment else { return }
    let seconds = Double(moment.microseconds - origin) / 1e6 / speed
    let entrance = entrance
    let task = Task {
      // Rounded up, so that the moment has come.
      try? await Task.sleep(until: began + .seconds(seconds) + .microseconds(2), clock: .continuous)
      if !Task.isCancelled { entrance.submit { _ in } }
    }
    timer = (moment, task)
  }
}
