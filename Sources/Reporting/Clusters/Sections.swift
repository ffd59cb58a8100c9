// SPDX-License-Identifier: Apache-2.0

/// An answer for people: one sentence first, then sections of sentences and tables.
struct Sections {
  /// What stands below a title.
  enum Part {
    /// Sentences, one a line.
    case lines([String])
    /// A table.
    case grid(Grid)
  }

  var answer: String
  var isYes: Bool
  private var sections: [(title: String, parts: [Part])] = []

  init(answer: String, isYes: Bool) {
    self.answer = DisplayText.clean(answer)
    self.isYes = isYes
  }

  /// Adds a section, unless it is empty.
  mutating func add(_ title: String, lines: [String]) {
    guard !lines.isEmpty else { return }
    sections.append((DisplayText.clean(title), [.lines(lines.map(DisplayText.clean))]))
  }

  /// Adds a section of a table and of what is said below it, unless the table is empty.
  mutating func add(_ title: String, _ grid: Grid, then lines: [String] = []) {
    guard !grid.rows.isEmpty else { return add(title, lines: lines) }
    var clean = grid
    clean.rows = grid.rows.map { $0.map(DisplayText.clean) }
    for column in clean.columns.indices {
      clean.columns[column].title = DisplayText.clean(grid.columns[column].title)
    }
    sections.append(
      (DisplayText.clean(title), [.grid(clean), .lines(lines.map(DisplayText.clean))]))
  }

  /// The answer as text for a terminal.
  func text(in style: TerminalStyle, isWide: Bool) -> String {
    var layout = TextLayout(style: style, isWide: isWide)
    layout.add(answer, role: isYes ? .best : .warning)
    for (title, parts) in sections {
      layout.skip()
      layout.add(title, role: .title)
      for part in parts {
        switch part {
        case .lines(let lines): for line in lines { layout.add("  " + line, indent: 4) }
        case .grid(let grid): layout.add(grid)
        }
      }
    }
    return layout.text
  }

  /// The answer in the Markdown that GitHub reads.
  var markdown: String {
    var text = "**\(Markdown.escaped(answer))**\n"
    for (title, parts) in sections {
      text += "\n### \(Markdown.escaped(title))\n"
      for part in parts {
        switch part {
        case .lines(let lines) where lines.isEmpty: break
        case .lines(let lines):
          text += "\n" + lines.map { "- \(Markdown.escaped($0))\n" }.joined()
        case .grid(let grid): text += "\n" + grid.markdown
        }
      }
    }
    return text
  }
}

/// A report about a cluster that has every form but tables of values and pages.
protocol ClusterReport: Encodable {
  /// The report for people.
  func sections(isWide: Bool) -> Sections
}

extension ReportWriter {
  /// The forms that reports about clusters have.
  public static let clusterFormats: [OutputFormat] = [.table, .wide, .json, .yaml, .markdown]

  /// Writes a report about a cluster; CSV and HTML, which it has not, are written as a table.
  func render(
    cluster report: some ClusterReport, as format: OutputFormat, style: TerminalStyle
  ) -> String {
    switch format {
    case .wide: report.sections(isWide: true).text(in: style, isWide: true)
    case .json: DocumentValue(encoding: report).json
    case .yaml: DocumentValue(encoding: report).yaml
    case .markdown: report.sections(isWide: false).markdown
    case .table, .csv, .html: report.sections(isWide: false).text(in: style, isWide: false)
    }
  }
}
