// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DurableStore
import Orchestration
import Reporting

extension Store {
  /// `schedbench store check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look through the file of a store for damage, without changing anything.",
      discussion: """
        Every row is compared with its checksum and every object is read. The exit code is 1 if \
        anything is wrong. Without keys what is encrypted is only checked for changes.
        """)

    @OptionGroup var store: Arguments

    func run() throws {
      let keys = try store.keyRing()
      let check = try Store.reading { () throws(StoreError) in
        try StoreCheck(path: store.file, keys: keys)
      }
      var lines = [
        "\(store.file): " + (check.findings.isEmpty ? "nothing is wrong" : "it is damaged")
          + "; revision \(check.revision), "
          + "\(Phrases.count(check.objects, "object")) in \(Phrases.count(check.rows, "row"))"
      ]
      if check.encrypted > 0 {
        let unopened = check.unopened > 0 ? ", \(check.unopened) not looked into without keys" : ""
        lines[0] += ", \(check.encrypted) encrypted\(unopened)"
      }
      lines += check.findings.map { "  \($0)" }
      lines += check.types.filter { $0.objects > 0 }.map { "  \($0.name): \($0.objects)" }
      try Console.write(lines.joined(separator: "\n") + "\n")
      if !check.findings.isEmpty { throw CommandFailure.answerIsNo }
    }
  }
}
