// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("schedbench explain, how-many and record")
struct ExplainCommandTests {
  private let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write(Self.cluster, to: "c.yaml")
  }

  @Test(
    "The first line is the answer",
    arguments: [
      (
        ["explain", "pod", "web", "c.yaml"], 1,
        "default/web fits nowhere: 0/3 nodes are available: 1 node(s) had untolerated"
      ),
      (
        ["explain", "pod", "default/small", "c.yaml"], 0,
        "default/small would go to node-2 with score "
      ),
      (
        ["explain", "pod", "shop/busy", "c.yaml"], 0,
        "shop/busy runs on node-1 and would go there again, with score"
      ),
      (
        ["explain", "pod", "deploy/cart", "c.yaml"], 0,
        "shop/cart-5d9f-1 runs on node-2"
      ),
      (
        ["explain", "node", "node-1", "c.yaml"], 0,
        "node-1 cannot go: shop/busy fits nowhere else: 0/3 nodes"
      ),
      (["explain", "node", "gpu-1", "c.yaml"], 0, "gpu-1 can go: nothing is on it."),
      (
        ["explain", "pending", "c.yaml"], 1,
        "3 of 4 pending pods get a node; 2 pods of 2 kinds are pending after all, 1 of them evicted"
      ),
      (
        ["how-many", "small", "c.yaml"], 0,
        "20 more pods like default/small fit; then cpu runs out: 0/3 nodes are available: "
      ),
      (
        ["how-many", "small", "c.yaml", "--limit", "3"], 0,
        "At least 3 more pods like default/small fit; counting stopped there."
      ),
      (["how-many", "web", "c.yaml"], 1, "No more pod like default/web fits: 0/3 nodes"),
    ] as [([String], Int32, String)])
  func answers(arguments: [String], exitCode: Int32, start: String) throws {
    let result = try runner.start(arguments + ["-o", "wide"]).result()
    #expect(result.exitCode == exitCode)
    #expect(result.errors.isEmpty)
    #expect(result.output.hasPrefix(start), "\(result.output)")
  }

  @Test("The smallest changes and the figures are told")
  func changes() throws {
    let result = try runner.run("explain", "pod", "web", "c.yaml")
    #expect(
      result.output.contains("lower the cpu request from 2 to 1500m, then it fits on node-2"))
    #expect(
      result.output.contains("tolerate the taint dedicated=gpu:NoSchedule of gpu-1"))
    #expect(result.output.contains("needs 2 cpu, 500m free of 4"))
  }

  @Test("Preemption names its victims")
  func preemption() throws {
    let report = try runner.run("explain", "pod", "urgent", "c.yaml", "-o", "json").json()
    #expect(report["schema"] as? String == "schedbench.explain-pod/v1")
    #expect(report["fits"] as? Bool == false)
    let eviction = try #require(report["preemption"] as? [String: Any])
    #expect((eviction["victims"] as? [String])?.count == 1)
    let yaml = try runner.run("explain", "pod", "urgent", "c.yaml", "-o", "yaml")
    #expect(yaml.output.hasPrefix("schema: schedbench.explain-pod/v1\n"))
  }

  @Test(
    "Unknown names get a suggestion",
    arguments: [
      (["explain", "pod", "shop/buzy", "c.yaml"], "Did you mean 'shop/busy'?"),
      (["explain", "pod", "smal", "c.yaml"], "Did you mean 'small'?"),
      (["explain", "node", "node-11", "c.yaml"], "Did you mean 'node-1'?"),
      (["how-many", "wen", "c.yaml"], "Did you mean 'web'?"),
    ] as [([String], String)])
  func unknown(arguments: [String], message: String) throws {
    let result = try runner.start(arguments).result()
    #expect(result.exitCode == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test("There is no CSV and no page")
  func forms() throws {
    for format in ["csv", "html"] {
      let result = try runner.run("explain", "pending", "c.yaml", "-o", format)
      #expect(result.exitCode == 64)
      #expect(result.errors.contains("Use one of table, wide, json, yaml, markdown."))
    }
    let markdown = try runner.run("explain", "pod", "web", "c.yaml", "-o", "markdown")
    #expect(markdown.output.hasPrefix("**default/web fits nowhere: "))
    #expect(markdown.output.contains("| node-1 | NodeResourcesFit |"))
  }

  @Test("A pod of another file is counted")
  func otherFile() throws {
    try runner.write(
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: api}
      spec:
        replicas: 2
        selector: {matchLabels: {app: api}}
        template:
          metadata: {labels: {app: api}}
          spec:
            containers: [{name: a, image: x, resources: {requests: {cpu: 250m}}}]

      """, to: "api.yaml")
    let report = try runner.run(
      "how-many", "--pod", "api.yaml", "c.yaml", "-o", "json"
    ).json()
    #expect(report["count"] as? Int == 8)
    let nodes = try #require(report["nodes"] as? [[String: Any]])
    #expect(nodes.compactMap { $0["count"] as? Int } == [6, 2])
  }

  @Test("Every attempt is a line of JSON whose scores add up")
  func record() throws {
    let result = try runner.run("record", "c.yaml")
    #expect(result.exitCode == 1)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count >= 4)
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      let record = try #require(object as? [String: Any])
      #expect(record["schema"] as? String == "schedbench.record/v1")
      let scores = try #require(record["scores"] as? [String: Int])
      #expect(scores.values.reduce(0, +) == record["score"] as? Int)
    }
    #expect(lines[0].contains("\"pod\": \"default/urgent\""))
    try runner.run("record", "c.yaml", "--output", "r.jsonl")
    #expect(try runner.read("r.jsonl") == result.output)
  }

  /// Three nodes, two of them nearly full, and pods of all sorts.
  private static let cluster = """
    apiVersion: v1
    kind: Node
    metadata: {name: node-1, labels: {disk: hdd, kubernetes.io/hostname: node-1}}
    status: {allocatable: {cpu: "4", memory: 8Gi, pods: "110"}}
    ---
    apiVersion: v1
    kind: Node
    metadata: {name: node-2, labels: {disk: ssd, kubernetes.io/hostname: node-2}}
    status: {allocatable: {cpu: "4", memory: 8Gi, pods: "110"}}
    ---
    apiVersion: v1
    kind: Node
    metadata: {name: gpu-1, labels: {kubernetes.io/hostname: gpu-1}}
    spec: {taints: [{key: dedicated, value: gpu, effect: NoSchedule}]}
    status: {allocatable: {cpu: "16", memory: 64Gi, pods: "110"}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: busy, namespace: shop}
    spec:
      nodeName: node-1
      containers: [{name: a, image: x, resources: {requests: {cpu: 3500m, memory: 1Gi}}}]
    status: {phase: Running}
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: cart-5d9f-1
      namespace: shop
      ownerReferences:
      - {apiVersion: apps/v1, kind: ReplicaSet, name: cart-5d9f, uid: u, controller: true}
    spec:
      nodeName: node-2
      containers: [{name: a, image: x, resources: {requests: {cpu: 2500m, memory: 1Gi}}}]
    status: {phase: Running}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers: [{name: a, image: x, resources: {requests: {cpu: "2", memory: 1Gi}}}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: urgent}
    spec:
      priority: 1000
      containers: [{name: a, image: x, resources: {requests: {cpu: "2", memory: 1Gi}}}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: small}
    spec:
      containers: [{name: a, image: x, resources: {requests: {cpu: 100m, memory: 100Mi}}}]
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: picky}
    spec:
      nodeSelector: {disk: nvme}
      containers: [{name: a, image: x, resources: {requests: {cpu: 100m, memory: 100Mi}}}]

    """
}
