// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Services of compose files")
struct ComposeServiceTests {
  private static func port(
    _ target: Int, _ published: ClosedRange<Int>? = nil, ip: String? = nil,
    _ transport: ComposePort.Transport = .tcp, _ mode: ComposePort.Mode = .ingress
  ) -> ComposePort {
    ComposePort(
      target: target, published: published, hostIP: ip, transport: transport, mode: mode)
  }

  @Test(
    "ports in all their forms",
    arguments: [
      ("80", [port(80)]), ("\"8080:80\"", [port(80, 8080...8080)]),
      ("8080:80/udp", [port(80, 8080...8080, ip: nil, .udp)]),
      ("53/UDP", [port(53, nil, ip: nil, .udp)]),
      ("\"127.0.0.1:9229:9229\"", [port(9229, 9229...9229, ip: "127.0.0.1")]),
      ("\"127.0.0.1::80\"", [port(80, ip: "127.0.0.1")]),
      ("\"[::1]:81:80\"", [port(80, 81...81, ip: "::1")]), ("\"0:80\"", [port(80)]),
      ("3000-3002", [port(3000), port(3001), port(3002)]),
      ("\"90-91:80-81\"", [port(80, 90...90), port(81, 91...91)]),
      ("\"8000-8010:80\"", [port(80, 8000...8010)]),
      ("{target: 80}", [port(80)]),
      (
        "{target: 80, published: 8080, protocol: udp, mode: host}",
        [port(80, 8080...8080, ip: nil, .udp, .host)]
      ),
      (
        "{target: '80', published: '8000-8001', host_ip: 1.2.3.4, mode: ingress}",
        [port(80, 8000...8001, ip: "1.2.3.4")]
      ),
      ("{target: 80, published: 0, protocol: sctp}", [port(80, nil, ip: nil, .sctp)]),
    ] as [(String, [ComposePort])])
  func ports(_ text: String, _ expected: [ComposePort]) throws {
    #expect(try ComposeDocuments.service("ports: [\(text)]").ports == expected)
  }

  @Test(
    "mounts in all their forms",
    arguments: [
      ("/data", ComposeMount(kind: .volume, target: "/data")),
      ("data:/data", ComposeMount(kind: .volume, source: "data", target: "/data")),
      (
        "data:/data:ro",
        ComposeMount(
          kind: .volume, source: "data", target: "/data", isReadOnly: true)
      ),
      ("'./a:/b:rw,z'", ComposeMount(kind: .bind, source: "./a", target: "/b")),
      (
        "'/:/rootfs:ro,rslave'",
        ComposeMount(
          kind: .bind, source: "/", target: "/rootfs", isReadOnly: true)
      ),
      ("~/x:/y", ComposeMount(kind: .bind, source: "~/x", target: "/y")),
      (
        "'C:\\a:D:\\b:ro'",
        ComposeMount(
          kind: .bind, source: "C:\\a", target: "D:\\b", isReadOnly: true)
      ),
      ("{type: tmpfs, target: /t}", ComposeMount(kind: .tmpfs, target: "/t")),
      (
        "{target: /t, source: v, read_only: true}",
        ComposeMount(
          kind: .volume, source: "v", target: "/t", isReadOnly: true)
      ),
      (
        "{type: bind, target: /t, source: /s}",
        ComposeMount(
          kind: .bind, source: "/s", target: "/t")
      ),
    ])
  func mounts(_ text: String, _ expected: ComposeMount) throws {
    #expect(try ComposeDocuments.service("volumes: [\(text)]").volumes == [expected])
  }

  @Test("what a service is in a swarm")
  func deploy() throws {
    let deploy = try ComposeDocuments.service(
      """
      deploy:
        mode: replicated
        replicas: 6
        endpoint_mode: dnsrr
        labels: {a: 1, b: true, c: null}
        resources:
          limits: {cpus: '0.50', memory: 50M, pids: 100}
          reservations:
            cpus: 0.25
            memory: 20M
            generic_resources:
              - discrete_resource_spec: {kind: SSD, value: 2}
            devices:
              - {capabilities: [gpu], driver: nvidia, count: 2}
              - {capabilities: [gpu], device_ids: ['0', '3']}
              - {capabilities: [tpu], count: all}
        placement:
          max_replicas_per_node: 2
          constraints:
            - node.role==manager
            - node.labels.Disk != ssd
            - NODE.HOSTNAME == h1
            - node.id == abc
            - node.platform.os == linux
            - node.platform.arch == x86_64
            - engine.labels.operatingsystem == ubuntu-24.04
          preferences: [{spread: node.labels.zone}, {spread: node.labels.rack}]
        update_config:
          {parallelism: 2, delay: 10s, failure_action: rollback, monitor: 5s,
           max_failure_ratio: 0.25, order: start-first}
        rollback_config: {parallelism: 0, failure_action: pause}
        restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3, window: 2m}
        new_field: [kept]
      """
    ).deploy
    #expect(deploy.mode == .replicated)
    #expect(deploy.replicas == 6)
    #expect(deploy.endpointMode == .dnsrr)
    #expect(deploy.labels == ["a": "1", "b": "true", "c": ""])
    #expect(deploy.limits.nanoCPUs == 500_000_000)
    #expect(deploy.limits.memory == 50 << 20)
    #expect(deploy.limits.pids == 100)
    #expect(deploy.reservations.nanoCPUs == 250_000_000)
    #expect(deploy.reservations.memory == 20 << 20)
    #expect(deploy.reservations.generic == [ComposeGenericResource(kind: "SSD", count: 2)])
    #expect(deploy.reservations.devices.map(\.count) == [2, 2, nil])
    #expect(deploy.reservations.devices.map(\.capabilities) == [["gpu"], ["gpu"], ["tpu"]])
    #expect(deploy.reservations.devices[0].driver == "nvidia")
    #expect(deploy.reservations.devices[1].ids == ["0", "3"])
    #expect(
      deploy.placement.constraints == [
        SwarmConstraint(.role, isEqual: true, "manager"),
        SwarmConstraint(.label("Disk"), isEqual: false, "ssd"),
        SwarmConstraint(.hostname, isEqual: true, "h1"),
        SwarmConstraint(.id, isEqual: true, "abc"),
        SwarmConstraint(.os, isEqual: true, "linux"),
        SwarmConstraint(.architecture, isEqual: true, "amd64"),
        SwarmConstraint(.engineLabel("operatingsystem"), isEqual: true, "ubuntu-24.04"),
      ])
    #expect(deploy.placement.constraints[1].description == "node.labels.Disk != ssd")
    #expect(deploy.placement.spread == [.label("zone"), .label("rack")])
    #expect(deploy.placement.maxReplicasPerNode == 2)
    let update = try #require(deploy.update)
    #expect(update.parallelism == 2)
    #expect(update.delay == .seconds(10))
    #expect(update.failureAction == .rollback)
    #expect(update.monitor == .seconds(5))
    #expect(update.maxFailureRatio == 0.25)
    #expect(update.order == .startFirst)
    #expect(deploy.rollback?.parallelism == 0)
    #expect(deploy.rollback?.failureAction == .pause)
    #expect(deploy.rollback?.order == .stopFirst)
    #expect(deploy.restart?.condition == .onFailure)
    #expect(deploy.restart?.delay == .seconds(5))
    #expect(deploy.restart?.maxAttempts == 3)
    #expect(deploy.restart?.window == .seconds(120))
    #expect(deploy.fields["new_field"] == ["kept"])
  }

  @Test("what a service is besides")
  func others() throws {
    let service = try ComposeDocuments.service(
      """
      environment: [A=1, B=x=y, C]
      labels: [traefik.rule=Host(`a`), flag]
      networks: {front: {aliases: [www]}, back: null}
      secrets: [key, {source: cert, target: /c, mode: 0440}]
      configs: [{source: site, target: /etc/site}]
      depends_on: {db: {condition: service_healthy, required: false}, cache: {}}
      healthcheck: {test: [CMD, curl], interval: 15s, timeout: 5s, retries: 3, start_period: 10s}
      profiles: [debug]
      tmpfs: /run:rw,noexec
      cap_drop: [all]
      """)
    #expect(service.environment == ["A": "1", "B": "x=y", "C": nil])
    #expect(service.labels == ["traefik.rule": "Host(`a`)", "flag": ""])
    #expect(service.networks.map(\.network) == ["front", "back"])
    #expect(service.networks.map(\.aliases) == [["www"], []])
    #expect(service.secrets.map(\.source) == ["key", "cert"])
    #expect(service.secrets.map(\.target) == [nil, "/c"])
    #expect(service.configs.map(\.target) == ["/etc/site"])
    #expect(service.dependencies.map(\.service) == ["db", "cache"])
    #expect(service.dependencies.map(\.condition) == [.healthy, .started])
    #expect(service.dependencies.map(\.isRequired) == [false, true])
    #expect(service.healthcheck?.test == ["CMD", "curl"])
    #expect(service.healthcheck?.interval == .seconds(15))
    #expect(service.healthcheck?.timeout == .seconds(5))
    #expect(service.healthcheck?.retries == 3)
    #expect(service.healthcheck?.startPeriod == .seconds(10))
    #expect(service.healthcheck?.isDisabled == false)
    #expect(service.profiles == ["debug"])
    #expect(service.volumes == [ComposeMount(kind: .tmpfs, target: "/run")])
    #expect(service.fields["cap_drop"] == ["all"])
    #expect(
      try ComposeDocuments.service("environment: {A: 1, B: null}").environment
        == ["A": "1", "B": nil])
    #expect(try ComposeDocuments.service("depends_on: [a, b]").dependencies.count == 2)
    #expect(try ComposeDocuments.service("networks: [net]").networks.map(\.network) == ["net"])
  }

  @Test("older fields count where deploy says nothing")
  func olderFields() throws {
    let older = """
      cpus: 1.5
      mem_limit: 1g
      mem_reservation: 512m
      pids_limit: 50
      scale: 4
      restart: on-failure:5
      """
    let service = try ComposeDocuments.service(older)
    #expect(service.deploy.limits.nanoCPUs == 1_500_000_000)
    #expect(service.deploy.limits.memory == 1 << 30)
    #expect(service.deploy.limits.pids == 50)
    #expect(service.deploy.reservations.memory == 512 << 20)
    #expect(service.deploy.replicas == 4)
    #expect(service.deploy.restart?.condition == .onFailure)
    #expect(service.deploy.restart?.maxAttempts == 5)
    let newer = try ComposeDocuments.service(
      older + """

        deploy:
          replicas: 2
          restart_policy: {condition: any}
          resources: {limits: {cpus: 2, memory: 2g}, reservations: {memory: 1g}}
        """)
    #expect(newer.deploy.limits.nanoCPUs == 2_000_000_000)
    #expect(newer.deploy.limits.memory == 2 << 30)
    #expect(newer.deploy.reservations.memory == 1 << 30)
    #expect(newer.deploy.replicas == 2)
    #expect(newer.deploy.restart?.condition == .any)
  }

  @Test(
    "when a task is started again",
    arguments: [
      ("no", ComposeRestart.Condition.none), ("\"no\"", .none), ("always", .any),
      ("unless-stopped", .any), ("on-failure", .onFailure),
    ])
  func restart(_ text: String, _ condition: ComposeRestart.Condition) throws {
    let restart = try ComposeDocuments.service("restart: \(text)").deploy.restart
    #expect(restart?.condition == .some(condition))
  }

  @Test("the file around its services")
  func file() throws {
    let file = try ComposeDocuments.file(
      """
      version: 3.8
      name: shop
      x-common: &common {image: base, labels: [a=1]}
      services:
        web: {<<: *common, image: nginx}
        db: {<<: *common, extends: {file: other.yml, service: db}}
      include: [more.yml]
      networks: {front: {driver: overlay}, back: {external: true, name: corp}}
      volumes: {data: null, nfs: {driver: nfs}}
      secrets: {key: {external: {name: key-v2}}}
      configs: {site: {file: ./site.conf}}
      tasks: {}
      """)
    #expect(file.version == "3.8")
    #expect(file.name == "shop")
    #expect(file.services.map(\.name) == ["web", "db"])
    #expect(file.services.map(\.image) == ["nginx", "base"])
    #expect(file.networks.map(\.isExternal) == [false, true])
    #expect(file.networks.map(\.outsideName) == [nil, "corp"])
    #expect(file.volumes.map(\.driver) == [nil, "nfs"])
    #expect(file.secrets.map(\.outsideName) == ["key-v2"])
    #expect(file.configs.first?.fields["file"] == "./site.conf")
    #expect(file.unknownFields == ["tasks"])
    #expect(file.fields["tasks"] != nil && file.fields["x-common"] != nil)
    #expect(file.assumptions == [.notFollowed(["include", "services.db.extends"])])
  }

  @Test(
    "what is a compose file",
    arguments: [
      ("services: {a: {image: b}}", true), ("services: {}", true), ("version: '3'", false),
      ("services: []", false), ("{services: {a: {}}, kind: List}", false),
      ("{kind: Pod, apiVersion: v1}", false),
    ])
  func recognition(_ text: String, _ isCompose: Bool) throws {
    #expect(ComposeFile.isCompose(try ComposeDocuments.fields(text)) == isCompose)
  }
}
