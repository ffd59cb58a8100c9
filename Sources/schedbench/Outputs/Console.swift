// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reporting

/// The two output streams of the process and what they are connected to.
enum Console {
  /// Writes a result to standard output.
  ///
  /// A reader that goes away early, such as `head`, ends the process without a word.
  static func write(_ text: String) throws(CommandFailure) {
    try write(Array(text.utf8))
  }

  /// Writes a result to standard output.
  static func write(_ bytes: [UInt8]) throws(CommandFailure) {
    do {
      try FileDescriptorWriter(descriptor: STDOUT_FILENO).write(bytes)
    } catch  where error.code == EPIPE {
      _exit(128 + SIGPIPE)
    } catch {
      throw .badInput(["standard output: \(error.reason)"])
    }
  }

  /// Writes a message to standard error, behind the name of the program.
  static func complain(_ message: String) {
    note("schedbench: \(message)\n")
  }

  /// Writes text to standard error as it is.
  static func note(_ text: String) {
    // Nobody is left to tell when standard error itself is gone.
    try? FileDescriptorWriter(descriptor: STDERR_FILENO).write(Array(text.utf8))
  }

  /// Whether progress bars may be drawn: a terminal, and no `NO_COLOR`.
  static var showsProgressBars: Bool {
    isatty(STDERR_FILENO) == 1 && allowsColour
  }

  /// What tables on standard output may look like.
  static var style: TerminalStyle {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    return TerminalStyle(
      width: isTerminal ? width(of: STDOUT_FILENO) : 100, colour: isTerminal && allowsColour)
  }

  /// How many columns a terminal has.
  static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80
  }

  private static var allowsColour: Bool {
    let environment = ProcessInfo.processInfo.environment
    return environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
  }
}
