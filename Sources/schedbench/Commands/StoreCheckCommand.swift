// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import DurableStore
import Orchestration
import Reporting

/// `schedbench store check`.
struct StoreCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look through the file of a store for damage, without changing anything.",
    discussion: """
      Every object is read, those of the history too. The exit code is 0 if all is well, 1 if not, \
      2 if there is no store. Another process may use the file meanwhile.
      """)

  /// The forms of the result.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @Argument(help: "The file.", completion: .file())
  var file: String

  @OptionGroup(title: "Encryption") var store: StoreArguments

  @Option(name: [.customShort("o"), .long], help: "How to write the result.")
  var outputFormat = Format.table

  func run() throws {
    let keys = try store.keyRing()
    let check = try CommandFailure.describing { () throws(StoreError) in
      try StoreCheck(path: file, keys: keys)
    }
    switch outputFormat {
    case .table: try Console.write(text(check))
    case .json: try Console.write(JSONWriter(layout: .indented).text(value(check)) + "\n")
    }
    if !check.findings.isEmpty { throw CommandFailure.answerIsNo }
  }

  private func text(_ check: StoreCheck) -> String {
    guard check.findings.isEmpty else {
      return check.findings.map { "\(file): \($0)\n" }.joined()
    }
    var text =
      "\(file): sound, at revision \(check.revision): \(Phrases.count(check.objects, "object")), "
      + "\(Phrases.count(check.rows, "row")) with history, \(check.encrypted) of them encrypted\n"
    if check.unopened > 0 {
      text += "What is encrypted was checked for changes only; --keys lets it be read.\n"
    }
    let width = check.types.map(\.name.count).max() ?? 0
    for type in check.types where type.objects > 0 {
      let padding = String(repeating: " ", count: width - type.name.count)
      text += "  \(type.name)\(padding)  \(type.objects)\n"
    }
    return text
  }

  private func value(_ check: StoreCheck) -> Value {
    [
      "schema": "schedbench.store-check/v1", "file": .string(file),
      "sound": .bool(check.findings.isEmpty), "revision": .integer(check.revision),
      "objects": .integer(Int64(check.objects)), "rows": .integer(Int64(check.rows)),
      "encrypted": .integer(Int64(check.encrypted)), "unopened": .integer(Int64(check.unopened)),
      "types": .array(
        check.types.map { ["type": .string($0.name), "objects": .integer(Int64($0.objects))] }),
      "findings": .array(
        check.findings.map {
          ["subject": .string($0.subject), "message": .string($0.message)]
        }),
    ]
  }
}
