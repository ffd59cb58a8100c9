// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DurableStore
import Orchestration

extension Store {
  /// `schedbench store compact`.
  struct Compact: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forget old changes, and give the room they took back to the disk.")

    @OptionGroup var store: Arguments

    @Option(
      help: ArgumentHelp(
        "Forget changes up to this revision; by default all.", valueName: "number"))
    var revision: Int64?

    func run() throws {
      let opened = try store.open(.existing)
      try Store.reading { () throws(StoreError) in
        try opened.compact(through: min(revision ?? opened.revision, opened.revision))
        try opened.shrink()
      }
      let latest = opened.revision
      opened.close()
      try Console.write("\(store.file): compacted, revision \(latest)\n")
    }
  }
}
