// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `schedbench dataset`.
struct Dataset: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, describe, generate, fetch and convert inputs.",
    subcommands: [DatasetDescribe.self])
}
