// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing

@testable import schedbench

@Suite("Documents")
struct DocumentTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ name: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
  }

  @Test(
    "Every command line that the documents show is understood",
    arguments: ["README.md", "docs/cli.md", "CONTRIBUTING.md"])
  func commandLines(document: String) throws {
    var isContinued = false
    var commands: [String] = []
    for line in try DocumentTests.text(document).split(separator: "\n") {
      let text = line.hasPrefix("$ ") ? line.dropFirst(2) : line
      if isContinued {
        commands[commands.count - 1] += " " + text
      } else if text.hasPrefix("schedbench ") {
        commands.append(String(text))
      }
      isContinued = (isContinued || text.hasPrefix("schedbench ")) && text.hasSuffix("\\")
    }
    for command in commands {
      let words = command.replacing("\\", with: "").split(separator: "|")[0]
        .split(separator: " ").map(String.init)
      #expect(throws: Never.self, "\(command)") {
        _ = try Schedbench.parseAsRoot(Array(words.dropFirst()))
      }
    }
  }

  @Test("The list of changes begins with the version of the command")
  func version() throws {
    let changes = try DocumentTests.text("CHANGELOG.md")
    let first = try #require(changes.split(separator: "\n").first { $0.hasPrefix("## ") })
    #expect(first.hasPrefix("## \(Version.current)"))
  }

  @Test(
    "Links between the documents lead somewhere",
    arguments: [
      "README.md", "docs/architecture.md", "docs/cli.md", "CONTRIBUTING.md", "SCOPE.md",
      "CHANGELOG.md",
    ])
  func links(document: String) throws {
    let folder = DocumentTests.root.appendingPathComponent(document).deletingLastPathComponent()
    for part in try DocumentTests.text(document).split(separator: "](").dropFirst() {
      let target = part.prefix { $0 != ")" && $0 != "#" }
      if target.isEmpty || target.contains("://") { continue }
      let path = folder.appendingPathComponent(String(target)).path
      #expect(FileManager.default.fileExists(atPath: path), "\(document): \(target)")
    }
  }
}
