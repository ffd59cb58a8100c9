// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorPacking

@testable import schedbench

@Suite("Arguments")
struct ArgumentTests {
  @Test(
    "Time limits are a number with a unit",
    arguments: [
      ("2s", Duration.seconds(2)), ("500ms", .milliseconds(500)), ("1m", .seconds(60)),
      ("1.5s", .milliseconds(1_500)), ("1h", .seconds(3_600)),
    ])
  func timeLimit(text: String, duration: Duration) throws {
    #expect(try #require(TimeLimit(argument: text)).duration == duration)
  }

  @Test("No limit is a limit too")
  func noTimeLimit() throws {
    #expect(try #require(TimeLimit(argument: "none")).duration == nil)
  }

  @Test(
    "What is no time limit is refused",
    arguments: ["", "2", "s", "-1s", "0s", "2 s", "infs", "nans", "1e99h", "0x2s", "2d"])
  func badTimeLimit(text: String) {
    #expect(TimeLimit(argument: text)?.duration == nil)
    #expect(TimeLimit(argument: text) == nil)
  }

  @Test(
    "Seeds are numbers, lists and ranges",
    arguments: [
      ("7", [7]), ("1,2,3", [1, 2, 3]), ("1..4", [1, 2, 3, 4]), ("5..5,0", [5, 0]),
      ("18446744073709551615", [UInt64.max]),
    ])
  func seeds(text: String, seeds: [UInt64]) throws {
    #expect(try #require(SeedList(argument: text)).seeds == seeds)
  }

  @Test(
    "What is no list of seeds is refused",
    arguments: ["", "x", "1,", "3..1", "1..", "..2", "-1", "1...3", "0..18446744073709551615"])
  func badSeeds(text: String) {
    #expect(SeedList(argument: text) == nil)
  }

  @Test("Groups and names are resolved in order, each strategy once")
  func selection() throws {
    let selection = StrategySelection(registry: .available)
    let named = try selection.strategies(named: "dot-product,first-fit,dot-product,greedy")
    #expect(named.prefix(2).map { $0.name } == ["dot-product", "first-fit"])
    #expect(Set(named.map { $0.name }).count == named.count)
    #expect(named.allSatisfy { $0.family.isGreedy })
    let all = try selection.strategies(named: "all")
    // Schedulers of clusters count only where there is a cluster.
    let known = StrategyRegistry.available.strategies
    let clusters = StrategySelection(registry: .available, hasClusters: true)
    #expect(all.map(\.name) == known.filter { !($0 is KubeSchedulerStrategy) }.map(\.name))
    #expect(try clusters.strategies(named: "all").map(\.name) == known.map(\.name))
    let exact = all.filter { $0.family == .exact }
    #if GLPK
      #expect(try selection.strategies(named: "exact").map { $0.name } == exact.map { $0.name })
    #else
      #expect(exact.isEmpty)
    #endif
  }

  @Test("Every strategy that is run by default exists")
  func defaults() throws {
    let names = StrategyRegistry.available.strategies.map { $0.name }
    let missing = StrategySelection.defaults.filter { !names.contains($0) }
    #if GLPK
      #expect(missing.isEmpty)
    #else
      #expect(missing == ["ilp"])
    #endif
  }

  @Test(
    "The most similar name is found if it is near",
    arguments: [
      ("best-fitt", "best-fit"), ("bset-fit", "best-fit"), ("dot", "dot-product"),
      ("first-fit-decresing", "first-fit-decreasing"), ("zzz", nil), ("", nil),
    ])
  func similarity(name: String, expected: String?) {
    let names = ["best-fit", "first-fit", "first-fit-decreasing", "dot-product"]
    #expect(Similarity.closest(to: name, among: names) == expected)
  }

  @Test(
    "Edits are counted",
    arguments: [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kitten", "sitting", 3)])
  func edits(first: String, second: String, edits: Int) {
    #expect(Similarity.edits(from: Array(first), to: Array(second)) == edits)
    #expect(Similarity.edits(from: Array(second), to: Array(first)) == edits)
  }

  @Test(
    "The reproducing command leaves out what changes nothing, and quotes the rest",
    arguments: [
      (
        [
          "/usr/bin/schedbench", "compare", "a b.vbp", "--jobs", "4", "--output=x", "-q", "-o",
          "json",
        ],
        "schedbench compare 'a b.vbp' -o json"
      ),
      (
        ["schedbench", "place", "it's", "--report", "r.html", "--threads", "2", "--seed", "1..3"],
        "schedbench place 'it'\\''s' --seed 1..3"
      ),
      (["schedbench", "compare", "", "$HOME"], "schedbench compare '' '$HOME'"),
    ])
  func commandLine(arguments: [String], text: String) {
    #expect(CommandLineText.reproducing(arguments) == text)
  }
}
