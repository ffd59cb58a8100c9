// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// A comparison as comma-separated values, one row a run.
struct ComparisonCSV {
  private let report: ComparisonReport

  init(_ report: ComparisonReport) {
    self.report = report.displayable
  }

  var text: String {
    var resources: [String] = []
    for resource in report.inputs.flatMap(\.input.resources) where !resources.contains(resource) {
      resources.append(resource)
    }
    var csv = CSVText()
    csv.add(
      [
        "input", "format", "sha256", "items", "shapes", "nodeTypes", "boundCost", "boundNodes",
        "boundMethod", "strategy", "seed", "status", "stop", "verified", "nodes", "cost",
        "unplaced", "gap", "seconds",
      ].map { .words($0) } + resources.map { .words("utilization.\($0)") } + [.words("message")])
    for comparison in report.inputs {
      let input = comparison.input
      let bound = comparison.lowerBound
      for run in comparison.runs {
        csv.add(
          [
            .words(input.name), .words(input.format), .words(input.sha256),
            .integer(input.items), .integer(input.shapes), .integer(input.nodeTypes),
            .integer(bound.cost), .integer(bound.nodes), .words(bound.method),
            .words(run.strategy), .integer(run.seed), .words(run.status), .words(run.stop),
            .words(run.verified ? "true" : "false"), .integer(run.nodes), .integer(run.cost),
            .integer(run.unplaced), .number(run.gap), .number(run.seconds),
          ] + resources.map { .number(run.utilization[$0]) } + [
            .words(
              (run.violations + [run.message ?? ""]).filter { !$0.isEmpty }
                .joined(separator: "; "))
          ])
      }
    }
    return csv.text
  }
}

/// A placement as comma-separated values, one row an item; those without a node come last.
///
/// Of items without a node only the names that the report lists get a row.
struct PlacementCSV {
  private let report: PlacementReport

  init(_ report: PlacementReport) {
    self.report = report.displayable
  }

  var text: String {
    var csv = CSVText()
    csv.add(["item", "node", "nodeType", "reason"].map { .words($0) })
    for node in report.nodes {
      for item in node.items {
        csv.add([.words(item), .words(node.name), .words(node.nodeType), .words("")])
      }
    }
    for group in report.unplaced {
      for item in group.items {
        csv.add([.words(item), .words(""), .words(""), .words(group.reason)])
      }
      let more = group.count - group.items.count
      if more > 0 {
        csv.add([
          .words("(\(Phrases.count(more, "further item")))"), .words(""), .words(""),
          .words(group.reason),
        ])
      }
    }
    return csv.text
  }
}
