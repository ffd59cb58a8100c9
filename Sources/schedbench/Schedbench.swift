// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The command.
@main
struct Schedbench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedbench",
    abstract: "Which node should every container run on, and how good is that decision?",
    discussion: """
      Results go to standard output, everything else to standard error.

      Exit codes: 0 done; 1 the answer is 'no', something could not be placed; 2 bad input; \
      64 bad usage; 70 a defect of this program; 130 interrupted.
      """,
    version: Version.current,
    subcommands: [
      Compare.self, Place.self, Simulate.self, Report.self, Top.self, Explain.self,
      HowMany.self, Record.self, Sanitize.self, Verify.self, Strategies.self, Dataset.self,
      Store.self,
    ])

  /// Runs the command line and ends the process with the exit code that stands for the outcome.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      failure.report()
      exit(withError: failure.exitCode)
    } catch {
      exit(withError: error)
    }
  }
}
