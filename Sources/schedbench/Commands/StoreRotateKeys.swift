// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DurableStore
import Orchestration
import Reporting

/// `schedbench store rotate-keys`.
struct StoreRotateKeys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate-keys",
    abstract: "Encrypt everything again that is encrypted, or is to be, with the first key.",
    discussion: """
      Put the new key first in the file of keys, leave the old ones below it, and rotate; then the \
      old ones may go.
      """)

  @Argument(help: "The file.", completion: .file())
  var file: String

  @OptionGroup(title: "Encryption") var store: StoreArguments

  func validate() throws {
    if store.keys == nil { throw ValidationError("--keys names the file with the keys.") }
  }

  func run() throws {
    let keys = try store.keyRing()
    let store = try store.open(file, .existing)
    defer { store.close() }
    let count = try CommandFailure.describing { () throws(StoreError) in try store.rotateKeys() }
    try Console.write(
      "\(file): \(Phrases.count(count, "row")) written with the key '\(keys?.names.first ?? "")'\n")
  }
}
