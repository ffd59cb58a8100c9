// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Testing

@testable import Reporting

@Suite("Names that mean harm")
struct HostileTextTests {
  static let outputs: [(format: OutputFormat, text: String)] = OutputFormat.allCases.flatMap {
    [
      ($0, ReportWriter().render(Samples.poisoned, as: $0)),
      ($0, ReportWriter().render(Samples.poisonedPlacement, as: $0)),
      ($0, ReportWriter().render(Samples.poisonedSimulation, as: $0)),
      ($0, ReportWriter().render(Samples.poisonedCluster, as: $0)),
      (
        $0,
        ReportWriter().render(
          [StrategyListing(name: Samples.hostile, family: "x", summary: Samples.hostile)], as: $0)
      ),
    ]
  }

  @Test(arguments: outputs.indices)
  func noControlCharacterReachesTheTerminal(index: Int) {
    let (format, text) = HostileTextTests.outputs[index]
    for scalar in text.unicodeScalars where scalar != "\n" {
      if format == .csv, scalar == "\r" { continue }
      let category = scalar.properties.generalCategory
      #expect(
        category != .control && category != .format,
        "\(format): U+\(String(scalar.value, radix: 16))")
    }
  }

  @Test(arguments: outputs.indices)
  func markupStaysText(index: Int) {
    let (format, text) = HostileTextTests.outputs[index]
    guard format == .html || format == .markdown else { return }
    // Inside a block of code Markdown leaves everything as it is.
    let scalars = Array(text.replacing(/```+sh\n[^\n]*\n```+/, with: "").unicodeScalars)
    #expect(!scalars.contains(Array("<script>alert".unicodeScalars)))
    #expect(!scalars.contains(Array("<b>".unicodeScalars)))
    if format == .html { #expect(!scalars.contains(Array("\"\u{301} onload".unicodeScalars))) }
  }

  @Test func rowsOfMarkdownKeepTheirCells() throws {
    let text = ReportWriter().render(Samples.poisoned, as: .markdown)
    var columns: Int?
    for line in text.split(separator: "\n") {
      guard line.hasPrefix("| ") else {
        columns = nil
        continue
      }
      let cells = line.replacing("\\|", with: "").split(separator: "|").count
      #expect(cells == columns ?? cells)
      columns = cells
    }
    #expect(text.contains("\\|"))
  }

  @Test func spreadsheetsSeeNoFormula() {
    for (format, text) in HostileTextTests.outputs where format == .csv {
      for line in text.split(separator: "\r\n") {
        #expect(!line.contains(",=") && !line.contains(",\"=") && !line.hasPrefix("="))
        #expect(!line.hasPrefix("\"="))
      }
      #expect(text.contains("'=cmd()"))
    }
    var csv = CSVText()
    csv.add([.words("-1+1"), .words("@x"), .words("+1"), .figure("-1"), .words("a\"b,c")])
    #expect(csv.text == "'-1+1,'@x,'+1,-1,\"a\"\"b,c\"\r\n")
  }

  @Test(arguments: [
    ("plain-name_1.csv", "plain-name_1.csv"), ("a\u{1B}[0mb", "a␛[0mb"), ("a\tb\r\nc", "a␉b␍␊c"),
    ("\u{202E}abc", "�abc"), ("\u{7F}", "␡"), ("\u{9B}1m", "�1m"), ("<\u{301}b", "<◌\u{301}b"),
    ("\u{0D4E}<b", "\u{0D4E}◌<b"), ("é", "é"), ("\u{2028}", "�"),
  ])
  func cleaning(text: String, shown: String) {
    #expect(Array(DisplayText.clean(text).unicodeScalars) == Array(shown.unicodeScalars))
  }

  @Test func codeBlocksCannotBeLeft() {
    #expect(Markdown.codeBlock("a ```` b") == "`````sh\na ```` b\n`````\n")
  }
}
