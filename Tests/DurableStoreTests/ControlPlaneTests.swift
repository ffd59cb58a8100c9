// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Orchestration
import StoreTestSupport
import Testing

@testable import DurableStore

/// An API and its controllers go on where they stood when the process ended.
@Suite struct ControlPlaneTests {
  /// What one process runs.
  private final class Run {
    let store: SQLiteStore
    let clock: VirtualClock
    let machinery: APIMachinery
    let user: InProcessClient
    let controlPlane: ControlPlane

    init(_ folder: StoreFolder, start: Timestamp) throws {
      store = try folder.open()
      let clock = VirtualClock(start: start)
      let machinery = APIMachinery(store: store, clock: clock, seed: 1)
      (self.clock, self.machinery) = (clock, machinery)
      user = machinery.client(named: "user")
      let informers = SharedInformers(client: machinery.client(named: "informers"), clock: clock)
      controlPlane = ControlPlane { name in
        ComponentEnvironment(
          client: machinery.client(named: name), clock: clock, informers: informers)
      }
    }

    func run(seconds: Int64) {
      clock.run(until: clock.now.advanced(by: seconds * 1_000_000))
    }

    func all(_ type: ResourceType) throws -> [Fields] { try user.list(type, ListOptions()).items }

    /// Ends it all: nothing but the file is left.
    func end() {
      controlPlane.stop()
      store.close()
    }
  }

  private static let start = Timestamp(seconds: 1_767_225_600)
  private static let deployment: Fields = [
    "metadata": ["name": "web", "namespace": "default"],
    "spec": [
      "replicas": 3, "selector": ["matchLabels": ["app": "web"]],
      "template": [
        "metadata": ["labels": ["app": "web"]],
        "spec": ["containers": [["name": "web", "image": "web:1"]]],
      ],
    ],
  ]

  @Test func aDeploymentGoesOnInANewProcess() throws {
    let folder = try StoreFolder()
    var run = try Run(folder, start: Self.start)
    try run.user.create(.namespaces, ["metadata": ["name": "default"]])
    run.controlPlane.start()
    try run.user.create(.deployments, Self.deployment)
    run.run(seconds: 30)
    #expect(try run.all(.pods).count == 3)
    let pods = try run.all(.pods)
    let middle = run.store.revision / 2
    let missed = try run.store.changes(.pods, after: middle).map(\.revision)
    let revision = run.store.revision
    let now = run.clock.now
    run.end()

    run = try Run(folder, start: now)
    #expect(run.store.revision == revision)
    #expect(try run.all(.pods) == pods)
    // A watch of before goes on where it stood.
    var heard: [Int64] = []
    let watch = try run.user.watch(.pods, WatchOptions(revision: middle)) {
      heard += $0.map(\.revision)
    }
    run.controlPlane.start()
    run.run(seconds: 60)
    #expect(!missed.isEmpty && heard == missed)
    // All is as it should be, so nothing is written.
    #expect(run.store.revision == revision)
    #expect(try run.all(.pods) == pods)

    var deployment = try run.user.get(.deployments, ObjectKey(namespace: "default", name: "web"))
    deployment.modify("spec") { $0["replicas"] = 5 }
    let scaled = try run.user.update(.deployments, deployment)
    #expect(scaled.revision == revision + 1)
    run.run(seconds: 30)
    let more = try run.all(.pods)
    #expect(more.count == 5)
    #expect(heard.count > missed.count && heard == heard.sorted())
    let uids = try [ResourceType.pods, .replicaSets, .deployments, .namespaces, .events]
      .flatMap { try run.all($0).map(\.uid) }
    #expect(Set(uids).count == uids.count)
    #expect(Set(pods.map(\.uid)).isSubset(of: more.map(\.uid)))
    watch.cancel()
    let later = run.clock.now
    run.end()

    // A third process rolls out; the one before had ended in the middle of nothing.
    run = try Run(folder, start: later)
    run.controlPlane.start()
    deployment = try run.user.get(.deployments, ObjectKey(namespace: "default", name: "web"))
    deployment.modify("spec") { spec in
      spec.modify("template") { template in
        template["spec"] = ["containers": [["name": "web", "image": "web:2"]]]
      }
    }
    try run.user.update(.deployments, deployment)
    run.run(seconds: 30)
    #expect(try run.all(.replicaSets).count == 2)
    #expect(try StoreCheck(path: folder.path()).findings.isEmpty)
  }

  /// Identities that are made up differ, although each process begins with the same seed.
  @Test func identitiesAreNotGivenTwice() throws {
    let folder = try StoreFolder()
    var uids: [String] = []
    for number in 0..<5 {
      let run = try Run(folder, start: Self.start)
      if number == 0 { try run.user.create(.namespaces, ["metadata": ["name": "default"]]) }
      for _ in 0..<3 {
        let object = try run.user.create(
          .configMaps, ["metadata": ["generateName": "made-", "namespace": "default"]])
        uids.append(object.uid)
      }
      run.end()
    }
    #expect(Set(uids).count == 15)
  }

  /// Addresses of services are given by what the store has.
  @Test func addressesAreNotGivenTwice() throws {
    let folder = try StoreFolder()
    var addresses: [String] = []
    for number in 0..<3 {
      let run = try Run(folder, start: Self.start)
      if number == 0 { try run.user.create(.namespaces, ["metadata": ["name": "default"]]) }
      for name in ["a", "b"] {
        let service = try run.user.create(
          .services,
          [
            "metadata": ["name": .string("\(name)\(number)"), "namespace": "default"],
            "spec": ["type": "NodePort", "ports": [["port": 80]]],
          ])
        addresses.append(service["spec"]?[path: "clusterIP"]?.string ?? "")
        let ports = service["spec"]?[path: "ports"]?.array ?? []
        addresses += ports.compactMap { port in
          if case .integer(let number)? = port.object?["nodePort"] { "\(number)" } else { nil }
        }
      }
      run.end()
    }
    #expect(addresses.count == 12 && Set(addresses).count == 12)
  }

  @Test func customResourcesAreServedAgain() throws {
    let folder = try StoreFolder()
    var run = try Run(folder, start: Self.start)
    try run.user.create(.namespaces, ["metadata": ["name": "default"]])
    try run.user.create(
      .customResourceDefinitions,
      [
        "metadata": ["name": "widgets.example.com"],
        "spec": [
          "group": "example.com", "scope": "Namespaced",
          "names": ["plural": "widgets", "kind": "Widget"],
          "versions": [
            [
              "name": "v1", "served": true, "storage": true,
              "schema": [
                "openAPIV3Schema": [
                  "type": "object",
                  "properties": [
                    "spec": ["type": "object", "properties": ["size": ["type": "integer"]]]
                  ],
                ]
              ],
            ]
          ],
        ],
      ])
    func widgets(_ run: Run) throws -> ResourceType {
      try #require(run.machinery.catalogue.type(apiVersion: "example.com/v1", kind: "Widget"))
    }
    let made = try run.user.create(
      try widgets(run),
      ["metadata": ["name": "w", "namespace": "default"], "spec": ["size": 3]])
    run.end()
    run = try Run(folder, start: Self.start)
    #expect(try run.all(widgets(run)) == [made])
    // Its schema is known again, too.
    #expect(throws: APIStatus.self) {
      try run.user.create(
        try widgets(run),
        ["metadata": ["name": "x", "namespace": "default"], "spec": ["size": "big"]])
    }
    run.end()
  }
}
