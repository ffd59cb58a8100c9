// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reporting

/// Shows on standard error how far simulations are.
///
/// On a terminal that is one line with a bar; elsewhere, if asked for, one line per finished run.
final class SimulationProgress {
  private let isBar: Bool
  private let total: Int
  private var finished = 0
  private var shown = ""

  /// Creates a display of so many runs.
  init(isBar: Bool, total: Int) { (self.isBar, self.total) = (isBar, total) }

  /// Says how far the run at work is.
  func show(_ title: String, share: Double) {
    guard isBar else { return }
    let line = Self.line(
      finished: finished, total: total, title: title, share: share,
      width: Console.width(of: STDERR_FILENO) - 1)
    guard line != shown else { return }
    shown = line
    Console.note("\r\(line)\u{1B}[K")
  }

  /// Takes note of the end of a run.
  func finish(_ title: String) {
    finished += 1
    if !isBar { Console.note("[\(finished)/\(total)] \(DisplayText.clean(title))\n") }
  }

  /// Wipes the bar away.
  func close() {
    if isBar, !shown.isEmpty { Console.note("\r\u{1B}[K") }
    shown = ""
  }

  /// The line for a terminal with so many columns.
  static func line(
    finished: Int, total: Int, title: String, share: Double, width: Int
  ) -> String {
    let length = 20
    let part = min(1, max(0, share))
    let done = (Double(finished) + part) / Double(max(1, total))
    let filled = min(length, max(0, Int(done * Double(length))))
    let bar =
      String(repeating: "#", count: filled) + String(repeating: ".", count: length - filled)
    let text =
      "[\(bar)] \(finished)/\(total) \(DisplayText.clean(title)), \(Int(part * 100)) %"
    return DisplayText.truncated(text, to: max(1, width))
  }
}
