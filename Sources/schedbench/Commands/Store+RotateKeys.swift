// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DurableStore
import Orchestration

extension Store {
  /// `schedbench store rotate-keys`.
  struct RotateKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate-keys",
      abstract: "Write everything that is encrypted, or is to be, with the first of the keys.",
      discussion: "The other keys are not needed after it. Without keys nothing can be done.")

    @OptionGroup var store: Arguments

    func run() throws {
      guard store.keys != nil else {
        throw CommandFailure.badUsage("--keys: there are no keys\nGive the file that has them.")
      }
      let opened = try store.open(.existing)
      let count = try Store.reading { () throws(StoreError) in try opened.rotateKeys() }
      opened.close()
      try Console.write("\(store.file): \(count) rows written with the first key\n")
    }
  }
}
