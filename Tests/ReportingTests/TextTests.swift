// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Testing

@testable import Reporting

@Suite("Tables, Markdown and CSV")
struct TextTests {
  let writer = ReportWriter()

  @Test func table() {
    #expect(
      writer.render(Samples.small, as: .table, style: TerminalStyle(width: 100)) == """
        pods.csv (csv · 1,201 items in 3 shapes · 1 node type · cpu, memory)
        best: dot-product with 51 nodes, 2.0 % above the bound of 50 (per-resource); 1 item fits nowhere

        #  strategy     nodes    gap  unplaced     cpu  memory    time  status
        1  dot-product     51  2.0 %         1  96.1 %  52.0 %  1.2 ms  feasible
        2  first-fit       53  6.0 %         1  92.5 %  50.0 %  350 µs  feasible
        –  ilp              –      –         1       –       –   2.0 s  no solution

        ilp: time ran out in presolve

        Fit nowhere:
          1 × cpu 6.5, memory 1 GiB: needs 6.5 of cpu, more than the 4 of the largest node type [big]

        Assumed:
          1 pod without a memory request counts as needing none.

        """)
  }

  @Test func narrowTableDropsWhatMattersLeast() {
    #expect(
      writer.render(Samples.small, as: .table, style: TerminalStyle(width: 44))
        .contains(
          """
          #  strategy     nodes    gap  unplaced
          1  dot-product     51  2.0 %         1
          """))
  }

  @Test func wideTableShowsEverything() {
    let text = writer.render(Samples.small, as: .wide, style: TerminalStyle(width: 20))
    for part in ["49 (lp)", "timeLimit", "time ran out in presolve", "00ff", "seed"] {
      #expect(text.contains(part))
    }
  }

  @Test func placementTable() {
    #expect(
      writer.render(Samples.placement, as: .table, style: TerminalStyle(width: 100)) == """
        pods.csv (csv · 1,201 items in 3 shapes · 1 node type · cpu, memory)
        packed by best-fit onto 2 nodes, proven optimal (clique bound 2); 1 item is not placed

        node    items  cpu  of       %  memory     of       %  what lies on it
        node-1      3  3.5   4  87.5 %   1 GiB  8 GiB  12.5 %  a, b, c
        node-2      1  0.5   4  12.5 %   3 GiB  8 GiB  37.5 %  d

        Not placed:
          1 × cpu 6.5, memory 1 GiB: needs 6.5 of cpu, more than the 4 of the largest node type [big]

        Assumed:
          1 pod without a memory request counts as needing none.

        """)
  }

  @Test func markdown() {
    #expect(
      writer.render(Samples.small, as: .markdown) == """
        # Comparison of packing strategies

        ## pods.csv

        **Best: dot-product with 51 nodes, 2.0 % above the bound of 50 (per-resource); 1 item fits nowhere.**

        csv · 1,201 items in 3 shapes · 1 node type · cpu, memory

        | \\# | strategy | nodes | gap | unplaced | cpu | memory | time | status |
        | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
        | 1 | dot-product | 51 | 2.0 % | 1 | 96.1 % | 52.0 % | 1.2 ms | feasible |
        | 2 | first-fit | 53 | 6.0 % | 1 | 92.5 % | 50.0 % | 350 µs | feasible |
        | – | ilp | – | – | 1 | – | – | 2.0 s | no solution |

        ### Fit nowhere

        | items | each needs | reason | names |
        | ---: | --- | --- | --- |
        | 1 | cpu 6.5, memory 1 GiB | needs 6.5 of cpu, more than the 4 of the largest node type | big |

        ### Assumptions

        - 1 pod without a memory request counts as needing none.

        ## Made by

        ```sh
        schedbench compare pods.csv --node-type cpu=4,memory=8Gi
        ```

        """)
  }

  @Test func commaSeparatedValues() {
    let head = "pods.csv,csv,00ff,1201,3,1,50,50,per-resource"
    let lines = [
      "input,format,sha256,items,shapes,nodeTypes,boundCost,boundNodes,boundMethod,strategy,seed,"
        + "status,stop,verified,nodes,cost,unplaced,gap,seconds,utilization.cpu,"
        + "utilization.memory,message",
      "\(head),first-fit,1,feasible,completed,true,53,53,1,0.06,0.00035,0.925,0.5,",
      "\(head),dot-product,1,feasible,completed,true,51,51,1,0.02,0.0012,0.961,0.52,",
      "\(head),ilp,1,noSolution,timeLimit,false,,,1,,2,,,time ran out in presolve",
    ]
    let expected = lines.map { $0 + "\r\n" }.joined()
    #expect(writer.render(Samples.small, as: .csv) == expected)
  }

  @Test func placementAsCommaSeparatedValues() {
    let expected = """
      item,node,nodeType,reason
      a,node-1,small,
      b,node-1,small,
      c,node-1,small,
      d,node-2,small,
      big,,,"needs 6.5 of cpu, more than the 4 of the largest node type"

      """
    let lines = writer.render(Samples.placement, as: .csv).split(
      separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.joined(separator: "\n") == expected)
  }

  @Test(arguments: 1...40)
  func noLineIsWiderThanTheTerminal(seed: Int) {
    let report = Samples.random(seed: UInt64(seed))
    for width in stride(from: 60, through: 200, by: 7) {
      let style = TerminalStyle(width: width)
      for line in writer.render(report, as: .table, style: style).split(separator: "\n") {
        #expect(DisplayText.width(String(line)) <= width, "width \(width): \(line)")
      }
    }
  }

  @Test func colourOnlyWhereAskedFor() {
    let plain = writer.render(Samples.small, as: .table, style: TerminalStyle(width: 80))
    let colourful = writer.render(
      Samples.small, as: .table, style: TerminalStyle(width: 80, colour: true))
    #expect(!plain.contains("\u{1B}"))
    #expect(colourful.contains("\u{1B}[32;1m1  dot-product"))
    let stripped = colourful.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(stripped == plain)
  }

  @Test func ranksByMeritAndNotByTime() throws {
    var comparison = Samples.small.inputs[0]
    comparison.runs[1].seconds = 100
    var tied = comparison.runs[1]
    tied.strategy = "other"
    comparison.runs.append(tied)
    var invalid = comparison.runs[1]
    invalid.nodes = 1
    invalid.cost = 1
    invalid.verified = false
    invalid.strategy = "wrong"
    comparison.runs.insert(invalid, at: 0)
    let ranking = Ranking(comparison)
    #expect(
      ranking.entries.map(\.run.strategy) == ["dot-product", "other", "first-fit", "wrong", "ilp"])
    #expect(ranking.entries.map(\.rank) == [1, 1, 3, nil, nil])
    #expect(ranking.winners == ["dot-product", "other"])
    #expect(Verdict(ranking).text.hasPrefix("best: dot-product (tied with 1 other) with 51 nodes"))
  }

  @Test func standingsOverSeveralInputs() throws {
    var report = Samples.small
    report.inputs.append(report.inputs[0])
    report.inputs[1].runs[0].nodes = 50
    report.inputs[1].runs[0].cost = 50
    report.inputs[1].runs[0].gap = 0
    let standings = Standings(report)
    let first = try #require(standings.entries.first)
    #expect(first.strategy == "dot-product")
    #expect(first.meanGap == 0.02)
    #expect(standings.entries.map(\.timesBest) == [1, 1, 0])
    #expect(standings.entries.map(\.nodes) == [102, 103, 0])
    #expect(standings.entries.map(\.unsolved) == [0, 0, 2])
    #expect(
      Verdict(standings).text
        == "over 2 inputs, dot-product does best with a mean gap of 2.0 %, and is best or tied on "
        + "1; 1 input solved to proven optimality; 2 items fit nowhere")
  }

  @Test func manyInputsAreSummarised() {
    var report = Samples.small
    report.inputs = Array(repeating: report.inputs[0], count: 5)
    let table = writer.render(report, as: .table, style: TerminalStyle(width: 100))
    #expect(!table.contains("Fit nowhere"))
    #expect(table.contains("-o wide shows every run"))
    #expect(writer.render(report, as: .wide).contains("Fit nowhere"))
  }

  @Test(arguments: OutputFormat.allCases)
  func emptyReportsAreFine(format: OutputFormat) {
    let report = ComparisonReport(version: "0.1.0", inputs: [])
    #expect(!writer.render(report, as: format).isEmpty)
  }

  @Test func strategiesInEveryForm() {
    let strategies = [
      StrategyListing(name: "first-fit", family: "item-centric", summary: "Takes the first, node."),
      StrategyListing(name: "ilp", family: "exact", summary: "Proves it."),
    ]
    #expect(
      writer.render(strategies, as: .table, style: TerminalStyle(width: 60)) == """
        item-centric
          first-fit  Takes the first, node.

        exact
          ilp        Proves it.

        """)
    #expect(
      writer.render(strategies, as: .csv)
        == "name,family,summary\r\nfirst-fit,item-centric,\"Takes the first, node.\"\r\n"
        + "ilp,exact,Proves it.\r\n")
    for format in OutputFormat.allCases {
      #expect(writer.render(strategies, as: format).contains("first-fit"))
    }
  }
}
