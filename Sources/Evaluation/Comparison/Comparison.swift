// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// Runs strategies on inputs, checks every packing, and sets the results beside a proven bound.
///
/// Nothing is believed unverified: each packing goes through `PackingVerifier`, each bound is
/// compared with every packing of the same input, and repetitions with one seed must agree.
///
/// The order of the report and everything in it but the times depends only on the inputs, the
/// strategies and the options, whatever the number of jobs, unless a time limit cuts runs short.
public struct Comparison: Sendable {
  /// The strategies, in the order of the report.
  public var strategies: [any PackingStrategy]

  /// How they are run.
  public var options: ComparisonOptions

  /// The bounds that no strategy proves.
  public var bounds: BoundMethods

  /// What measures time.
  public var clock: any Clock<Duration>

  /// Ends the comparison early: runs at work stop, runs to come are reported as cancelled.
  public var cancellation: Cancellation

  /// Is told what happens; called from several threads.
  public var progress: @Sendable (ComparisonEvent) -> Void

  /// Creates a comparison.
  public init(
    strategies: [any PackingStrategy], options: ComparisonOptions = ComparisonOptions(),
    bounds: BoundMethods, clock: any Clock<Duration> = ContinuousClock(),
    cancellation: Cancellation = Cancellation(),
    progress: @escaping @Sendable (ComparisonEvent) -> Void = { _ in }
  ) {
    self.strategies = strategies
    self.options = options
    self.bounds = bounds
    self.clock = clock
    self.cancellation = cancellation
    self.progress = progress
  }

  /// Runs everything.
  public func run(_ inputs: [ComparisonInput]) async -> ComparisonResult {
    let surveys = inputs.map { InputSurvey($0.problem) }
    let tasks = tasks(for: inputs)
    var collected = inputs.indices.map {
      InputResults(input: inputs[$0], survey: surveys[$0], options: options)
    }
    await withTaskGroup(of: (Int, TaskOutcome).self) { group in
      var next = 0
      var running = 0
      while next < tasks.count || running > 0 {
        while next < tasks.count, running < options.jobs {
          let (position, task) = (next, tasks[next])
          let (input, survey) = (inputs[task.input], surveys[task.input])
          let step = ComparisonStep(
            position: position, total: tasks.count, input: input.description.name,
            strategy: task.strategy?.name, seed: task.seed)
          group.addTask { (position, perform(task, on: input, survey: survey, step: step)) }
          next += 1
          running += 1
        }
        guard let (position, outcome) = await group.next() else { break }
        running -= 1
        collected[tasks[position].input].add(outcome, from: position)
      }
    }
    return ComparisonResult(results: collected.map { $0.finished() })
  }

  private func tasks(for inputs: [ComparisonInput]) -> [ComparisonTask] {
    var tasks: [ComparisonTask] = []
    for input in inputs.indices {
      tasks.append(ComparisonTask(input: input, strategy: nil, seed: options.seeds[0]))
      for strategy in strategies {
        for seed in strategy.usesSeed ? options.seeds : [options.seeds[0]] {
          tasks.append(ComparisonTask(input: input, strategy: strategy, seed: seed))
        }
      }
    }
    return tasks
  }

  private func perform(
    _ task: ComparisonTask, on input: ComparisonInput, survey: InputSurvey, step: ComparisonStep
  ) -> TaskOutcome {
    progress(.started(step))
    defer { progress(.finished(step)) }
    guard let strategy = task.strategy else { return prove(input.problem) }
    let runner = TrialRunner(
      input: input, survey: survey, strategy: strategy, seed: task.seed, options: options,
      clock: clock, cancellation: cancellation,
      progress: { [progress] in progress(.advanced(step, $0)) })
    return .trial(runner.run())
  }

  private func prove(_ problem: PackingProblem) -> TaskOutcome {
    let limit = options.timeLimit.map { Deadline.after($0, on: clock) } ?? .never
    let deadline = Deadline { [cancellation] in
      cancellation.isCancelled ? .zero : limit.remaining ?? .seconds(1 << 40)
    }
    var bound = LowerBound.trivial
    var reason: String?
    let time = clock.measure {
      bound = bounds.best(problem, deadline)
      reason = bounds.infeasibility(problem)
    }
    return .bound(bound, infeasibility: reason, seconds: time / .seconds(1))
  }
}

/// One unit of work: the bound of an input, or a strategy with a seed.
struct ComparisonTask: Sendable {
  var input: Int
  var strategy: (any PackingStrategy)?
  var seed: UInt64
}

/// What a unit of work ends with.
enum TaskOutcome: Sendable {
  case bound(LowerBound, infeasibility: String?, seconds: Double)
  case trial(Trial)
}

extension PackingStrategy {
  /// Whether another seed can give another packing.
  var usesSeed: Bool {
    family == .improvement || name.hasPrefix("random")
  }
}
