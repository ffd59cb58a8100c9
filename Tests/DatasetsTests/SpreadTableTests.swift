// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorPacking

@testable import Datasets

@Suite("Tables of pods that are spread over zones")
struct SpreadTableTests {
  private static let header = "name,count,cpu,memory,spread_group,max_skew\n"
  private static let zones = InputOptions(nodeTypes: [
    "name=m5,cpu=4,memory=16Gi,zone=b", "name=m5,cpu=4,memory=16Gi,zone=a",
    "name=c5,cpu=8,memory=16Gi,zone=b", "name=old,cpu=4,memory=16Gi",
  ])

  @Test("Rows of a group form one rule over the zones, others none")
  func groups() throws {
    let text =
      Self.header + "web,3,1,1Gi,web,\nlone,2,1,1Gi,,\nbig,2,2,1Gi,web,2\ndb,2,1,1Gi,db,\n"
      + "web2,1,1,1Gi,web,2\n"
    let instance = try read(text, options: Self.zones)
    let problem = instance.problem
    #expect(problem.binTypes.map(\.name) == ["m5-b", "m5-a", "c5-b", "old"])
    #expect(instance.nodeZones == ["b", "a", "b", nil])
    #expect(problem.shapes.map { problem.count(of: $0) } == [4, 2, 2, 2])
    #expect(problem.spreadRules.map(\.shapes) == [[0, 2], [3]])
    #expect(problem.spreadRules.map(\.maxSkew) == [2, 1])
    #expect(problem.spreadRules.map(\.domainOfBinType) == [[0, 1, 0, nil], [0, 1, 0, nil]])
    #expect([0, 1].map { problem.isCompatible($0, with: 3) } == [false, true])
    #expect(
      instance.assumptions == [
        "1 of 4 node rows name no zone; pods of a spread_group may not use them."
      ])
  }

  @Test("Equal nodes are one type in a zone, and zones are not used without a group")
  func nodes() throws {
    let list = """
      name,type,cpu,memory,zone
      n1,m5,4,16Gi,a
      n2,m5,4,16Gi,b
      n3,m5,4,16Gi,a
      """
    let options = InputOptions(nodes: ("nodes.csv", Array(list.utf8)))
    let spread = try read(Self.header + "web,3,1,1Gi,web,1\n", options: options)
    #expect(spread.problem.binTypes.map(\.name) == ["m5-a", "m5-b"])
    #expect(spread.nodeNames == [["n1", "n3"], ["n2"]])
    let plain = try read("name,cpu,memory\nweb,1,1Gi\n", options: options)
    #expect(plain.problem.binTypes.map(\.available) == [3])
    #expect(plain.nodeZones.isEmpty && !plain.problem.hasLinkingRules)
    #expect(plain.assumptions == ["In 'nodes.csv' the column zone is not used."])
    let typed = try read("cpu,memory\n1,1Gi\n", options: Self.zones)
    #expect(typed.nodeZones.isEmpty)
    #expect(
      typed.assumptions == [
        "The zones of node types are not used, because no pod has a spread_group."
      ])
  }

  @Test("A node type is named with or without its zone")
  func nodeTypes() throws {
    let text = "cpu,memory,node_types,spread_group\n1,1Gi,m5,\n1,1Gi,m5-a,\n1,1Gi,,x\n"
    let problem = try read(text, options: Self.zones).problem
    #expect((0..<4).map { problem.isCompatible(0, with: $0) } == [true, true, false, false])
    #expect((0..<4).map { problem.isCompatible(1, with: $0) } == [false, true, false, false])
    #expect((0..<4).map { problem.isCompatible(2, with: $0) } == [true, true, true, false])
  }

  @Test(
    "Contradictions are refused at their line",
    arguments: [
      ("a,1,1,1Gi,web,1\nb,1,1,1Gi,web,2\n", 3, "max_skew", "expected 1 as on line 2"),
      ("a,1,1,1Gi,,2\n", 2, "max_skew", "found 2 without a spread_group"),
      ("a,1,1,1Gi,web,0\n", 2, "max_skew", "found '0', expected 1 to"),
      ("a,1,1,1Gi,web,x\n", 2, "max_skew", "expected a whole number"),
    ])
  func refusals(rows: String, line: Int, field: String, message: String) throws {
    let error = try #require(failure(Self.header + rows, options: Self.zones))
    #expect(error.line == line && error.field == field, "\(error)")
    #expect(error.message.contains(message), "\(error)")
  }

  @Test("A group needs zones")
  func noZones() throws {
    let options = InputOptions(nodeTypes: ["cpu=4,memory=16Gi"])
    let error = try #require(
      failure(Self.header + "a,1,1,1Gi,,\nb,1,1,1Gi,web,1\n", options: options))
    #expect(error.line == 3 && error.field == "spread_group")
    #expect(error.message.contains("no node has one\nGive the nodes zones"))
  }
}
