// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite struct NamespaceControllerTests {
  let cluster: TestCluster
  let controller: NamespaceController
  let key = ObjectKey(name: "team")

  init() throws {
    cluster = try TestCluster()
    controller = NamespaceController(cluster.repeatingEnvironment("namespace-controller"))
    try cluster.user.create(.namespaces, ["metadata": ["name": "team"]])
  }

  func make(_ type: ResourceType, _ name: String, _ fields: Fields = [:]) throws {
    var object = fields
    object.modify("metadata") {
      $0["name"] = .string(name)
      $0["namespace"] = "team"
    }
    try cluster.user.create(type, object)
  }

  func condition(_ type: String) throws -> String? {
    let condition = try cluster.user.get(.namespaces, key).condition(type)
    return condition.map {
      "\($0["status"]?.string ?? "") \($0["reason"]?.string ?? ""): \($0["message"]?.string ?? "")"
    }
  }

  @Test func everythingInItGoes() throws {
    controller.start()
    for type in ResourceType.kubernetes where type.isNamespaced {
      var fields: Fields = [:]
      if type == .pods { fields["spec"] = ["containers": [["name": "m", "image": "i"]]] }
      try make(type, "one", fields)
    }
    try cluster.user.create(.configMaps, ["metadata": ["name": "elsewhere"]])
    try cluster.user.deleteIfPresent(.namespaces, key)
    cluster.run(seconds: 4)
    #expect(try cluster.user.list(.configMaps, ListOptions()).items.count == 2)
    cluster.run(seconds: 2)
    #expect(try cluster.user.find(.namespaces, key) == nil)
    for type in ResourceType.kubernetes where type.isNamespaced {
      #expect(try cluster.user.list(type, ListOptions(namespace: "team")).items.isEmpty)
    }
    #expect(try cluster.user.list(.configMaps, ListOptions()).items.count == 1)
  }

  @Test func podsAreWaitedForFirst() throws {
    controller.start()
    try make(
      .pods, "web",
      [
        "spec": [
          "nodeName": "node", "terminationGracePeriodSeconds": 20,
          "containers": [["name": "m", "image": "i"]],
        ]
      ])
    try make(.configMaps, "settings", ["metadata": ["finalizers": ["example.com/hold"]]])
    try cluster.user.deleteIfPresent(.namespaces, key)
    cluster.run(seconds: 9)
    #expect(try cluster.user.get(.namespaces, key).phase == "Terminating")
    #expect(
      try condition("NamespaceContentRemaining")
        == "True SomeResourcesRemain: Some resources are remaining: pods. has 1 resource instances")
    #expect(
      try cluster.user.list(.configMaps, ListOptions(namespace: "team")).items
        .allSatisfy { !$0.isTerminating })
    _ = try cluster.user.delete(
      .pods, ObjectKey(namespace: "team", name: "web"), DeleteOptions(gracePeriodSeconds: 0))
    // The change of its status after the first look is a reason for another one.
    cluster.run(seconds: 2)
    #expect(
      try condition("NamespaceContentRemaining")
        == "True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource "
        + "instances")
    #expect(
      try condition("NamespaceFinalizersRemaining")
        == "True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: "
        + "example.com/hold in 1 resource instances")
    #expect(
      try condition("NamespaceDeletionContentFailure")
        == "False ContentDeleted: All content successfully deleted, may be waiting on finalization")
    controller.stop()
    try cluster.user.removeFinalizer(
      "example.com/hold", from: .configMaps, ObjectKey(namespace: "team", name: "settings"),
      uid: nil)
    controller.start()
    cluster.run(seconds: 6)
    #expect(try cluster.user.find(.namespaces, key) == nil)
  }

  /// Where nothing changes, the next look is after half of the time that pods may take.
  @Test func endingPodsAreLookedAtAgain() throws {
    controller.start()
    try make(
      .pods, "web",
      [
        "spec": [
          "nodeName": "node", "terminationGracePeriodSeconds": 40,
          "containers": [["name": "m", "image": "i"]],
        ]
      ])
    try cluster.user.deleteIfPresent(.namespaces, key)
    cluster.run(seconds: 12)
    _ = try cluster.user.delete(
      .pods, ObjectKey(namespace: "team", name: "web"), DeleteOptions(gracePeriodSeconds: 0))
    cluster.run(seconds: 10)
    #expect(try cluster.user.find(.namespaces, key) != nil)
    cluster.run(seconds: 10)
    #expect(try cluster.user.find(.namespaces, key) == nil)
  }

  @Test func othersStay() throws {
    controller.start()
    try make(.configMaps, "settings")
    cluster.run(seconds: 100)
    #expect(try cluster.user.get(.namespaces, key).phase == "Active")
    #expect(try cluster.user.list(.configMaps, ListOptions()).items.count == 1)
  }
}
