// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Foundation
import Testing

@testable import Reporting

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("The HTML page")
struct PageTests {
  static let pages: [(name: String, html: String)] = {
    let writer = ReportWriter()
    var several = Samples.small
    several.inputs += [Samples.poisoned.inputs[0], Samples.random(seed: 3).inputs[0]]
    var many = Samples.small
    many.inputs = Array(repeating: Samples.small.inputs[0], count: 120)
    let strategies = [StrategyListing(name: Samples.hostile, family: "x", summary: "<y>")]
    return [
      ("small", writer.render(Samples.small, as: .html)),
      ("traced", writer.render(Samples.traced, as: .html)),
      ("traced placement", writer.render(Samples.tracedPlacement, as: .html)),
      ("poisoned", writer.render(Samples.poisoned, as: .html)),
      ("several", writer.render(several, as: .html)),
      ("many", writer.render(many, as: .html)),
      ("random", writer.render(Samples.random(seed: 5), as: .html)),
      ("empty", writer.render(ComparisonReport(version: "1", inputs: []), as: .html)),
      ("placement", writer.render(Samples.placement, as: .html)),
      ("poisoned placement", writer.render(Samples.poisonedPlacement, as: .html)),
      ("cluster", writer.render(Samples.cluster, as: .html)),
      ("poisoned cluster", writer.render(Samples.poisonedCluster, as: .html)),
      ("large cluster", writer.render(largeCluster, as: .html)),
      ("whole picture", writer.page(Samples.cluster, beside: Samples.traced.inputs[0])),
      ("other picture", writer.page(Samples.placement, beside: Samples.small.inputs[0])),
      ("strategies", writer.render(strategies, as: .html)),
      ("simulation", writer.render(Samples.simulation, as: .html)),
      ("simulations", writer.render(Samples.simulations, as: .html)),
      ("poisoned simulation", writer.render(Samples.poisonedSimulation, as: .html)),
      ("no simulation", writer.render(SimulationReport(version: "1"), as: .html)),
    ]
  }()

  /// Many nodes with many pods, and as many kinds of pods without a node.
  private static var largeCluster: PlacementReport {
    var report = Samples.cluster
    if let node = report.cluster?.nodes.first {
      report.cluster?.nodes = (0..<1_500).map { index in
        var node = node
        node.name = "node-\(index)"
        node.zone = "zone-\(index % 3)"
        node.stays = (0..<index % 100).map { "shop/old-\(index)-\($0)" }
        return node
      }
    }
    report.unplaced = Array(repeating: report.unplaced[0], count: 300)
    report.unplaced[0].count = 1_000_000
    return report
  }

  @Test func clusterShowsWhatStaysWhatComesAndWhatWaits() throws {
    let html = ReportWriter().render(Samples.cluster, as: .html)
    func count(_ part: String) -> Int { html.components(separatedBy: part).count - 1 }
    // A square a pod: three stay, four are placed, three wait.
    #expect(count("<rect class=\"square stays\"") == 3)
    #expect(count("<rect class=\"square placed\"") == 4)
    #expect(count("<rect class=\"square pending\"") == 3)
    let outline = try PageOutline(html)
    let text = outline.text(of: "main")
    for part in [
      "3 nodes", "zone a · 1 node", "without a zone · 1 node", "pod that stays",
      "pod newly placed", "pod without a node",
      "node-1 in zone a: 2 stay, 3 newly placed; cpu 3.5 of 4 (87.5 %), 1 by pods that stay",
      "nvidia.com/gpu 1 of 2 (50.0 %)", "shop/old-1, shop/old-2", "a, b, c",
      "what would help one", "Lower the cpu request from 6500m to 3900m, then it fits on node-3.",
      "1 pod with scheduling gates was not decided about: shop/gated.",
      "Needs 6.5 of cpu", "1 pod without a memory request counts as needing none.",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    for part in [
      "Pods placed", "Nodes started",
      "4 of 1,201 pods placed by best-fit on 2 nodes, 2 of them newly",
      "no fewer would do (clique)", "1 pod finds no node", "3 pods that stay",
    ] {
      #expect(outline.text(of: "header").contains(part), "\(part)")
    }
    #expect(outline.text(of: "header").contains("beside 3 that stay"))
    #expect(!text.contains("How the capacity of the nodes in use is spent"))
  }

  @Test func largeClustersAreCut() throws {
    let html = try #require(PageTests.pages.first { $0.name == "large cluster" }?.html)
    let outline = try PageOutline(html)
    #expect(outline.count(of: "svg") < 300)
    #expect(outline.text(of: "main").contains("1,260 further nodes are not drawn"))
    #expect(outline.text(of: "main").contains("500 further nodes are in the report as JSON"))
    #expect(outline.text(of: "main").contains("A square is up to 2 pods."))
    #expect(outline.text(of: "main").contains("276 further kinds of pods"))
    #expect(html.utf8.count < 4_000_000)
  }

  @Test func wholePictureSetsStrategiesBesideThePlacement() throws {
    let html = try #require(PageTests.pages.first { $0.name == "whole picture" }?.html)
    let outline = try PageOutline(html)
    let text = outline.text(of: "main")
    for part in ["3 nodes", "Strategies", "ilp-column-generation", "What is where"] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test(arguments: pages.indices)
  func isWellFormedAndAccessible(index: Int) throws {
    let (name, html) = PageTests.pages[index]
    let outline = try PageOutline(html)
    #expect(outline.language == "en")
    #expect(outline.count(of: "main") == 1)
    #expect(outline.count(of: "h1") == 1)
    #expect(outline.count(of: "header") == 1)
    #expect(outline.count(of: "footer") == 1)
    #expect(outline.duplicateIdentifiers.isEmpty, "\(name)")
    #expect(outline.danglingReferences.isEmpty, "\(name)")
    #expect(outline.skippedHeadings.isEmpty, "\(name)")
    #expect(outline.namelessDrawings == 0, "\(name)")
    #expect(outline.tablesWithoutCaption == 0, "\(name)")
    #expect(outline.headerCellsWithoutScope == 0, "\(name)")
    #expect(outline.eventHandlers.isEmpty, "\(name)")
    #expect(outline.externalReferences.isEmpty, "\(name)")
    #expect(outline.count(of: "script") == 1, "\(name)")
  }

  @Test(arguments: pages.indices)
  func loadsNothing(index: Int) {
    let html = PageTests.pages[index].html
    #expect(!html.contains("@import"))
    #expect(!html.replacing("url(#hatch)", with: "").contains("url("))
    #expect(html.contains("default-src 'none'"))
  }

  @Test func firstScreenAnswersTheQuestion() throws {
    let outline = try PageOutline(PageTests.pages[0].html)
    let text = outline.text(of: "header")
    for part in [
      "Best: dot-product with 51 nodes, 2.0 % above the bound of 50 (per-resource); 1 item fits",
      "Nodes used", "51", "Lower bound", "50", "Gap", "2.0 %", "Without a node",
      "needs 6.5 of cpu",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(!text.contains("Cost"), "prices are all one")
  }

  @Test func pricesAppearWhereTheyDifferFromOne() throws {
    var report = Samples.small
    report.inputs[0].lowerBound.cost = 150
    report.inputs[0].runs[0].cost = 159
    report.inputs[0].runs[1].cost = 153
    let outline = try PageOutline(ReportWriter().render(report, as: .html))
    #expect(outline.text(of: "header").contains("51 nodes that cost 153"))
    #expect(outline.text(of: "header").contains("cost, proven by"))
  }

  @Test func everythingIsThereAsText() throws {
    let text = try PageOutline(PageTests.pages[0].html).text(of: "body")
    for part in [
      "schedbench compare pods.csv --node-type cpu=4,memory=8Gi", "00ff",
      "1 pod without a memory request counts as needing none.", "time ran out in presolve",
      "50 nodes cpu=4,memory=8Gi, 24 items each: cpu 3.9 of 4 (97.5 %), 0.1 stranded;"
        + " memory 4 GiB of 8 GiB (50.0 %), 4 GiB stranded",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func thousandsOfGroupsAreCapped() throws {
    var report = Samples.small
    let group = try #require(report.inputs[0].best?.groups.first)
    report.inputs[0].best?.groups = (0..<5000).map { index in
      var group = group
      group.items = index
      return group
    }
    let html = ReportWriter().render(report, as: .html)
    let outline = try PageOutline(html)
    #expect(outline.count(of: "svg") < 340)
    #expect(outline.text(of: "main").contains("250,000 nodes packed by dot-product"))
    #expect(outline.text(of: "main").contains("4,000 further groups are in the report as JSON"))
    #expect(html.utf8.count < 2_000_000)
  }
}

/// What a parser of XML finds in a page, which is written so that one can read it.
private final class PageOutline: NSObject, XMLParserDelegate {
  private(set) var language: String?
  private(set) var externalReferences: [String] = []
  private(set) var eventHandlers: [String] = []
  private(set) var duplicateIdentifiers: [String] = []
  private(set) var skippedHeadings: [String] = []
  private(set) var namelessDrawings = 0
  private(set) var tablesWithoutCaption = 0
  private(set) var headerCellsWithoutScope = 0
  private var identifiers: Set<String> = []
  private var references: [String] = []
  private var counts: [String: Int] = [:]
  private var texts: [String: String] = [:]
  private var open: [(name: String, isNamed: Bool)] = []
  private var heading = 0

  struct Malformed: Error {
    var line: Int
    var reason: String
  }

  init(_ html: String) throws {
    super.init()
    let parser = XMLParser(data: Data(html.replacing("<!DOCTYPE html>", with: "").utf8))
    parser.delegate = self
    guard parser.parse() else {
      throw Malformed(
        line: parser.lineNumber,
        reason: parser.parserError.map { String(describing: $0) } ?? "unknown")
    }
  }

  func count(of element: String) -> Int { counts[element] ?? 0 }
  func text(of element: String) -> String { texts[element] ?? "" }
  var danglingReferences: [String] { references.filter { !identifiers.contains($0) } }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
    if name == "html" { language = attributes["lang"] }
    if let identifier = attributes["id"], !identifiers.insert(identifier).inserted {
      duplicateIdentifiers.append(identifier)
    }
    eventHandlers += attributes.keys.filter { $0.hasPrefix("on") }
    for (key, value) in attributes where ["src", "href", "action", "data"].contains(key) {
      if value.hasPrefix("#") {
        references.append(String(value.dropFirst()))
      } else {
        externalReferences.append(value)
      }
    }
    references += attributes["aria-labelledby"].map { [$0] } ?? []
    if name.count == 2, name.first == "h", let level = name.last?.wholeNumberValue {
      if level > heading + 1 { skippedHeadings.append("h\(heading) to h\(level)") }
      heading = level
    }
    if name == "th", attributes["scope"] == nil { headerCellsWithoutScope += 1 }
    if ["title", "caption"].contains(name), let parent = open.indices.last {
      open[parent].isNamed = true
    }
    open.append((name, attributes["aria-hidden"] == "true"))
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    guard let closed = open.popLast(), !closed.isNamed else { return }
    if name == "svg" { namelessDrawings += 1 }
    if name == "table" { tablesWithoutCaption += 1 }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    for name in Set(open.map(\.name)) { texts[name, default: ""] += string }
  }
}
