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

  /// The format asked for, or the one that the file's name calls for.
  var format: OutputFormat {
    if let outputFormat { return outputFormat.format }
    switch output.map({ URL(fileURLWithPath: $0).pathExtension.lowercased() }) {
    case "html", "htm": return .html
    case "json": return .json
    case "yaml", "yml": return .yaml
    case "csv": return .csv
    case "md", "markdown": return .markdown
    default: return .table
    }
  }

  /// Checks that the result can be written where it is to go.
  func destination() throws(CommandFailure) -> OutputFile? {
    guard let output else { return nil }
    return try OutputFile(output)
  }

  /// Renders a result and writes it.
  func write(
    to destination: OutputFile?, _ render: (OutputFormat, TerminalStyle) -> String
  ) throws(CommandFailure) {
    var text = render(format, destination == nil ? Console.style : TerminalStyle())
    if !text.hasSuffix("\n") { text += "\n" }
    if let destination {
      try destination.write(text)
    } else {
      try Console.write(text)
    }
  }
}
