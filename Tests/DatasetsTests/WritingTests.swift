// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Testing
import VectorPacking

@testable import Datasets

/// Everything about a problem that packing depends on, as text.
private func fingerprint(_ problem: PackingProblem) -> [String] {
  var lines = [problem.resources.map { "\($0)" }.joined(), "\(problem.binTypes)"]
  for run in problem.arrivals {
    let shape = run.shape
    let allowed = problem.binTypes.indices.filter { problem.isCompatible(shape, with: $0) }
    lines.append(
      "\(problem.demand(of: shape)) x\(run.count) \(problem.perBinLimit(of: shape) ?? 0) \(allowed) "
        + "\(problem.conflicts(of: shape))")
  }
  lines += problem.spreadRules.map { "\($0)" }
  return lines
}

@Suite("Writing")
struct WritingTests {
  @Test(
    "what is written is read as the same problem",
    arguments: Recipe.all.filter { !$0.needsSource }.map(\.name))
  func roundTrip(name: String) throws {
    let instance = try #require(Recipe.named(name)).generate(["n": 60], seed: 11)
    if instance.format == "vbp" {
      let bytes = try InstanceWriter.vectorPacking(instance)
      let again = try InputReader().read(bytes, name: "x.vbp")
      #expect(fingerprint(again.problem) == fingerprint(instance.problem))
      #expect(again.sha256 == instance.sha256)
      #expect(try InstanceWriter.vectorPacking(again) == bytes)
    }
    if instance.format == "vbp", instance.problem.resources.count == 1 {
      let again = try InputReader().read(try InstanceWriter.sizes(instance), name: "x.bpp")
      #expect(again.format == "bpp")
      #expect(fingerprint(again.problem) == fingerprint(instance.problem))
    }
    let nodes = try InstanceWriter.nodes(instance)
    let again = try InputReader(options: InputOptions(nodes: ("nodes", nodes))).read(
      try InstanceWriter.pods(instance), name: "x.csv")
    #expect(fingerprint(again.problem) == fingerprint(instance.problem))
    #expect(again.itemNames == instance.itemNames)
    #expect(try InstanceWriter.pods(again) == InstanceWriter.pods(instance))
    #expect(try InstanceWriter.nodes(again) == nodes)
  }

  @Test("tables with rules, names and loaded nodes come back the same")
  func rules() throws {
    let pods = #"""
      name,count,cpu,memory,max_per_node,node_types,anti_affinity_group
      "a, ""b""",3,1,1Gi,2,big|small,
      b,1,1,1Gi,,big,db
      c,2,1500m,1Gi,,,db
      d,1,1,2Gi,,,
      """#
    let list = "name,type,cpu,memory,used_cpu,cost\nn1,small,4,8Gi,1,2\nn2,big,8,32Gi,0,3\n"
    let options = InputOptions(nodes: ("nodes", Array(list.utf8)))
    let first = try read(pods, options: options)
    let written = try InstanceWriter.pods(first)
    let again = try InputReader(
      options: InputOptions(nodes: ("nodes", try InstanceWriter.nodes(first)))
    ).read(written, name: "again")
    #expect(fingerprint(again.problem) == fingerprint(first.problem))
    #expect(again.itemNames == first.itemNames)
    #expect(again.nodeNames == first.nodeNames)
  }

  @Test("groups that are spread and zones come back the same")
  func spreads() throws {
    let pods = """
      name,count,cpu,memory,spread_group,max_skew
      web,3,1,1Gi,web,2
      data,2,1,1Gi,data,
      lone,1,1,1Gi,,
      more,2,2,1Gi,web,
      """
    for list in [
      "name,cpu,memory,cost,count,zone\nm5,8,32Gi,1,4,a\nm5,8,32Gi,1,,b\nold,8,32Gi,1,2,\n",
      "name,type,cpu,memory,zone\nn1,m5,8,32Gi,a\nn2,m5,8,32Gi,b\nn3,m5,8,32Gi,a\n",
    ] {
      let options = InputOptions(nodes: ("nodes", Array(list.utf8)))
      let first = try read(pods, options: options)
      let nodes = try InstanceWriter.nodes(first)
      let written = try InstanceWriter.pods(first)
      let again = try InputReader(options: InputOptions(nodes: ("nodes", nodes))).read(
        written, name: "again")
      #expect(fingerprint(again.problem) == fingerprint(first.problem))
      #expect(again.nodeZones == first.nodeZones)
      #expect(again.nodeNames == first.nodeNames)
      #expect(try InstanceWriter.nodes(again) == nodes)
      #expect(try InstanceWriter.pods(again) == written)
    }
  }

  @Test("spread rules that are not about the zones of nodes are refused")
  func spreadRefusals() throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    for _ in 0..<2 { builder.add(BinType(capacity: [1_000])) }
    builder.add(demand: [100])
    builder.addSpread(of: [0], over: [0, 1], maxSkew: 1)
    func instance(_ builder: PackingProblem.Builder) throws -> Instance {
      Instance(name: "x", format: "csv", sha256: "", problem: try builder.build(), units: [.milli])
    }
    #expect(throws: Never.self) { try InstanceWriter.pods(try instance(builder)) }
    #expect(throws: WritingError.self) { try InstanceWriter.vectorPacking(try instance(builder)) }
    var twice = builder
    twice.addSpread(of: [0], over: [0, 1], maxSkew: 2)
    let error = #expect(throws: WritingError.self) { try InstanceWriter.pods(try instance(twice)) }
    #expect(error?.message.contains("two rules") == true)
    var apart = builder
    apart.addSpread(of: [apart.add(demand: [200])], over: [0, 0], maxSkew: 1)
    let other = #expect(throws: WritingError.self) { try InstanceWriter.pods(try instance(apart)) }
    #expect(other?.message.contains("other domains") == true)
  }

  @Test("what a format cannot say is refused by name")
  func refusals() throws {
    let options = InputOptions(nodeTypes: ["cpu=4,memory=8Gi,count=3,cost=2"])
    let bounded = try read("name,cpu,memory\na,1,1Gi\n", options: options)
    let error = #expect(throws: WritingError.self) { try InstanceWriter.vectorPacking(bounded) }
    #expect(error?.description == "vbp: a bin costs 2, expected 1")
    let two = try read("2\n9 9\n1\n1 2 1\n")
    #expect(throws: WritingError.self) { try InstanceWriter.sizes(two) }
    let openb = try read(
      "name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,1,1,1,500\n",
      options: InputOptions(nodeTypes: ["cpu=4,memory=8Gi,gpu=2"]))
    let devices = #expect(throws: WritingError.self) { try InstanceWriter.pods(openb) }
    #expect(devices?.message.contains("'gpu' comes in devices") == true)
    let many = try read("1\n10\n1\n3 2000000000\n")
    #expect(throws: WritingError.self) { try InstanceWriter.sizes(many) }
  }
}

@Suite("The folder datasets/")
struct PackagedDatasetTests {
  private let folder = SharedData.package.appendingPathComponent("datasets")

  /// Set to write the files instead of comparing them, after a recipe was changed on purpose.
  private let rewrites =
    ProcessInfo.processInfo.environment["STEVEDORE_WRITE_DATASETS"] != nil

  @Test("holds exactly what the recipes make", arguments: PackagedDataset.all)
  func files(dataset: PackagedDataset) throws {
    for (name, bytes) in try dataset.files() {
      let file = folder.appendingPathComponent(name)
      if rewrites { try Data(bytes).write(to: file) }
      #expect([UInt8](try Data(contentsOf: file)) == bytes, "\(name)")
    }
  }

  @Test("lists its recipes as JSON")
  func recipes() throws {
    let file = folder.appendingPathComponent("recipes.json")
    if rewrites { try Data(PackagedDataset.recipesFile.utf8).write(to: file) }
    #expect(try String(contentsOf: file, encoding: .utf8) == PackagedDataset.recipesFile)
    let parsed = try JSONSerialization.jsonObject(with: try Data(contentsOf: file))
    let files = try #require((parsed as? [String: Any])?["files"] as? [Any])
    #expect(files.count == PackagedDataset.all.count)
  }

  @Test("is small and every instance in it can be read")
  func contents() throws {
    var size = 0
    for dataset in PackagedDataset.all {
      let files = try dataset.files()
      size += files.map(\.bytes.count).reduce(0, +)
      let nodes = files.count > 1 ? (name: files[1].name, bytes: files[1].bytes) : nil
      let instance = try InputReader(options: InputOptions(nodes: nodes))
        .read(files[0].bytes, name: files[0].name)
      #expect(instance.format == dataset.format.rawValue)
      #expect(
        instance.problem.shapes.allSatisfy { !instance.problem.usableBinTypes(for: $0).isEmpty })
    }
    #expect(size < 300_000)
  }
}
