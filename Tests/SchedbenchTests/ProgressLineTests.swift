// SPDX-License-Identifier: Apache-2.0

import Evaluation
import Testing
import VectorPacking

@testable import schedbench

@Suite("The line of progress")
struct ProgressLineTests {
  private static let line = ProgressLine(
    finished: 2, total: 8,
    step: ComparisonStep(position: 2, total: 8, input: "pods.csv", strategy: "ilp", seed: 1),
    known: SolveProgress(
      phase: "column-generation", incumbentCost: 1040, incumbentBins: 41, boundCost: 1010,
      columns: 12_345, nodes: 1), timeLeft: .milliseconds(6_200))

  @Test(
    "What matters least gives way first",
    arguments: [
      (
        160,
        "[#####...............] 2/8 pods.csv: ilp, column-generation, cost 1,040, bound 1,010, "
          + "gap 3.0 %, 12,345 columns, 1 tree node, at most 7 s left"
      ),
      (
        130,
        "2/8 pods.csv: ilp, column-generation, cost 1,040, bound 1,010, gap 3.0 %, 12,345 columns, "
          + "1 tree node, at most 7 s left"
      ),
      (
        100,
        "2/8 pods.csv: ilp, column-generation, cost 1,040, bound 1,010, gap 3.0 %, "
          + "at most 7 s left"
      ),
      (80, "2/8 pods.csv: ilp, cost 1,040, bound 1,010, gap 3.0 %, at most 7 s left"),
      (60, "2/8 pods.csv: ilp, cost 1,040, gap 3.0 %, at most 7 s left"),
      (50, "2/8 pods.csv: ilp, cost 1,040, at most 7 s left"),
      (30, "2/8 pods.csv: ilp"),
      (10, "2/8 pods.…"),
    ])
  func widths(width: Int, text: String) {
    let shown = ProgressLineTests.line.text(width: width)
    #expect(shown.count <= width)
    #expect(shown == text)
  }

  @Test("At every width the line fits and loses nothing that fitted before", arguments: 1..<180)
  func fits(width: Int) {
    let line = ProgressLineTests.line
    #expect(line.text(width: width).count <= width)
    #expect(line.text(width: width).count <= line.text(width: width + 1).count)
  }

  @Test("What is not known is not shown")
  func unknown() {
    var line = ProgressLine(finished: 0, total: 3)
    #expect(line.text(width: 80) == "[....................] 0/3")
    line.step = ComparisonStep(position: 0, total: 3, input: "a", strategy: nil, seed: 1)
    #expect(line.text(width: 80) == "[....................] 0/3 a: lower bound")
    line.step?.strategy = "local-search"
    line.known = SolveProgress(phase: "local-search", incumbentCost: 7, boundCost: 0)
    #expect(
      line.text(width: 80) == "[....................] 0/3 a: local-search, cost 7, bound 0")
  }

  @Test("A name from an input controls no terminal and takes the columns it takes")
  func hostile() {
    var line = ProgressLineTests.line
    line.step?.input = "\u{1B}[2J界界界\r\n"
    let text = line.text(width: 12)
    #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
    #expect(text == "2/8 ␛[2J界…")
  }

  @Test("News leave what they do not tell, and nothing gets worse")
  func updating() {
    let first = SolveProgress(
      phase: "a", incumbentCost: 9, incumbentBins: 4, boundCost: 5, columns: 3, nodes: 1)
    let second = first.updated(by: SolveProgress(phase: "b", incumbentCost: 10, boundCost: 4))
    #expect(
      second
        == SolveProgress(
          phase: "b", incumbentCost: 9, incumbentBins: 4, boundCost: 5, columns: 3, nodes: 1))
  }
}
