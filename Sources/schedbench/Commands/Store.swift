// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `schedbench store`.
struct Store: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check, export, import and maintain the file in which an API keeps its objects.",
    subcommands: [
      StoreCheckCommand.self, StoreExport.self, StoreImport.self, StoreCompact.self,
      StoreRotateKeys.self,
    ])
}
