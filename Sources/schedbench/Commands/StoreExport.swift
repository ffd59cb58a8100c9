// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import DurableStore
import Orchestration

/// `schedbench store export`.
struct StoreExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the objects of a store as YAML or JSON, as they are or were.",
    discussion: """
      The data of Secrets and of types named by --encrypt is left out unless --show-secrets is \
      given. Another process may use the file meanwhile.
      """)

  /// The forms of the result.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case yaml
    case json
  }

  @Argument(help: "The file.", completion: .file())
  var file: String

  @Option(
    name: [.customShort("o"), .long],
    help: "How to write the objects; by default what the ending of --output says, else yaml.")
  var outputFormat: Format?

  @Option(
    help: ArgumentHelp(
      "Write the objects into a file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("As of which revision; by default the latest.", valueName: "number"))
  var revision: Int64?

  @Option(
    help: ArgumentHelp(
      "Only objects of this type, such as pods or deployments.apps; may be repeated.",
      valueName: "type"))
  var type: [String] = []

  @Flag(help: "Write the data of Secrets, too.")
  var showSecrets = false

  @OptionGroup(title: "Encryption") var store: StoreArguments

  func run() throws {
    let destination = try output.map { name throws(CommandFailure) in try OutputFile(name) }
    let store = try store.open(file, .reading)
    defer { store.close() }
    var export = ObjectExport()
    (export.revision, export.types, export.showsSecrets) = (revision, type, showSecrets)
    let request = export
    let objects = try CommandFailure.describing { () throws(StoreError) in
      try request.objects(of: store)
    }
    let list = Value.object([
      "apiVersion": "v1", "kind": "List", "items": .array(objects.map { .object($0) }),
    ])
    let isJSON = outputFormat.map { $0 == .json } ?? (output?.lowercased().hasSuffix(".json"))
    let text =
      isJSON == true
      ? JSONWriter(layout: .indented).text(list) + "\n" : YAMLWriter(sortsFields: false).text(list)
    if let destination { try destination.write(text) } else { try Console.write(text) }
  }
}
