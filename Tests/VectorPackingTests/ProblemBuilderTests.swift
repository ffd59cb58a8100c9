// SPDX-License-Identifier: Apache-2.0

import PackingTestSupport
import Testing
import VectorPacking

@Suite("Building a problem")
struct ProblemBuilderTests {
  /// A builder's input that must be refused, and the refusal.
  struct Refusal: Sendable, CustomTestStringConvertible {
    let error: ProblemError
    var resources = [Resource("cpu"), Resource("gpu", deviceUnit: 10)]
    var bins = [BinType(name: "node", capacity: [8, 20])]
    var fill: @Sendable (inout PackingProblem.Builder) -> Void = { _ in }
    var testDescription: String { "\(error)" }
  }

  static let tooMuch = PackingProblem.largestQuantity + 1

  static let refusals: [Refusal] = [
    Refusal(error: .noResources, resources: []),
    Refusal(error: .duplicateResource(name: "cpu"), resources: [Resource("cpu"), Resource("cpu")]),
    Refusal(
      error: .invalidDeviceUnit(resource: "gpu", found: 0),
      resources: [Resource("cpu"), Resource("gpu", deviceUnit: 0)]),
    Refusal(error: .noBinTypes, bins: []),
    Refusal(
      error: .dimension(of: "bin type 'node'", found: 1, expected: 2),
      bins: [BinType(name: "node", capacity: [8])]),
    Refusal(
      error: .dimension(of: "bin type 'node'", found: 3, expected: 2),
      bins: [BinType(name: "node", capacity: [8, 20], load: [0, 0, 0])]),
    Refusal(
      error: .capacityOutOfRange(binType: "node", resource: "cpu", found: -1),
      bins: [BinType(name: "node", capacity: [-1, 20])]),
    Refusal(
      error: .capacityOutOfRange(binType: "node", resource: "cpu", found: tooMuch),
      bins: [BinType(name: "node", capacity: [tooMuch, 20])]),
    Refusal(
      error: .loadOutOfRange(binType: "node", resource: "cpu", found: 9, capacity: 8),
      bins: [BinType(name: "node", capacity: [8, 20], load: [9, 0])]),
    Refusal(
      error: .loadOutOfRange(binType: "node", resource: "cpu", found: -1, capacity: 8),
      bins: [BinType(name: "node", capacity: [8, 20], load: [-1, 0])]),
    Refusal(
      error: .partialDevice(binType: "node", resource: "gpu", found: 25, unit: 10),
      bins: [BinType(name: "node", capacity: [8, 25])]),
    Refusal(
      error: .partialDevice(binType: "node", resource: "gpu", found: 5, unit: 10),
      bins: [BinType(name: "node", capacity: [8, 20], load: [0, 5])]),
    Refusal(
      error: .costOutOfRange(binType: "node", found: -1),
      bins: [BinType(name: "node", capacity: [8, 20], cost: -1)]),
    Refusal(
      error: .costOutOfRange(binType: "node", found: PackingProblem.largestCost + 1),
      bins: [BinType(name: "node", capacity: [8, 20], cost: PackingProblem.largestCost + 1)]),
    Refusal(
      error: .availabilityOutOfRange(binType: "node", found: -1),
      bins: [BinType(name: "node", capacity: [8, 20], available: -1)]),
    Refusal(error: .dimension(of: "web", found: 1, expected: 2)) {
      $0.add(demand: [1], name: "web")
    },
    Refusal(error: .dimension(of: "shape 0", found: 3, expected: 2)) { $0.add(demand: [1, 0, 0]) },
    Refusal(error: .demandOutOfRange(shape: "'web'", resource: "cpu", found: -1)) {
      $0.add(demand: [-1, 0], name: "web")
    },
    Refusal(error: .demandOutOfRange(shape: "shape 1", resource: "cpu", found: tooMuch)) {
      $0.add(demand: [1, 0])
      $0.add(demand: [tooMuch, 0])
    },
    Refusal(error: .straddlesDevices(shape: "shape 0", resource: "gpu", found: 15, unit: 10)) {
      $0.add(demand: [1, 15])
    },
    Refusal(error: .countOutOfRange(shape: "shape 0", found: 0)) {
      $0.add(demand: [1, 0], count: 0)
    },
    Refusal(error: .countOutOfRange(shape: "shape 0", found: PackingProblem.mostItems + 1)) {
      $0.add(demand: [1, 0], count: PackingProblem.mostItems)
      $0.add(demand: [1, 0])
    },
    Refusal(error: .tooManyItems(limit: PackingProblem.mostItems)) {
      $0.add(demand: [1, 0], count: PackingProblem.mostItems)
      $0.add(demand: [2, 0])
    },
    Refusal(error: .perBinLimitOutOfRange(shape: "shape 0", found: 0)) {
      $0.add(demand: [1, 0], perBinLimit: 0)
    },
    Refusal(error: .unknownBinType(index: 1, shape: "shape 0")) {
      $0.add(demand: [1, 0], binTypes: [0, 1])
    },
    Refusal(error: .unknownShape(index: 3)) {
      $0.add(demand: [1, 0])
      $0.addConflict(0, 3)
    },
    Refusal(error: .conflictWithItself(shape: "shape 0")) {
      $0.add(demand: [1, 0])
      $0.addConflict(0, 0)
    },
    Refusal(error: .totalDemandTooLarge(resource: "cpu")) {
      $0.add(demand: [PackingProblem.largestQuantity, 0], count: 1 << 10)
    },
    Refusal(error: .spreadWithoutShape(rule: 0)) { $0.addSpread(of: [], over: [0], maxSkew: 1) },
    Refusal(error: .spreadOfUnknownShape(rule: 0, shape: 1)) {
      $0.addSpread(of: [$0.add(demand: [1, 0]), 1], over: [0], maxSkew: 1)
    },
    Refusal(error: .spreadOfUnknownShape(rule: 0, shape: -1)) {
      $0.addSpread(of: [$0.add(demand: [1, 0]), -1], over: [0], maxSkew: 1)
    },
    Refusal(error: .spreadNamesShapeTwice(rule: 1, shape: "'web'")) {
      $0.add(demand: [1, 0], name: "web")
      $0.addSpread(of: [0], over: [0], maxSkew: 1)
      $0.addSpread(of: [0, 0], over: [0], maxSkew: 1)
    },
    Refusal(error: .spreadDomainCount(rule: 0, found: 2, expected: 1)) {
      $0.addSpread(of: [$0.add(demand: [1, 0])], over: [0, 1], maxSkew: 1)
    },
    Refusal(error: .spreadWithoutDomain(rule: 0)) {
      $0.addSpread(of: [$0.add(demand: [1, 0])], over: [nil], maxSkew: 1)
    },
    Refusal(error: .skewOutOfRange(rule: 0, found: 0)) {
      $0.addSpread(of: [$0.add(demand: [1, 0])], over: [0], maxSkew: 0)
    },
  ]

  @Test("What is wrong is refused with the place and a remedy", arguments: refusals)
  func refused(_ refusal: Refusal) {
    var builder = PackingProblem.Builder(resources: refusal.resources)
    for bin in refusal.bins { builder.add(bin) }
    refusal.fill(&builder)
    #expect(throws: refusal.error) { try builder.build() }
    let lines = refusal.error.description.split(separator: "\n")
    #expect(lines.count == 2, "one line says what is wrong, the next what to do")
  }

  @Test("Alike shapes are merged, and the order of arrival is kept")
  func merging() throws {
    var builder = PackingProblem.Builder(resources: ["cpu"])
    builder.add(BinType(capacity: [10]))
    builder.add(BinType(capacity: [20]))
    let web = builder.add(demand: [1], count: 2, name: "web")
    let data = builder.add(demand: [5], name: "data")
    #expect(builder.add(demand: [1], count: 3, name: "other") == web)
    #expect(builder.add(demand: [1]) == web)
    let limited = builder.add(demand: [1], perBinLimit: 1)
    let bound = builder.add(demand: [1], binTypes: [1, 0, 1])
    #expect(builder.add(demand: [1], binTypes: [0, 1]) == bound)
    #expect(builder.add(demand: [1], binTypes: [1]) == bound + 1)
    let problem = try builder.build()
    #expect([web, data, limited, bound] == [0, 1, 2, 3])
    #expect(problem.shapeCount == 5)
    #expect(problem.itemCount == 11)
    #expect(problem.shapes.map { problem.count(of: $0) } == [6, 1, 1, 2, 1])
    #expect(problem.name(of: web) == "web")
    #expect(problem.name(of: limited) == "shape-2")
    #expect(
      problem.arrivals == [
        ShapeCount(shape: 0, count: 2), ShapeCount(shape: 1, count: 1),
        ShapeCount(shape: 0, count: 4), ShapeCount(shape: 2, count: 1),
        ShapeCount(shape: 3, count: 2), ShapeCount(shape: 4, count: 1),
      ])
    #expect(problem.isCompatible(4, with: 1) && !problem.isCompatible(4, with: 0))
    #expect(problem.perBinLimit(of: limited) == 1 && problem.perBinLimit(of: web) == nil)
  }

  @Test("Without merging every addition is a shape of its own")
  func separate() throws {
    var builder = PackingProblem.Builder(resources: ["cpu"], mergingAlikeShapes: false)
    builder.add(BinType(capacity: [10]))
    for _ in 0..<3 { builder.add(demand: [4]) }
    builder.addConflict(0, 2)
    builder.addConflict(2, 0)
    builder.addConflict(2, 1)
    let problem = try builder.build()
    #expect(problem.shapeCount == 3)
    #expect(problem.conflicts(of: 2) == [0, 1])
    #expect(problem.conflicts(of: 0) == [2])
    #expect(problem.hasBinRules)
  }

  @Test("How many items of a shape a bin holds counts everything but conflicts")
  func copies() throws {
    var builder = PackingProblem.Builder(
      resources: [Resource("cpu"), Resource("gpu", deviceUnit: 10)])
    builder.add(BinType(capacity: [16, 40], load: [4, 10]))
    builder.add(BinType(capacity: [100, 0], available: 0))
    let shares = builder.add(demand: [1, 4])
    let pairs = builder.add(demand: [1, 20])
    let plain = builder.add(demand: [5, 0])
    let limited = builder.add(demand: [1, 0], perBinLimit: 7)
    let free = builder.add(demand: [0, 0])
    let elsewhere = builder.add(demand: [1, 0], binTypes: [1])
    let problem = try builder.build()
    let copies = [shares, pairs, plain, limited].map { problem.copies(of: $0, inEmpty: 0) }
    #expect(copies == [6, 1, 2, 7])
    #expect(problem.copies(of: free, inEmpty: 0) >= problem.itemCount)
    #expect(problem.usableBinTypes(for: plain) == [0])
    #expect(problem.usableBinTypes(for: elsewhere) == [])
  }

  @Test("Random problems keep what their recipe promises", arguments: 0..<10)
  func recipes(_ block: UInt64) {
    for seed in block * 100..<(block + 1) * 100 {
      let problem = RandomProblem.anyRules(seed: seed).problem(seed: seed)
      #expect((1...8).contains(problem.itemCount))
      var arrived = Array(repeating: 0, count: problem.shapeCount)
      for run in problem.arrivals { arrived[run.shape] += run.count }
      #expect(arrived == problem.shapes.map { problem.count(of: $0) })
    }
  }
}
