// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("NodeResourcesFit (section 3.4)")
struct RoomRuleTests {
  @Test("refuses what there is no room for", arguments: rows)
  func room(row: VerdictRow) { row.check() }

  static let small = node("n1").cpu("4").memory("4Gi").pods(3)
  static let gpu = "example.com/gpu"

  static let rows: [VerdictRow] = [
    VerdictRow("a node can be filled to the brim", [small], pod("p").cpu("4").memory("4Gi"), .fits),
    VerdictRow(
      "a request above allocatable is refused for good: CPU", [small], pod("p").cpu("4001m"),
      .tooSmall("Insufficient cpu")),
    VerdictRow(
      "a request above allocatable is refused for good: memory", [small],
      pod("p").memory("4294967297"), .tooSmall("Insufficient memory")),
    VerdictRow(
      "a request above what is left may fit later", [small], [pod("a").cpu("3").on("n1")],
      pod("p").cpu("2"), .fullNow("Insufficient cpu")),
    VerdictRow(
      "what is left exactly is enough", [small], [pod("a").cpu("3").on("n1")],
      pod("p").cpu("1"), .fits),
    VerdictRow(
      "allocatable counts, not capacity", [small.capacity("cpu", "8")], pod("p").cpu("5"),
      .tooSmall("Insufficient cpu")),
    VerdictRow(
      "a resource the node does not name is not there", [small],
      pod("p").request("ephemeral-storage", "1Gi"), .tooSmall("Insufficient ephemeral-storage")),
    VerdictRow(
      "ephemeral storage", [small.allocatable("ephemeral-storage", "3Gi")],
      [pod("a").request("ephemeral-storage", "2Gi").on("n1")],
      pod("p").request("ephemeral-storage", "2Gi"), .fullNow("Insufficient ephemeral-storage")),
    VerdictRow(
      "a node has room for so many pods", [small.pods(1)], [pod("a").on("n1")],
      pod("p").cpu("1"), .fullNow("Too many pods")),
    VerdictRow(
      "pods that request nothing count, too", [small.pods(1)], [pod("a").on("n1")], pod("p"),
      .fullNow("Too many pods")),
    VerdictRow(
      "a pod that requests nothing fits a node that is too full", [small.cpu("1")],
      [pod("a").cpu("2").on("n1")], pod("p"), .fits),
    VerdictRow(
      "only what is requested is checked: CPU is short, memory is asked for", [small.cpu("1")],
      [pod("a").cpu("2").on("n1")], pod("p").memory("1Gi"), .fits),
    VerdictRow(
      "a request of zero is none", [small.cpu("1")], [pod("a").cpu("2").on("n1")],
      pod("p").cpu("0").memory("1Gi"), .fits),
    VerdictRow(
      "all that lacks is told together", [small.pods(1)],
      [pod("a").cpu("3").memory("3Gi").on("n1")], pod("p").cpu("2").memory("2Gi"),
      .fullNow("Too many pods", "Insufficient cpu", "Insufficient memory")),
    VerdictRow(
      "one lack for good makes all for good", [small], [pod("a").cpu("3").on("n1")],
      pod("p").cpu("2").memory("5Gi"), .tooSmall("Insufficient cpu", "Insufficient memory")),
    VerdictRow(
      "devices that the node does not have", [small], pod("p").request(gpu, "1"),
      .tooSmall("Insufficient example.com/gpu")),
    VerdictRow(
      "devices that are taken", [small.allocatable(gpu, "2")],
      [pod("a").request(gpu, "1").on("n1")], pod("p").request(gpu, "2"),
      .fullNow("Insufficient example.com/gpu")),
    VerdictRow(
      "devices that are left", [small.allocatable(gpu, "2")],
      [pod("a").request(gpu, "1").on("n1")], pod("p").request(gpu, "1"), .fits),
    VerdictRow(
      "no device is asked for with zero", [small], pod("p").request(gpu, "0"), .fits),
    VerdictRow(
      "huge pages", [small.allocatable("hugepages-2Mi", "2Mi")],
      pod("p").request("hugepages-2Mi", "4Mi"), .tooSmall("Insufficient hugepages-2Mi")),
    VerdictRow(
      "an extended resource can be ignored", [small], pod("p").request(gpu, "1"),
      profile: { $0.ignoredResources = [gpu] }, .fits),
    VerdictRow(
      "a group of extended resources can be ignored", [small], pod("p").request(gpu, "1"),
      profile: { $0.ignoredResourceGroups = ["example.com"] }, .fits),
    VerdictRow(
      "a group is what is before the slash, not a part of it", [small],
      pod("p").request(gpu, "1"), profile: { $0.ignoredResourceGroups = ["example"] },
      .tooSmall("Insufficient example.com/gpu")),
    VerdictRow(
      "CPU is not ignored", [small], pod("p").cpu("5"), profile: { $0.ignoredResources = ["cpu"] },
      .tooSmall("Insufficient cpu")),
    VerdictRow(
      "huge pages are not ignored", [small], pod("p").request("hugepages-2Mi", "2Mi"),
      profile: { $0.ignoredResources = ["hugepages-2Mi"] },
      .tooSmall("Insufficient hugepages-2Mi")),
    VerdictRow(
      "a pod that has succeeded takes nothing", [small.pods(1)],
      [pod("a").cpu("4").on("n1").phase("Succeeded")], pod("p").cpu("4"), .fits),
    VerdictRow(
      "a pod that has failed takes nothing", [small.pods(1)],
      [pod("a").cpu("4").on("n1").phase("Failed")], pod("p").cpu("4"), .fits),
    VerdictRow(
      "a pod that is being deleted takes what it requests", [small],
      [pod("a").cpu("4").on("n1").terminating()], pod("p").cpu("1"),
      .fullNow("Insufficient cpu")),
    VerdictRow(
      "pods of other nodes take nothing here", [small, node("n2")],
      [pod("a").cpu("4").on("n2")], pod("p").cpu("4"), .fits),
    VerdictRow(
      "pods of all namespaces take room", [small],
      [pod("a", namespace: "other").cpu("4").on("n1")], pod("p").cpu("1"),
      .fullNow("Insufficient cpu")),
    VerdictRow(
      "a pod that waits takes nothing", [small], [pod("a").cpu("4")], pod("p").cpu("4"), .fits),
    VerdictRow(
      "a nominated pod of the same priority takes room", [small],
      [pod("a").cpu("4").nominated("n1").priority(5)], pod("p").cpu("1").priority(5),
      .fullNow("Insufficient cpu")),
    VerdictRow(
      "a nominated pod of higher priority takes room", [small],
      [pod("a").cpu("4").nominated("n1").priority(9)], pod("p").cpu("1").priority(5),
      .fullNow("Insufficient cpu")),
    VerdictRow(
      "a nominated pod of lower priority takes nothing", [small],
      [pod("a").cpu("4").nominated("n1").priority(1)], pod("p").cpu("1").priority(5), .fits),
    VerdictRow(
      "a pod nominated to another node takes nothing here", [small, node("n2")],
      [pod("a").cpu("4").nominated("n2")], pod("p").cpu("1"), .fits),
    VerdictRow(
      "a pod does not stand in its own way where it is nominated", [small],
      [pod("p").cpu("4").nominated("n1")], pod("p").cpu("4").nominated("n1"), .fits),
    VerdictRow(
      "with the filter off there is always room", [small], pod("p").cpu("5"),
      profile: { $0.disabledFilters = ["NodeResourcesFit"] }, .fits),
  ]
}
