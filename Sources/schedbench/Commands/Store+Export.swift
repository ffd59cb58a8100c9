// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import DurableStore
import Orchestration

extension Store {
  /// `schedbench store export`.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the objects of a store as a list, as kubectl does.",
      discussion: """
        The data of Secrets is left out unless --show-secrets says otherwise; a list without it \
        cannot be imported. Another process may write to the store meanwhile.
        """)

    @OptionGroup var store: Arguments

    @Option(
      name: [.customShort("o"), .long],
      help: "How to write the list; by default what the ending of --output says, else yaml.")
    var outputFormat: Sanitize.Format?

    @Option(
      help: ArgumentHelp(
        "Write the list into a file instead of standard output.", valueName: "file"),
      completion: .file())
    var output: String?

    @Option(
      help: ArgumentHelp(
        "The objects as they were at a revision, if it is still known.", valueName: "number"))
    var revision: Int64?

    @Option(
      name: .customLong("type"),
      help: ArgumentHelp(
        "Only objects of a type, such as deploy or secrets; may be repeated.", valueName: "name"))
    var types: [String] = []

    @Flag(help: "Write what Secrets hold, too.")
    var showSecrets = false

    func run() throws {
      let file = try output.map { name throws(CommandFailure) in try OutputFile(name) }
      let opened = try store.open(.reading)
      let catalogue = APIMachinery(store: opened, clock: VirtualClock()).catalogue
      var selected = catalogue.types
      if !types.isEmpty {
        selected = try types.map { name throws(CommandFailure) in
          guard let type = catalogue.type(named: name) else {
            throw .badUsage("--type: there is no type '\(name)'\nGive one such as deploy or pods.")
          }
          return type
        }
      }
      var objects: [Value] = []
      for type in selected {
        var page = StorePage()
        page.revision = revision
        let list = try Store.reading { () throws(StoreError) in
          try opened.list(type, namespace: "", page: page)
        }
        objects += list.items.map { .object(showSecrets ? $0.object : $0.object.redacted) }
      }
      opened.close()
      let list = Value.object(["apiVersion": "v1", "kind": "List", "items": .array(objects)])
      let isJSON = outputFormat.map { $0 == .json } ?? (output?.lowercased().hasSuffix(".json"))
      let text =
        isJSON == true
        ? JSONWriter(layout: .indented).text(list) + "\n"
        : YAMLWriter(sortsFields: false).text(list)
      if let file { try file.write(text) } else { try Console.write(text) }
    }
  }
}
