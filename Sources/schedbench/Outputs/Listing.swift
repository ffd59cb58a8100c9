// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reporting

/// Entries with the same fields, as `schedbench dataset list` and `describe` print them.
struct Listing {
  /// A field's value.
  enum Value {
    case text(String)
    case number(Int64)

    /// As people read it.
    var text: String {
      switch self {
      case .text(let text): text
      case .number(let number): String(number)
      }
    }
  }

  /// The name of the schema of the machine-readable forms.
  var schema: String
  /// The name of the list in the machine-readable forms.
  var name: String
  /// The names of the fields.
  var fields: [String]
  /// The entries, each with one value per field.
  var rows: [[Value]]
  /// What people read before the entries.
  var notes: [String] = []

  /// Writes the list; HTML is the one form that it has not.
  func rendered(as format: OutputFormat) throws(CommandFailure) -> String {
    switch format {
    case .table, .wide: return table
    case .markdown: return markdown
    case .csv: return csv
    case .json: return json
    case .yaml: return yaml
    case .html:
      throw .badUsage("this list cannot be written as html\nUse markdown or json.")
    }
  }

  private var table: String {
    let lines = [fields.map { $0.uppercased() }] + rows.map { $0.map { Listing.shown($0.text) } }
    let widths = fields.indices.map { column in
      lines.map { $0[column].count }.max() ?? 0
    }
    let heading = notes.isEmpty ? "" : notes.map { Listing.shown($0) + "\n" }.joined() + "\n"
    if rows.isEmpty { return heading }
    return heading
      + lines.map { line in
        let cells = line.indices.map { column -> String in
          let padding = String(repeating: " ", count: widths[column] - line[column].count)
          return isNumber(column) ? padding + line[column] : line[column] + padding
        }
        return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
      }.joined(separator: "\n") + "\n"
  }

  private var markdown: String {
    func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }
    let rule = fields.indices.map { isNumber($0) ? "---:" : "---" }
    let heading = notes.map { Listing.shown($0) + "\n\n" }.joined()
    if rows.isEmpty { return heading }
    return heading + row(fields) + row(rule)
      + rows.map { row($0.map { Listing.shown($0.text).replacing("|", with: "\\|") }) }.joined()
  }

  private var csv: String {
    ([fields] + rows.map { $0.map { $0.text } }).map { line in
      line.map { field in
        field.contains { "\",\r\n".contains($0) }
          ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
      }.joined(separator: ",") + "\n"
    }.joined()
  }

  private var json: String {
    let entries = rows.map { row in
      let members = zip(fields, row).map { "      \(Listing.quoted($0)): \(Listing.json($1))" }
      return "    {\n\(members.joined(separator: ",\n"))\n    }"
    }
    let list = entries.isEmpty ? "[]" : "[\n\(entries.joined(separator: ",\n"))\n  ]"
    let about =
      notes.isEmpty ? "" : "  \"about\": \(Listing.quoted(notes.joined(separator: "\n"))),\n"
    return
      "{\n  \"schema\": \(Listing.quoted(schema)),\n\(about)  \(Listing.quoted(name)): \(list)\n}\n"
  }

  private var yaml: String {
    let entries = rows.map { row in
      zip(fields, row).enumerated().map { index, member in
        "\(index == 0 ? "- " : "  ")\(member.0): \(Listing.json(member.1))\n"
      }.joined()
    }
    let about = notes.isEmpty ? "" : "about: \(Listing.quoted(notes.joined(separator: "\n")))\n"
    return "schema: \(schema)\n\(about)\(name):\(entries.isEmpty ? " []" : "")\n" + entries.joined()
  }

  private func isNumber(_ column: Int) -> Bool {
    rows.allSatisfy { if case .number = $0[column] { true } else { false } } && !rows.isEmpty
  }

  /// A text in which nothing controls a terminal.
  private static func shown(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar in
        scalar.properties.generalCategory == .control ? " " : Character(scalar)
      })
  }

  private static func json(_ value: Value) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .number(let number): String(number)
    }
  }

  /// A string as JSON has it, which YAML understands too.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        result += "\\u" + String(format: "%04x", scalar.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
