// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import DurableStore
import Orchestration
import Reporting

/// `schedbench store import`.
struct StoreImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Write objects into a store, which is made where it is not there.",
    discussion: """
      The objects are written as they are, all or none of them; only metadata.resourceVersion is \
      set anew.
      """)

  @Argument(help: "The file.", completion: .file())
  var file: String

  @Argument(
    help: "Files or folders with objects in YAML or JSON, or - for standard input.",
    completion: .file())
  var inputs: [String]

  @Flag(help: "Replace objects that the store has already.")
  var replace = false

  @OptionGroup(title: "Encryption") var store: StoreArguments

  func run() throws {
    var objects = ObjectImport()
    objects.replaces = replace
    for source in try InputSource.clusterSources(inputs.map { InputSource($0) }) {
      do throws(ReadingError) {
        let records = try ObjectReader(skipping: []).records(
          of: try FileSource(path: source.path))
        for record in records {
          objects.add(record.fields, at: "\(source.name):\(record.position.line)")
        }
      } catch {
        throw CommandFailure.badInput(["\(error)"])
      }
    }
    let store = try store.open(file, .create)
    defer { store.close() }
    let request = objects
    let outcome = try CommandFailure.describing { () throws(StoreError) in
      try request.write(to: store)
    }
    try Console.write(
      "\(file): \(Phrases.count(outcome.created, "object")) created, \(outcome.replaced) replaced; "
        + "at revision \(store.revision)\n")
    if outcome.withoutIdentity > 0 {
      Console.complain(
        "\(Phrases.count(outcome.withoutIdentity, "object")) "
          + "\(outcome.withoutIdentity == 1 ? "has" : "have") no uid\n"
          + "No server has seen them; create them through one where they are to be owned by others."
      )
    }
  }
}
