// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `schedbench explain`.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say why a pod goes where it goes or nowhere, and what would have to change.",
    subcommands: [ExplainPod.self, ExplainNode.self, ExplainPending.self])
}
