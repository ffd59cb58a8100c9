// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("schedbench dataset")
struct DatasetCommandTests {
  private let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  @Test("Recipes and public data sets are listed")
  func list() throws {
    let result = try runner.run("dataset", "list", "-o", "json")
    #expect(result.exitCode == 0)
    let report = try result.json()
    #expect(report["schema"] as? String == "schedbench.datasets/v1")
    let entries = try #require(report["datasets"] as? [[String: String]])
    #expect(entries.contains { $0["name"] == "caprara-toth" && $0["kind"] == "recipe" })
    #expect(entries.contains { $0["name"] == "openb" && $0["kind"] == "download" })
    let table = try runner.run("dataset", "list")
    #expect(table.output.hasPrefix("KIND"))
  }

  @Test("The same seed generates the same bytes, another one others")
  func generate() throws {
    func text(seed: String) throws -> String {
      let result = try runner.run(
        "dataset", "generate", "caprara-toth", "class=2", "n=25", "--seed", seed)
      #expect(result.exitCode == 0)
      return result.output
    }
    let first = try text(seed: "7")
    #expect(try text(seed: "7") == first)
    #expect(try text(seed: "8") != first)
    try runner.run(
      "dataset", "generate", "caprara-toth", "class=2", "n=25", "--seed", "7", "--output", "c.vbp")
    #expect(try runner.read("c.vbp") == first)
  }

  @Test("What is generated can be described, converted and compared")
  func roundTrip() throws {
    try runner.run("dataset", "generate", "falkenauer-u", "n=30", "--output", "f.bpp")
    let description = try runner.run("dataset", "describe", "f.bpp", "-o", "json")
    let rows = try #require(try description.json()["resources"] as? [[String: Any]])
    #expect(rows.count == 1)
    #expect(rows.first?["items"] as? Int == 30)
    #expect(rows.first?["largestCapacity"] as? Int == 150)
    let converted = try runner.run(
      "dataset", "convert", "f.bpp", "--to", "vbp", "--output", "f.vbp")
    #expect(converted.exitCode == 0)
    func nodes(_ file: String) throws -> Int? {
      let result = try runner.run(
        "place", file, "--strategy", "first-fit-decreasing", "-o", "json")
      return (try result.json()["run"] as? [String: Any])?["nodes"] as? Int
    }
    let original = try #require(try nodes("f.bpp"))
    #expect(try nodes("f.vbp") == original)
  }

  @Test("Pods are written with their nodes beside them")
  func podsAndNodes() throws {
    let result = try runner.run(
      "dataset", "generate", "web-cluster", "n=40", "--output", "p.csv", "--nodes-output", "n.csv")
    #expect(result.exitCode == 0)
    #expect(result.errors.isEmpty)
    let placed = try runner.run("place", "p.csv", "--nodes", "n.csv", "-o", "json")
    #expect(placed.exitCode == 0)
    let without = try runner.run("dataset", "generate", "web-cluster", "n=40")
    #expect(without.errors.contains("--nodes-output"))
    #expect(without.output == (try runner.read("p.csv")))
  }

  @Test("Recipes and public data sets are described by name")
  func describe() throws {
    let recipe = try runner.run("dataset", "describe", "caprara-toth")
    #expect(recipe.exitCode == 0)
    #expect(recipe.output.contains("class"))
    let entry = try runner.run("dataset", "describe", "openb")
    #expect(entry.exitCode == 0)
    #expect(entry.output.contains("Licence: "))
    #expect(entry.output.contains("openb_pod_list_default.csv"))
  }

  @Test(
    "Bad usage ends with 64, bad input with 2",
    arguments: [
      (["dataset", "generate", "caprara-tooth"], Int32(64), "Did you mean 'caprara-toth'?"),
      (["dataset", "generate", "caprara-toth", "n=0"], 64, "n is 0"),
      (["dataset", "generate", "caprara-toth", "m=3"], 64, "'m'"),
      (["dataset", "generate", "caprara-toth", "n=3", "n=4"], 64, "given twice"),
      (["dataset", "generate", "caprara-toth", "n"], 64, "n"),
      (["dataset", "describe", "opemb"], 64, "Did you mean 'openb'?"),
      (["dataset", "describe", "nothing-like-it"], 2, "cannot be read"),
      (["dataset", "convert", "missing.vbp", "--to", "csv"], 2, "cannot be read"),
      (["dataset", "list", "-o", "html"], 64, "html"),
      (["dataset", "fetch", "opemb"], 64, "Did you mean 'openb'?"),
      (["dataset", "fetch", "openb", "missing.csv"], 64, "missing.csv"),
      (["dataset", "fetch", "openb", "--into", "missing"], 2, "no such folder"),
      (["dataset", "fetch", "https://example.invalid/a.csv"], 64, "--sha256"),
      (["dataset", "fetch", "caprara-toth"], 2, "Get it from"),
    ])
  func failures(arguments: [String], code: Int32, message: String) throws {
    let result = try runner.start(arguments).result()
    #expect(result.exitCode == code)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(message))
  }

  @Test(
    "A list can be written in every form but html",
    arguments: ["table", "wide", "json", "yaml", "csv", "markdown"])
  func forms(format: String) throws {
    let result = try runner.run("dataset", "describe", "caprara-toth", "-o", format)
    #expect(result.exitCode == 0)
    #expect(result.output.contains("caprara-toth"))
    #expect(result.output.contains("class"))
  }
}
