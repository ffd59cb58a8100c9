// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("schedbench top and sanitize")
struct TopCommandTests {
  private let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write(
      """
      ---
      {apiVersion: v1, kind: Node, metadata: {name: a},
       status: {allocatable: {cpu: "4", memory: 8Gi, pods: "10", example.com/gpu: "2"}}}
      ---
      {apiVersion: v1, kind: Node, metadata: {name: b},
       status: {allocatable: {cpu: "4", memory: 8Gi, pods: "10"}}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop},
       spec: {nodeName: a, containers: [{name: c, resources:
         {requests: {cpu: 3500m, memory: 2Gi, example.com/gpu: "1"}, limits: {cpu: "6"}}}]}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: idle, namespace: shop},
       spec: {containers: [{name: c, resources: {requests: {cpu: "1"}}}]}}

      """, to: "dump.yaml")
  }

  @Test("The table has the total first and what waits below")
  func table() throws {
    let result = try runner.run("top", "dump.yaml")
    #expect(result.exitCode == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count > 3)
    #expect(lines[0].hasPrefix("node"))
    #expect(lines[1].hasPrefix("*") && lines[1].hasSuffix("1/20"))
    #expect(lines[2].hasPrefix("a") && lines[2].contains("87.5 %"))
    #expect(lines[3].hasPrefix("b") && lines[3].hasSuffix("0/10"))
    #expect(result.output.contains("1 pod without a node, requesting cpu 1."))
  }

  @Test("A threshold marks nodes, and the answer is no")
  func threshold() throws {
    let result = try runner.run(
      "top", "nodes", "dump.yaml", "--threshold", "80", "--sort", "cpu.percent")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("1 node is above 80 %: a."))
    #expect(try runner.run("top", "dump.yaml", "--threshold", "90").exitCode == 0)
  }

  @Test("Pods are listed alone or below their nodes, in every form")
  func pods() throws {
    let csv = try runner.run("top", "pods", "dump.yaml", "-o", "csv").output
    #expect(csv.contains("pod,a,shop,web,1,,,3500,6000,,2147483648,0,,1,0,\r\n"))
    #expect(csv.contains("pod,,shop,idle,1,,,1000,0,,0,0,,0,0,\r\n"))
    let json = try runner.run("top", "dump.yaml", "--pods", "-o", "json").json()
    #expect(json["schema"] as? String == "schedbench.top/v1")
    #expect((json["nodes"] as? [Any])?.count == 2)
    #expect((json["pods"] as? [Any])?.count == 2)
    for format in ["wide", "yaml", "markdown"] {
      let text = try runner.run("top", "dump.yaml", "--pods", "-o", format).output
      #expect(text.contains("example.com/gpu") == (format != "markdown"), "\(format)")
      #expect(text.contains("web"), "\(format)")
    }
  }

  @Test("What makes no sense is refused")
  func refusals() throws {
    let sort = try runner.run("top", "dump.yaml", "--sort", "rubies")
    #expect(sort.exitCode == 64)
    #expect(sort.errors.contains("nothing has 'rubies'"))
    #expect(try runner.run("top", "dump.yaml", "--selector", "a in (").exitCode == 64)
    #expect(try runner.run("top", "dump.yaml", "-o", "html").exitCode == 64)
    #expect(try runner.run("top", "nodes").exitCode == 64)
    #expect(try runner.run("top", "none.yaml").exitCode == 2)
  }

  @Test("A dump made fit to be shared is read again and takes as much")
  func sanitize() throws {
    let result = try runner.run("sanitize", "dump.yaml", "--output", "shared.json")
    #expect(result.exitCode == 0)
    let shared = try runner.read("shared.json")
    for name in ["web", "idle", "shop"] { #expect(!shared.contains("\"\(name)\"")) }
    let before = try runner.run("top", "dump.yaml", "-o", "json").json()
    let after = try runner.run("top", "shared.json", "-o", "json").json()
    for part in ["total", "pending"] {
      #expect(before[part] as? NSDictionary == after[part] as? NSDictionary, "\(part)")
    }
    let yaml = try runner.run("sanitize", "shared.json", "-o", "yaml").output
    #expect(yaml.hasPrefix("apiVersion: v1\nkind: List\n"))
    try runner.write("services: {web: {image: x}}\n", to: "compose.yaml")
    #expect(try runner.run("sanitize", "compose.yaml").exitCode == 2)
  }
}
