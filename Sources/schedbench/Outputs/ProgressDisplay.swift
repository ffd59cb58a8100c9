// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Foundation
import Synchronization
import VectorPacking

/// Shows on standard error how far a comparison is.
///
/// On a terminal that is one line with a bar, the run at work, what it has found and proven, and
/// the time it has left; elsewhere, if asked for, one line per finished run.
final class ProgressDisplay: Sendable {
  /// How progress is shown.
  enum Mode: Sendable {
    case bar
    case lines
  }

  private struct State {
    var finished = 0
    var total = 0
    var running: [Int: Activity] = [:]
    var isClosed = false
  }

  private struct Activity {
    var step: ComparisonStep
    var since: ContinuousClock.Instant
    var known = SolveProgress(phase: "")
  }

  private let mode: Mode
  private let timeLimit: Duration?
  private let state = Mutex(State())

  /// Starts to show progress.
  init(mode: Mode, timeLimit: Duration?) {
    self.mode = mode
    self.timeLimit = timeLimit
    guard mode == .bar else { return }
    // A thread of its own, because the solves may keep all others busy.
    Thread.detachNewThread { [weak self] in
      repeat {
        Thread.sleep(forTimeInterval: 0.15)
      } while self?.draw() == true
    }
  }

  /// Takes note of an event.
  func show(_ event: ComparisonEvent) {
    let line: String? = state.withLock { state in
      switch event {
      case .started(let step):
        state.total = step.total
        state.running[step.position] = Activity(step: step, since: .now)
      case .advanced(let step, let news):
        guard let activity = state.running[step.position] else { return nil }
        state.running[step.position]?.known = activity.known.updated(by: news)
      case .finished(let step):
        state.running[step.position] = nil
        state.finished += 1
        return "[\(state.finished)/\(state.total)] \(ProgressLine.title(of: step))\n"
      }
      return nil
    }
    if mode == .lines, let line { Console.note(line) }
  }

  /// Wipes the bar away.
  func close() {
    let wasOpen = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard mode == .bar, wasOpen else { return }
    Console.note("\r\u{1B}[K")
  }

  /// Draws the bar unless it was wiped away, and says whether it goes on.
  private func draw() -> Bool {
    let width = Console.width(of: STDERR_FILENO)
    // Drawing happens inside the lock so that nothing is drawn after the bar was wiped away.
    return state.withLock { state in
      guard !state.isClosed else { return false }
      guard state.total > 0 else { return true }
      let line = ProgressDisplay.line(state, timeLimit: timeLimit)
      Console.note("\r\(line.text(width: max(1, width - 1)))\u{1B}[K")
      return true
    }
  }

  private static func line(_ state: State, timeLimit: Duration?) -> ProgressLine {
    var line = ProgressLine(finished: state.finished, total: state.total)
    guard let activity = state.running.min(by: { $0.key < $1.key })?.value else { return line }
    line.step = activity.step
    line.known = activity.known
    let elapsed = activity.since.duration(to: .now)
    if let timeLimit, activity.step.strategy != nil, elapsed > .milliseconds(500) {
      line.timeLeft = timeLimit - elapsed
    }
    return line
  }
}
