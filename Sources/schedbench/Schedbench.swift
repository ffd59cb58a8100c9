// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The command.
@main
struct Schedbench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedbench",
    abstract: "Which node should every container run on, and how good is that decision?")
}
