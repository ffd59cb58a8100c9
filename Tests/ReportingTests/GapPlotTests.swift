// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Foundation
import Testing
import VectorPacking

@testable import Reporting

@Suite("The plot of the gap over time")
struct GapPlotTests {
  let writer = ReportWriter()

  @Test func pageSaysWhenThePackingTheBoundAndTheProofCame() {
    let html = writer.render(Samples.traced, as: .html)
    #expect(html.contains("href=\"#input-1-trace\">Gap over time</a>"))
    #expect(
      html.contains(
        "ilp-column-generation: 51 after 1.9 s, bound 51 after 1.9 s, proven optimal after 1.9 s."))
    #expect(
      html.contains("local-search: 53 after 4.0 s, bound 50 after 50.0 ms, gap 6.0 %."))
    #expect(html.contains("ilp: bound 49 after 500 ms."))
    #expect(html.contains("<tspan class=\"strong\">local-search</tspan> 53</text>"))
    #expect(html.contains("51, proven</text>"))
    #expect(html.contains(">bound 50</text>"))
  }

  @Test func placementHasOneToo() {
    let html = writer.render(Samples.tracedPlacement, as: .html)
    #expect(html.contains("best-fit: 2 after 400 µs, bound 2 after 200 µs, proven optimal"))
  }

  @Test func nothingIsDrawnWithoutTracesOrTimes() {
    var report = Samples.traced
    #expect(!writer.render(Samples.small, as: .html).contains("Gap over time"))
    for run in report.inputs[0].runs.indices {
      report.inputs[0].runs[run].trace = report.inputs[0].runs[run].trace?.withoutTimings
    }
    #expect(!writer.render(report, as: .html).contains("Gap over time"))
  }

  @Test func linesStepFromOneFindToTheNext() throws {
    let events = [
      TraceEvent(seconds: 0.01, phase: "", cost: 20, bound: 10),
      TraceEvent(seconds: 0.1, phase: "", cost: 20, bound: 10),
      TraceEvent(seconds: 1, phase: "", cost: 15, bound: 15),
    ]
    let curve = GapPlot.Curve(strategy: "x", colour: 0, events: events, isNamed: true)
    let plot = try #require(GapPlot([curve], unit: "nodes", size: .wide))
    let markup = plot.markup(title: "t", description: "d")
    let found = try #require(
      markup.firstMatch(of: #/class="incumbent r0" d="M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)"/#))
    let proven = try #require(
      markup.firstMatch(of: #/class="bound r0" d="M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)"/#))
    #expect(found.1 == "62", "the first event lies at the start of the axis")
    #expect(found.3 == "804", "the last event lies at its end")
    #expect(found.4 == proven.4, "the lines meet")
    #expect(try #require(Double(found.2)) < (try #require(Double(proven.2))), "upwards is dearer")
    #expect(markup.contains("class=\"proof r0\" cx=\"804\" cy=\"\(found.4)\""))
  }

  @Test func manyEventsMakeNoLargeDrawing() throws {
    let events = (0..<20_000).map {
      TraceEvent(
        seconds: 0.001 * Double($0 + 1), phase: "", cost: 300_000 - Int64($0), bound: Int64($0))
    }
    let curve = GapPlot.Curve(strategy: "x", colour: 0, events: events, isNamed: true)
    let plot = try #require(GapPlot([curve], unit: "cost", size: .wide))
    #expect(plot.markup(title: "", description: "").utf8.count < 100_000)
  }

  @Test(arguments: [
    (0.002, 4.0, ["1 ms", "10 ms", "100 ms", "1 s"]), (0.5, 0.5, ["100 ms"]),
    (0.000_001, 3_000, ["100 ms", "1 s", "10 s", "100 s", "1,000 s"]),
    (0, 0, ["10 µs", "100 µs"]),
  ])
  func timesLieBetweenPowersOfTen(first: Double, last: Double, labels: [String]) {
    let axis = TimeAxis(from: first, to: last)
    let shown = axis.ticks.map(\.label)
    #expect(Array(shown.suffix(labels.count)) == labels)
    #expect(axis.position(axis.first) == 0)
    #expect(abs(axis.position(axis.last) - 1) < 1e-12)
    #expect(axis.position(-1) == 0)
    let places = axis.ticks.map { axis.position($0.seconds) }
    #expect(places == places.sorted())
    for (one, other) in zip(places.dropFirst(), places.dropFirst(2)) {
      #expect(abs((other - one) - (places[1] - places[0])) < 1e-6, "decades have one width")
    }
  }

  @Test(arguments: 0..<40)
  func costsHaveRoundNumbersInOrder(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let low = Double(generator.below([3, 1000, 1 << 50][seed % 3]))
    let high = low + Double(generator.below([3, 1000, 1 << 50][seed / 3 % 3]))
    let axis = CostAxis(from: low, to: high, mostTicks: 6)
    #expect((1...7).contains(axis.ticks.count))
    #expect(axis.ticks == axis.ticks.sorted())
    #expect(axis.position(low) >= 0)
    #expect(axis.position(high) <= 1)
  }

  @Test(arguments: 0..<60)
  func labelsDoNotOverlapAndStayInOrder(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let wishes = (0...generator.below(9)).map { _ in
      (centre: generator.unit() * 300, height: 10 + Double(generator.below(20)))
    }
    let centres = GapPlot.spread(wishes, from: 0, to: 300)
    let order = wishes.indices.sorted { (wishes[$0].centre, $0) < (wishes[$1].centre, $1) }
    for (one, other) in zip(order, order.dropFirst()) {
      let least = (wishes[one].height + wishes[other].height) / 2
      #expect(centres[other] - centres[one] >= least - 1e-9)
    }
    for index in order {
      #expect(centres[index] - wishes[index].height / 2 >= -1e-9)
      #expect(centres[index] + wishes[index].height / 2 <= 300 + 1e-9)
    }
  }

  @Test func documentsHaveTracesUnlessToldOtherwise() throws {
    for format in [OutputFormat.json, .yaml] {
      let full = writer.render(Samples.traced, as: format)
      #expect(full.contains("secondsToProof"))
      #expect(full.contains("treeNodes"))
      let bare = ReportWriter(writesTraces: false)
      #expect(!bare.render(Samples.traced, as: format).contains("trace"))
      #expect(!bare.render(Samples.tracedPlacement, as: format).contains("trace"))
    }
    let json = writer.render(Samples.traced, as: .json)
    let read = try JSONDecoder().decode(ComparisonReport.self, from: Data(json.utf8))
    #expect(read.inputs[0].runs.map(\.trace?.events.count) == [4, 6, 2])
    #expect(read.inputs[0].runs[1].trace?.secondsToProof == 1.9)
  }
}
