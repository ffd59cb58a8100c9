// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

/// Public compose and stack files, counted by hand.
@Suite("Public compose files", .enabled(if: ComposeDocuments.areShared))
struct SharedComposeTests {
  struct Counts: Sendable, Hashable {
    var services = 0
    var reserved = 0
    var global = 0
    var managers = 0
    /// Pods on a manager and two workers.
    var pods = 0
    /// MiB reserved by all services, each once.
    var reservedMiB: Int64 = 0
    var ports = 0
    var mounts = 0
  }

  private static let nodes = [
    ComposeDocuments.node("m", ["swarm.node.role": "manager"]), ComposeDocuments.node("w1"),
    ComposeDocuments.node("w2"),
  ]

  @Test(
    "files have what a person counts in them",
    arguments: [
      (
        "swarmprom/docker-compose.traefik.yml",
        Counts(
          services: 7, reserved: 6, global: 3, managers: 3, pods: 13, reservedMiB: 448, ports: 0,
          mounts: 12)
      ),
      (
        "swarmprom/docker-compose.yml",
        Counts(
          services: 8, reserved: 7, global: 3, managers: 4, pods: 14, reservedMiB: 512, ports: 4,
          mounts: 12)
      ),
      (
        "swarmprom/weave-compose.yml",
        Counts(
          services: 7, reserved: 0, global: 4, managers: 3, pods: 15, reservedMiB: 0, ports: 2,
          mounts: 12)
      ),
      ("sock-shop/docker-compose.yml", Counts(services: 15, pods: 15, ports: 2, mounts: 9)),
      ("example-voting-app/docker-compose.yml", Counts(services: 6, pods: 5, ports: 3, mounts: 5)),
      ("example-voting-app/docker-stack.yml", Counts(services: 5, pods: 7, ports: 2, mounts: 1)),
    ])
  func counts(_ path: String, _ expected: Counts) throws {
    let fields = try ComposeDocuments.shared(path)
    #expect(ComposeFile.isCompose(fields))
    let file = try ComposeFile(fields)
    let stack = try file.lowered(as: "app", onto: Self.nodes)
    var counts = Counts()
    counts.services = file.services.count
    counts.reserved = file.services.count { !$0.deploy.reservations.isEmpty }
    counts.global = file.services.count { $0.deploy.mode.isGlobal }
    counts.managers = file.services.count {
      $0.deploy.placement.constraints == [SwarmConstraint(.role, isEqual: true, "manager")]
    }
    counts.pods = stack.pods.count
    counts.reservedMiB =
      file.services.reduce(0) { $0 + ($1.deploy.reservations.memory ?? 0) } >> 20
    counts.ports = file.services.reduce(0) { $0 + $1.ports.count }
    counts.mounts = file.services.reduce(0) { $0 + $1.volumes.count }
    #expect(counts == expected)
    #expect(file.unknownFields.isEmpty)
    #expect(Set(stack.pods.compactMap(\.metadata.name)).count == stack.pods.count)
  }

  @Test(
    "variables that are missing are named",
    arguments: [
      (
        "swarmprom/docker-compose.traefik.yml",
        [
          ComposeAssumption.emptyRequiredVariables(
            ["ADMIN_USER", "DOMAIN", "HASHED_PASSWORD"], uses: 14)
        ]
      ),
      ("swarmprom/docker-compose.yml", []),
      ("swarmprom/weave-compose.yml", [.emptyVariables(["TOKEN"], uses: 2)]),
      ("sock-shop/docker-compose.yml", [.emptyVariables(["MYSQL_ROOT_PASSWORD"], uses: 1)]),
    ] as [(String, [ComposeAssumption])])
  func assumptions(_ path: String, _ expected: [ComposeAssumption]) throws {
    #expect(try ComposeFile(ComposeDocuments.shared(path)).assumptions == expected)
  }

  @Test("a stack's pods say what its services do")
  func swarmprom() throws {
    let file = try ComposeFile(ComposeDocuments.shared("swarmprom/docker-compose.yml"))
    let stack = try file.lowered(as: "mon", onto: Self.nodes)
    #expect(
      stack.pods.compactMap(\.metadata.name).prefix(5) == [
        "mon_dockerd-exporter.m", "mon_dockerd-exporter.w1", "mon_dockerd-exporter.w2",
        "mon_cadvisor.m", "mon_cadvisor.w1",
      ])
    let prometheus = try #require(
      stack.pods.first { $0.metadata.name == "mon_prometheus.1" })
    #expect(prometheus.requestTexts == ["memory": "128Mi"])
    #expect(
      prometheus.spec.containers.first?.resources.limits.mapValues(\.description)
        == ["memory": "2Gi"])
    #expect(prometheus.conditions == ["node-role.kubernetes.io/control-plane"])
    #expect(
      stack.nodes.map { $0.metadata.labels["node-role.kubernetes.io/control-plane"] }
        == ["", nil, nil])
    #expect(stack.notes.contains(.localVolume(service: "grafana", volume: "grafana")))
  }
}
