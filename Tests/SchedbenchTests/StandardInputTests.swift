// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("Clusters on standard input")
struct StandardInputTests {
  private let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write(Self.dump, to: "dump.yaml")
  }

  /// Two nodes, a pod that runs and one that waits, behind a comment longer than what is looked at
  /// to recognise a file, so that the rest has to be read afterwards.
  private static let dump = """
    # A dump.
    apiVersion: v1
    kind: Node
    metadata: {name: a, annotations: {note: "\(String(repeating: "x", count: 200_000))"}}
    status: {allocatable: {cpu: "2", memory: 4Gi, pods: "10"}}
    ---
    apiVersion: v1
    kind: Node
    metadata: {name: b}
    status: {allocatable: {cpu: "1", memory: 4Gi, pods: "10"}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: old}
    spec:
      nodeName: a
      containers: [{name: c, image: i, resources: {requests: {cpu: "1", memory: 1Gi}}}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: new}
    spec:
      containers: [{name: c, image: i, resources: {requests: {cpu: "1", memory: 1Gi}}}]

    """

  private static let pod = """
    apiVersion: v1
    kind: Pod
    metadata: {name: more}
    spec:
      containers: [{name: c, image: i, resources: {requests: {cpu: 500m, memory: 1Gi}}}]

    """

  @Test(
    "Whoever reads a file reads it from standard input as well",
    arguments: [
      ["place", "@", "--strategy", "kube-scheduler", "--no-timings", "-o", "csv"],
      ["compare", "@", "--strategies", "kube-scheduler,best-fit", "--no-timings", "-o", "csv"],
      ["top", "@", "-o", "csv"], ["top", "nodes", "@", "--pods", "-o", "csv"],
      ["explain", "pod", "new", "@"], ["explain", "node", "a", "@"], ["explain", "pending", "@"],
      ["how-many", "new", "@"], ["record", "@"], ["sanitize", "@"],
      ["dataset", "describe", "@", "-o", "csv"],
    ])
  func sameAsFile(arguments: [String]) throws {
    func result(_ input: String, _ text: String) throws -> CommandResult {
      var result = try runner.start(
        arguments.map { $0 == "@" ? input : $0 }, input: text
      ).result()
      for name in ["standard input", "dump.yaml"] {
        result.output = result.output.replacing(name, with: "@")
        result.errors = result.errors.replacing(name, with: "@")
      }
      return result
    }
    let file = try result("dump.yaml", "")
    let standard = try result("-", Self.dump)
    #expect(file.exitCode == 0, "\(file.errors)")
    #expect(standard.exitCode == 0, "\(standard.errors)")
    #expect(standard.output == file.output)
    #expect(standard.errors == file.errors)
  }

  @Test("JSON and compose files are recognised there, too")
  func otherForms() throws {
    let json = """
      {"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"},
         "status": {"allocatable": {"cpu": "2", "memory": "4Gi", "pods": "10"}}}]}
      """
    let placed = try runner.run("place", "-", "dump.yaml", "-o", "json", input: json)
    #expect(placed.exitCode == 0, "\(placed.errors)")
    let cluster = try #require(try placed.json()["cluster"] as? [String: Any])
    #expect((cluster["nodes"] as? [Any])?.count == 3)
    let compose = try runner.run(
      "place", "-", "--node-type", "cpu=2,memory=4Gi,count=1", "--stack", "s",
      input: "services: {web: {image: x}}\n")
    #expect(compose.exitCode == 0, "\(compose.errors)")
    #expect(compose.output.contains("s_web") || compose.output.contains("web"))
  }

  @Test("Nodes and the manifest of a pod may be what comes from standard input")
  func otherPlaces() throws {
    let counted = try runner.run("how-many", "--pod", "-", "dump.yaml", input: Self.pod)
    #expect(counted.exitCode == 0, "\(counted.errors)")
    #expect(counted.output.contains("4 "))
    let nodes = try runner.run(
      "place", "dump.yaml", "--nodes", "-", "-o", "json",
      input: "apiVersion: v1\nkind: Node\nmetadata: {name: z}\n")
    let cluster = try #require(try nodes.json()["cluster"] as? [String: Any])
    #expect((cluster["nodes"] as? [Any])?.count == 3)
  }

  @Test("What is wrong there is told with its line, and nobody reads it twice")
  func failures() throws {
    let wrong = try runner.run(
      "place", "-", input: Self.pod.replacing("500m", with: "many"))
    #expect(wrong.exitCode == 2)
    #expect(wrong.errors.contains("standard input"))
    #expect(wrong.errors.contains("cpu"))
    for arguments in [
      ["place", "-", "-"], ["top", "-", "-"], ["how-many", "--pod", "-", "-"],
      ["explain", "pending", "-", "-"],
    ] {
      let twice = try runner.start(arguments, input: Self.dump).result()
      #expect(twice.exitCode == 64, "\(arguments)")
      #expect(twice.errors.contains("named twice"))
    }
    let mixed = try runner.run("place", "dump.yaml", "-", input: Sample.packing)
    #expect(mixed.exitCode == 64)
    #expect(mixed.errors.contains("'standard input' holds no objects"))
    let empty = try runner.run("place", "-", input: "")
    #expect(empty.exitCode == 2)
  }
}
