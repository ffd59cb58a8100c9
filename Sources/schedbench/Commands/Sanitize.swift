// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import Foundation

/// `schedbench sanitize`.
struct Sanitize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a dump of a cluster that can be shared: other names, the same decisions.",
    discussion: """
      What scheduling does not look at is left out, names get other names. Look through the result \
      before you share it.
      """)

  /// How a dump is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case yaml
    case json
  }

  @Argument(
    help: "The files or folders of a cluster, or - for standard input.", completion: .file())
  var inputs: [String]

  @Option(
    name: [.customShort("o"), .long],
    help: "How to write the dump; by default what the ending of --output says, else yaml.")
  var outputFormat: Format?

  @Option(
    help: ArgumentHelp(
      "Write the dump into a file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("What the new names depend on.", valueName: "number"))
  var seed: UInt64 = 0

  @Flag(help: "Keep names, labels and images; only leave out the rest and shift times.")
  var keepNames = false

  func run() throws {
    let file = try output.map { name throws(CommandFailure) in try OutputFile(name) }
    let result = Sanitizer(seed: seed, keepsNames: keepNames).sanitized(try objects())
    let list = Value.object([
      "apiVersion": "v1", "kind": "List", "items": .array(result.objects.map { .object($0) }),
    ])
    let isJSON = outputFormat.map { $0 == .json } ?? (output?.lowercased().hasSuffix(".json"))
    let text =
      isJSON == true
      ? JSONWriter(layout: .indented).text(list) + "\n" : YAMLWriter(sortsFields: false).text(list)
    if let file { try file.write(text) } else { try Console.write(text) }
    let leftOut = result.leftOut.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    if !leftOut.isEmpty {
      Console.complain(
        "left out, as scheduling does not look at them: "
          + leftOut.joined(separator: ", "))
    }
  }

  /// All objects of the inputs.
  private func objects() throws(CommandFailure) -> [Fields] {
    var objects: [Fields] = []
    for source in try InputSource.clusterSources(inputs.map { InputSource($0) }) {
      let records: [ObjectRecord]
      do throws(ReadingError) {
        records = try ObjectReader().records(of: try FileSource(path: source.path))
      } catch {
        throw .badInput(["\(error)"])
      }
      for record in records {
        let fields = record.fields
        guard !ComposeFile.isCompose(fields), fields["kind"]?.string?.isEmpty == false else {
          throw .badInput([
            "\(source.name):\(record.position.line): found no 'kind', expected an object of "
              + "Kubernetes\nCompose files cannot be sanitized."
          ])
        }
        objects.append(fields)
      }
    }
    return objects
  }
}
