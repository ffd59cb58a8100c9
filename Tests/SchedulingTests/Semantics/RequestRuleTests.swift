// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

/// How much of a resource a pod requests, in the scheduler's unit.
struct RequestRow: Sendable, CustomTestStringConvertible {
  var rule: String
  var pod: Pod
  var resource: String
  var amount: Int64
  var testDescription: String { rule }

  init(_ rule: String, _ pod: Pod, _ resource: String, _ amount: Int64) {
    (self.rule, self.pod, self.resource, self.amount) = (rule, pod, resource, amount)
  }

  /// Creates a row on CPU.
  init(_ rule: String, _ pod: Pod, _ amount: Int64) { self.init(rule, pod, "cpu", amount) }

  /// A node with so much of the resource and plenty of everything else.
  func node(with amount: Int64) -> Node {
    SchedulingTestSupport.node("n1").cpu("1000").memory("1000Gi")
      .allocatable("example.com/gpu", "1000").allocatable("hugepages-2Mi", "100Gi")
      .allocatable(resource, resource == "cpu" ? "\(amount)m" : "\(amount)")
  }
}

@Suite("What a pod requests (section 3.3)")
struct RequestRuleTests {
  @Test("fills a node with exactly that much, and not one with less", arguments: rows)
  func ofNewPod(row: RequestRow) {
    for scheduler in schedulersUnderTest {
      let enough = OracleCluster(nodes: [row.node(with: row.amount)])
      let scarce = OracleCluster(nodes: [row.node(with: row.amount - 1)])
      #expect(
        scheduler.init(enough, profile: OracleProfile()).verdict(row.pod, on: "n1") == .fits,
        "\(scheduler): \(row.rule)")
      #expect(
        scheduler.init(scarce, profile: OracleProfile()).verdict(row.pod, on: "n1")
          == .tooSmall("Insufficient \(row.resource)"), "\(scheduler): \(row.rule)")
    }
  }

  @Test("leaves the rest of the node to others", arguments: rows + boundRows)
  func ofBoundPod(row: RequestRow) {
    let one = row.resource == "cpu" ? "1m" : "1"
    for scheduler in schedulersUnderTest {
      let bound = row.pod.on("n1")
      let other = pod("new").request(row.resource, one)
      let enough = OracleCluster(nodes: [row.node(with: row.amount + 1)], pods: [bound])
      let scarce = OracleCluster(nodes: [row.node(with: row.amount)], pods: [bound])
      #expect(
        scheduler.init(enough, profile: OracleProfile()).verdict(other, on: "n1") == .fits,
        "\(scheduler): \(row.rule)")
      #expect(
        scheduler.init(scarce, profile: OracleProfile()).verdict(other, on: "n1")
          == .fullNow("Insufficient \(row.resource)"), "\(scheduler): \(row.rule)")
    }
  }

  static let rows: [RequestRow] = [
    RequestRow("the request of its container", pod("p").cpu("500m"), 500),
    RequestRow("the sum of its containers", pod("p").cpu("500m").container(["cpu": "250m"]), 750),
    RequestRow("whole CPUs are thousands", pod("p").cpu("1.5"), 1_500),
    RequestRow("CPU is rounded up to thousandths", pod("p").cpu("0.1005"), 101),
    RequestRow("memory in bytes, binary suffix", pod("p").memory("1Gi"), "memory", 1_073_741_824),
    RequestRow("memory in bytes, decimal suffix", pod("p").memory("500M"), "memory", 500_000_000),
    RequestRow("memory, a fraction", pod("p").memory("1.5Gi"), "memory", 1_610_612_736),
    RequestRow("memory is rounded up to bytes", pod("p").memory("1500m"), "memory", 2),
    RequestRow("devices", pod("p").request("example.com/gpu", "2"), "example.com/gpu", 2),
    RequestRow(
      "huge pages", pod("p").request("hugepages-2Mi", "4Mi"), "hugepages-2Mi", 4_194_304),
    RequestRow(
      "an init container larger than the sum", pod("p").cpu("500m").initContainer(["cpu": "1"]),
      1_000),
    RequestRow(
      "an init container smaller than the sum",
      pod("p").cpu("500m").initContainer(["cpu": "300m"]), 500),
    RequestRow(
      "the largest init container, not their sum",
      pod("p").cpu("500m").initContainer(["cpu": "1"]).initContainer(["cpu": "2"]), 2_000),
    RequestRow(
      "the larger of both for each resource by itself: memory",
      pod("p").cpu("2").memory("100").initContainer(["cpu": "1", "memory": "300"]), "memory",
      300),
    RequestRow(
      "the larger of both for each resource by itself: CPU",
      pod("p").cpu("2").memory("100").initContainer(["cpu": "1", "memory": "300"]), 2_000),
    RequestRow(
      "a sidecar runs with the containers", pod("p").cpu("500m").sidecar(["cpu": "200m"]),
      700),
    RequestRow(
      "a sidecar runs with the init containers after it",
      pod("p").cpu("500m").sidecar(["cpu": "200m"]).initContainer(["cpu": "1"]), 1_200),
    RequestRow(
      "a sidecar does not run with the init containers before it",
      pod("p").cpu("500m").initContainer(["cpu": "1"]).sidecar(["cpu": "200m"]), 1_000),
    RequestRow(
      "containers with a late sidecar can be more than an init container",
      pod("p").cpu("600m").initContainer(["cpu": "1"]).sidecar(["cpu": "500m"]), 1_100),
    RequestRow(
      "sidecars add up under an init container",
      pod("p").cpu("500m").sidecar(["cpu": "200m"]).sidecar(["cpu": "300m"])
        .initContainer(["cpu": "600m"]), 1_100),
    RequestRow(
      "sidecars and init containers in turn: 200, 500, 600, 1100",
      pod("p").cpu("100m").sidecar(["cpu": "200m"]).initContainer(["cpu": "300m"])
        .sidecar(["cpu": "400m"]).initContainer(["cpu": "500m"]), 1_100),
    RequestRow("overhead is added", pod("p").cpu("500m").overhead(["cpu": "120m"]), 620),
    RequestRow(
      "overhead is added to the init peak, too",
      pod("p").cpu("500m").initContainer(["cpu": "1"]).overhead(["cpu": "120m"]), 1_120),
    RequestRow("overhead alone is a request", pod("p").overhead(["cpu": "120m"]), 120),
    RequestRow(
      "the pod's own request replaces the sum", pod("p").cpu("500m").podLevel(["cpu": "2"]),
      2_000),
    RequestRow(
      "the pod's own request replaces the init peak, too",
      pod("p").cpu("500m").initContainer(["cpu": "3"]).podLevel(["cpu": "2"]), 2_000),
    RequestRow(
      "overhead is added to the pod's own request",
      pod("p").cpu("500m").podLevel(["cpu": "2"]).overhead(["cpu": "120m"]), 2_120),
    RequestRow(
      "the pod's own request of memory leaves CPU alone",
      pod("p").cpu("500m").podLevel(["memory": "1Gi"]), 500),
    RequestRow(
      "the pod's own request of memory", pod("p").memory("1").podLevel(["memory": "1Ki"]),
      "memory", 1_024),
    RequestRow(
      "the pod's own request of huge pages", pod("p").podLevel(["hugepages-2Mi": "2Mi"]),
      "hugepages-2Mi", 2_097_152),
    RequestRow(
      "devices are never requested by the pod itself",
      pod("p").request("example.com/gpu", "2").podLevel(["example.com/gpu": "1"]),
      "example.com/gpu", 2),
    RequestRow(
      "the pod's limit without any request is its request",
      pod("p").podLevel([:], limits: ["cpu": "3"]), 3_000),
    RequestRow("a limit without a request is the request", pod("p").limit("cpu", "700m"), 700),
    RequestRow(
      "a request stands beside its limit", pod("p").cpu("300m").limit("cpu", "700m"), 300),
    RequestRow(
      "a limit of a device is its request", pod("p").limit("example.com/gpu", "3"),
      "example.com/gpu", 3),
  ]

  static let boundRows: [RequestRow] = [
    RequestRow(
      "what is granted counts where it is more", resized("1", granted: "2", used: "1"),
      2_000),
    RequestRow(
      "what is in force counts where it is more", resized("1", granted: "1", used: "3"),
      3_000),
    RequestRow(
      "what is asked for counts where it is more", resized("4", granted: "2", used: "2"),
      4_000),
    RequestRow(
      "what can never be granted does not count",
      resized("4", granted: "1", used: "2").with { pod in
        var condition = Condition()
        (condition.type, condition.status) = ("PodResizePending", "True")
        condition.reason = "Infeasible"
        pod.status.conditions = [condition]
      }, 2_000),
    RequestRow(
      "what is put off counts",
      resized("4", granted: "1", used: "2").with { pod in
        var condition = Condition()
        (condition.type, condition.status) = ("PodResizePending", "True")
        condition.reason = "Deferred"
        pod.status.conditions = [condition]
      }, 4_000),
  ]

  /// A pod that was resized in place.
  private static func resized(_ asked: String, granted: String, used: String) -> Pod {
    pod("p").cpu(asked).with { pod in
      var status = ContainerStatus()
      status.name = "main"
      status.allocatedResources = ["cpu": amount(granted)]
      var resources = ResourceRequirements()
      resources.requests = ["cpu": amount(used)]
      status.resources = resources
      pod.status.containerStatuses = [status]
    }
  }
}
