// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DurableStore
import Foundation
import Orchestration
import Reporting

/// `schedbench store compact`.
struct StoreCompact: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Forget the history of a store, and give the room back to the disk.")

  @Argument(help: "The file.", completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp("For how many revisions the history stays.", valueName: "revisions"))
  var keep: Int64 = 0

  @OptionGroup(title: "Encryption") var store: StoreArguments

  func validate() throws {
    if keep < 0 { throw ValidationError("--keep is at least 0, not \(keep).") }
  }

  func run() throws {
    let store = try store.open(file, .existing)
    defer { store.close() }
    let revision = max(0, store.revision - keep)
    let before = size
    try CommandFailure.describing { () throws(StoreError) in
      try store.compact(through: revision)
      try store.shrink()
    }
    try Console.write(
      "\(file): forgot what was before revision \(revision); from \(before) to "
        + "\(Phrases.count(size, "byte"))\n")
  }

  private var size: Int {
    [file, file + "-wal"].reduce(0) { sum, name in
      let attributes = try? FileManager.default.attributesOfItem(atPath: name)
      return sum + (attributes?[.size] as? Int ?? 0)
    }
  }
}
