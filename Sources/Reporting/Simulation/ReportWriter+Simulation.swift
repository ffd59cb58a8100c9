// SPDX-License-Identifier: Apache-2.0

extension ReportWriter {
  /// Writes what came of simulations.
  ///
  /// CSV has the figures over time; all other forms have what came of the runs as a whole, and
  /// JSON, YAML and pages the figures over time too.
  public func render(
    _ report: SimulationReport, as format: OutputFormat, style: TerminalStyle = TerminalStyle()
  ) -> String {
    switch format {
    case .table: SimulationSections(report, isWide: false).sections.text(in: style, isWide: false)
    case .wide: SimulationSections(report, isWide: true).sections.text(in: style, isWide: true)
    case .json: DocumentValue(encoding: report).json
    case .yaml: DocumentValue(encoding: report).yaml
    case .csv: SimulationCSV(report).text
    case .markdown: SimulationSections(report, isWide: false).sections.markdown
    case .html: SimulationPage(report).html
    }
  }
}
