// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// The ways of an object through the API, an informer and a controller's loop.
@Suite struct FirstStepsTests {
  let clock = VirtualClock()
  let machinery: APIMachinery
  let client: InProcessClient

  init() throws {
    machinery = APIMachinery(clock: clock)
    client = machinery.client(named: "test")
    try client.create(.namespaces, ["metadata": ["name": "default"]])
  }

  func makePod(_ name: String) throws -> Fields {
    try client.create(
      .pods,
      [
        "metadata": ["name": .string(name)],
        "spec": ["containers": [["name": "main", "image": "busybox"]]],
      ])
  }

  @Test func podsAreBoundOnce() throws {
    let pod = try makePod("one")
    #expect(pod["status"]?.object?["phase"] == "Pending")
    try client.bind(ObjectKey(pod), uid: pod.uid, to: "node-1")
    #expect {
      try client.bind(ObjectKey(pod), uid: pod.uid, to: "node-2")
    } throws: { error in
      (error as? APIStatus)?.message
        == "Operation cannot be fulfilled on pods/binding \"one\": pod one is already assigned to "
        + "node \"node-1\""
    }
  }

  @Test func runningPodsAreGivenTimeToEnd() throws {
    let pod = try makePod("one")
    try client.bind(ObjectKey(pod), uid: nil, to: "node-1")
    let ending = try client.delete(.pods, ObjectKey(pod), DeleteOptions())
    #expect(ending.metadata["deletionGracePeriodSeconds"] == 30)
    _ = try client.delete(.pods, ObjectKey(pod), DeleteOptions(gracePeriodSeconds: 0))
    #expect(try client.find(.pods, ObjectKey(pod)) == nil)
  }

  @Test func loopsLookAtWhatChanged() throws {
    let environment = ComponentEnvironment(client: client, clock: clock)
    let loop = ControllerLoop(name: "test", environment: environment)
    let pods = loop.watch(.pods) { [$0.key] }
    var seen: [String] = []
    loop.start { key throws(APIStatus) in
      seen.append("\(key) \(pods[key] == nil ? "gone" : "there")")
      if key.name == "two", seen.count == 2 { throw .badRequest("again") }
    }
    _ = try makePod("one")
    clock.run(until: clock.now.advanced(by: 1_000))
    _ = try makePod("two")
    clock.run(until: clock.now.advanced(by: 1_000_000))
    try client.deleteIfPresent(.pods, ObjectKey(namespace: "default", name: "one"))
    clock.run(until: clock.now.advanced(by: 1_000))
    #expect(
      seen == [
        "default/one there", "default/two there", "default/two there", "default/one gone",
      ])
    loop.stop()
    _ = try makePod("three")
    clock.run(until: clock.now.advanced(by: 1_000))
    #expect(seen.count == 4)
  }

  @Test func theNodeOfTestsRunsPods() throws {
    let cluster = try TestCluster()
    let node = InstantNode(cluster.environment("node")) { _ in 2_000_000 }
    node.start()
    try cluster.apply(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec: {containers: [{name: main, image: nginx}]}
      """)
    cluster.run(seconds: 1)
    let early = try cluster.object(.pods, "web", as: Pod.self)
    #expect(early?.status.phase == "Running")
    #expect(early?.status.conditions.first { $0.type == "Ready" }?.status == "False")
    cluster.run(seconds: 2)
    let ready = try cluster.object(.pods, "web", as: Pod.self)
    #expect(ready?.status.conditions.first { $0.type == "Ready" }?.status == "True")
    _ = try cluster.user.delete(
      .pods, ObjectKey(namespace: "default", name: "web"), DeleteOptions())
    cluster.run(seconds: 1)
    #expect(try cluster.all(.pods, as: Pod.self).isEmpty)
  }

  @Test func pagesAreOfOneRevision() throws {
    for name in ["a", "b", "c", "d"] { _ = try makePod(name) }
    let first = try client.list(.pods, ListOptions(limit: 2))
    try client.deleteIfPresent(.pods, ObjectKey(namespace: "default", name: "c"))
    _ = try makePod("bb")
    let second = try client.list(.pods, ListOptions(limit: 2, continuation: first.continuation))
    #expect(first.remaining == 2)
    #expect((first.items + second.items).map { ObjectKey($0).name } == ["a", "b", "c", "d"])
    #expect(second.continuation == nil)
  }
}
