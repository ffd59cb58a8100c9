// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Reporting

/// Where a result goes, and in which form.
struct OutputArguments: ParsableArguments {
  @Option(
    name: [.customShort("o"), .long],
    help: "How to write the result; by default what the ending of --output says, else a table.")
  var outputFormat: OutputFormatName?

  @Option(
    help: ArgumentHelp(
      "Write the result into a file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write the result into a file too, in the format of its ending; may be repeated.",
      valueName: "file"),
    completion: .file())
  var report: [String] = []

  /// The format of the result.
  var format: OutputFormat {
    outputFormat?.format ?? output.flatMap { OutputFormat(ofFile: $0) } ?? .table
  }

  /// Checks that the result can be written everywhere it is to go.
  func destinations() throws(CommandFailure) -> [OutputDestination] {
    var destinations = [OutputDestination(format: format, file: nil)]
    if let output { destinations[0].file = try OutputFile(output) }
    for name in report {
      guard let format = OutputFormat(ofFile: name) else {
        throw .badUsage(
          "--report \(name): the ending names no format\n"
            + "Use .html, .json, .yaml, .csv, .md or .txt.")
      }
      destinations.append(OutputDestination(format: format, file: try OutputFile(name)))
    }
    return destinations
  }
}

/// One place where a result goes: a file, or standard output.
struct OutputDestination {
  var format: OutputFormat
  var file: OutputFile?

  /// Writes a result as the destination takes it.
  func write(
    _ render: (OutputFormat, TerminalStyle) throws -> String
  ) throws {
    var text = try render(format, file == nil ? Console.style : TerminalStyle())
    if !text.hasSuffix("\n") { text += "\n" }
    if let file {
      try file.write(text)
    } else {
      try Console.write(text)
    }
  }
}

extension OutputFormat {
  /// The format that the ending of a file's name calls for.
  init?(ofFile name: String) {
    switch URL(fileURLWithPath: name).pathExtension.lowercased() {
    case "html", "htm": self = .html
    case "json": self = .json
    case "yaml", "yml": self = .yaml
    case "csv": self = .csv
    case "md", "markdown": self = .markdown
    case "txt": self = .table
    default: return nil
    }
  }
}
