// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `schedbench dataset`.
struct Dataset: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, describe, generate, fetch and convert inputs.",
    subcommands: [
      DatasetList.self, DatasetDescribe.self, DatasetGenerate.self, DatasetFetch.self,
      DatasetConvert.self,
    ])
}
