// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Foundation
import Testing

@testable import Reporting

@Suite("JSON and YAML")
struct DocumentTests {
  let writer = ReportWriter()

  @Test func placementAsJSON() {
    #expect(
      writer.render(Samples.placement, as: .json) == """
        {
          "schema": "schedbench.place/v1",
          "version": "0.1.0",
          "command": "schedbench place pods.csv",
          "input": {
            "name": "pods.csv",
            "format": "csv",
            "sha256": "00ff",
            "resources": ["cpu", "memory"],
            "units": ["milli", "bytes"],
            "items": 1201,
            "shapes": 3,
            "nodeTypes": 1,
            "assumptions": ["1 pod without a memory request counts as needing none."]
          },
          "run": {
            "strategy": "best-fit",
            "seed": 1,
            "status": "feasible",
            "stop": "completed",
            "verified": true,
            "violations": [],
            "nodes": 2,
            "cost": 2,
            "unplaced": 1,
            "gap": 0,
            "utilization": {
              "cpu": 0.5,
              "memory": 0.25
            },
            "seconds": 4e-06
          },
          "lowerBound": {
            "cost": 2,
            "nodes": 2,
            "method": "clique"
          },
          "nodes": [
            {
              "name": "node-1",
              "nodeType": "small",
              "items": ["a", "b", "c"],
              "used": [3500, 1073741824],
              "capacity": [4000, 8589934592]
            },
            {
              "name": "node-2",
              "nodeType": "small",
              "items": ["d"],
              "used": [500, 3221225472],
              "capacity": [4000, 8589934592]
            }
          ],
          "unplaced": [
            {
              "items": ["big"],
              "count": 1,
              "demand": {
                "cpu": 6500,
                "memory": 1073741824
              },
              "reason": "needs 6.5 of cpu, more than the 4 of the largest node type"
            }
          ]
        }

        """)
  }

  @Test func comparisonHasTheFieldsOfTheSchema() throws {
    let data = Data(writer.render(Samples.small, as: .json).utf8)
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(Set(document.keys) == ["schema", "version", "command", "inputs"])
    #expect(document["schema"] as? String == "schedbench.compare/v1")
    let input = try #require((document["inputs"] as? [[String: Any]])?.first)
    #expect(
      Set(input.keys) == [
        "name", "format", "sha256", "resources", "units", "items", "shapes", "nodeTypes",
        "assumptions", "lowerBound", "unplaceable", "runs", "best",
      ])
    let bound = try #require(input["lowerBound"] as? [String: Any])
    #expect(Set(bound.keys) == ["cost", "nodes", "method", "seconds"])
    let runs = try #require(input["runs"] as? [[String: Any]])
    #expect(
      Set(runs[1].keys) == [
        "strategy", "seed", "status", "stop", "verified", "violations", "nodes", "cost",
        "unplaced", "gap", "bound", "utilization", "seconds",
      ])
    #expect(!runs[2].keys.contains("nodes"), "what is not known is left out")
  }

  @Test func comparisonReadsBack() throws {
    let data = Data(writer.render(Samples.small, as: .json).utf8)
    #expect(try JSONDecoder().decode(ComparisonReport.self, from: data) == Samples.small)
    let hostile = Data(writer.render(Samples.poisoned, as: .json).utf8)
    #expect(try JSONDecoder().decode(ComparisonReport.self, from: hostile) == Samples.poisoned)
  }

  @Test func placementReadsBack() throws {
    let data = Data(writer.render(Samples.poisonedPlacement, as: .json).utf8)
    #expect(
      try JSONDecoder().decode(PlacementReport.self, from: data) == Samples.poisonedPlacement)
  }

  @Test(arguments: 1...20)
  func anyReportReadsBackFromYAMLAndJSONAlike(seed: Int) throws {
    let report = Samples.random(seed: UInt64(seed))
    let data = Data(writer.render(report, as: .json).utf8)
    let fromJSON = try JSONDecoder().decode(ComparisonReport.self, from: data)
    let fromYAML = try YAML.decode(
      ComparisonReport.self, from: writer.render(report, as: .yaml))
    #expect(fromJSON == fromYAML)
    #expect(fromJSON.inputs.map(\.input) == report.inputs.map(\.input))
    #expect(writer.render(fromJSON, as: .json) == writer.render(report, as: .json))
  }

  @Test(arguments: [
    "no", "12", "1e3", "null", "~", "- a", "a: b", "#x", "'", "\"", "{", "\u{1B}[1m", "ü", "\n",
    "", " a ", "2001-01-01", "0x1F", "=", "yes", "on", "1_000", "a\u{FEFF}b", "a\u{85}b",
  ])
  func yamlKeepsText(text: String) throws {
    let value = DocumentValue.object([.init(name: text, value: .string(text))])
    #expect(try YAML.decode([String: String].self, from: value.yaml) == [text: text])
    #expect(value.yaml.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
  }

  @Test func numbersKeepSixDecimals() {
    #expect(DocumentValue(rounding: 1.0 / 3) == .number(0.333333))
    #expect(DocumentValue(rounding: .infinity) == .null)
    #expect(DocumentValue(rounding: 1e300) == .number(1e300))
    #expect(
      DocumentValue.array([.number(2), .number(0.5), .integer(.max)]).json
        == "[2, 0.5, 9223372036854775807]\n")
  }

  @Test func theSameReportIsWrittenTheSameWay() {
    let report = Samples.random(seed: 9)
    for format in OutputFormat.allCases {
      #expect(writer.render(report, as: format) == writer.render(report, as: format))
    }
  }
}
