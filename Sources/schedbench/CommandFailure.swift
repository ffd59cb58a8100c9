// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Evaluation

/// Why a command does not end with success.
enum CommandFailure: Error {
  /// The command did its work, and the answer is 'no'.
  case answerIsNo
  /// Inputs cannot be read or outputs cannot be written, one message each.
  case badInput([String])
  /// The command line asks for what does not exist.
  case badUsage(String)
  /// The program broke one of its own promises.
  case defects([Defect])
  /// Someone interrupted the command; what there was is printed.
  case interrupted

  /// The exit code.
  var exitCode: ExitCode {
    switch self {
    case .answerIsNo: ExitCode(1)
    case .badInput: ExitCode(2)
    case .badUsage: ExitCode(64)
    case .defects: ExitCode(70)
    case .interrupted: ExitCode(130)
    }
  }

  /// Says on standard error what is wrong.
  func report() {
    switch self {
    case .answerIsNo: break
    case .badInput(let messages): messages.forEach(Console.complain)
    case .badUsage(let message): Console.complain(message)
    case .defects(let defects):
      for defect in defects { Console.complain("defect: \(defect)") }
      Console.complain(
        "the figures above contradict each other\n"
          + "This is a fault of schedbench, not of the input. Please report it with the input.")
    case .interrupted:
      Console.complain("interrupted; runs that had not finished are reported as cancelled")
    }
  }
}
