// SPDX-License-Identifier: Apache-2.0

public import Evaluation

/// Turns reports into text.
///
/// The same report, format and style always give the same text. Names that come from inputs are
/// data: whatever they contain, they neither control a terminal nor add markup to a page.
///
/// JSON and YAML carry the names as they are, with control characters escaped. All other formats
/// show a control character as its picture, such as `␛`, and an invisible one as `�`.
public struct ReportWriter: Sendable {
  private let writesTraces: Bool

  /// Creates a writer.
  ///
  /// - Parameter writesTraces: Whether JSON and YAML have the traces of the runs; pages draw
  ///   those there are in any case.
  public init(writesTraces: Bool = true) {
    self.writesTraces = writesTraces
  }

  /// Writes a comparison.
  ///
  /// A format for people starts with the answer and then ranks the runs, best first.
  public func render(
    _ report: ComparisonReport, as format: OutputFormat, style: TerminalStyle = TerminalStyle()
  ) -> String {
    switch format {
    case .table: ComparisonText(report, style: style, isWide: false).text
    case .wide: ComparisonText(report, style: style, isWide: true).text
    case .json: DocumentValue(encoding: document(of: report)).json
    case .yaml: DocumentValue(encoding: document(of: report)).yaml
    case .csv: ComparisonCSV(report).text
    case .markdown: ComparisonMarkdown(report).text
    case .html: ComparisonPage(report).html
    }
  }

  /// Writes a placement.
  public func render(
    _ report: PlacementReport, as format: OutputFormat, style: TerminalStyle = TerminalStyle()
  ) -> String {
    switch format {
    case .table: PlacementText(report, style: style, isWide: false).text
    case .wide: PlacementText(report, style: style, isWide: true).text
    case .json: DocumentValue(encoding: document(of: report)).json
    case .yaml: DocumentValue(encoding: document(of: report)).yaml
    case .csv: PlacementCSV(report).text
    case .markdown: PlacementMarkdown(report).text
    case .html: PlacementPage(report).html
    }
  }

  /// Writes the whole picture of one input as a page: a placement, and beside it what other
  /// strategies find.
  public func page(_ report: PlacementReport, beside comparison: InputComparison) -> String {
    PlacementPage(report, beside: comparison).html
  }

  /// Writes a list of strategies.
  public func render(
    _ strategies: [StrategyListing], as format: OutputFormat,
    style: TerminalStyle = TerminalStyle()
  ) -> String {
    let catalogue = StrategyCatalogue(strategies: strategies)
    return switch format {
    case .table: CatalogueText(strategies).text(in: style, isWide: false)
    case .wide: CatalogueText(strategies).text(in: style, isWide: true)
    case .json: DocumentValue(encoding: catalogue).json
    case .yaml: DocumentValue(encoding: catalogue).yaml
    case .csv: CatalogueText(strategies).csv
    case .markdown: CatalogueText(strategies).markdown
    case .html: CataloguePage(strategies).html
    }
  }

  private func document(of report: ComparisonReport) -> ComparisonReport {
    var report = report
    if !writesTraces {
      for input in report.inputs.indices {
        for run in report.inputs[input].runs.indices { report.inputs[input].runs[run].trace = nil }
      }
    }
    return report
  }

  private func document(of report: PlacementReport) -> PlacementReport {
    var report = report
    if !writesTraces { report.run.trace = nil }
    return report
  }
}
