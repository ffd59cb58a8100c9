// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Testing

@testable import Orchestration

/// Stacks as objects, and public compose files deployed in a simulation.
@Suite struct SwarmStackTests {
  static let shared: URL = {
    if let path = ProcessInfo.processInfo.environment["STEVEDORE_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    let package = ScenarioRunner.folder.deletingLastPathComponent().deletingLastPathComponent()
    return package.deletingLastPathComponent().appendingPathComponent("shared/data")
  }()
  static let isShared: Bool = {
    let file = shared.appendingPathComponent("README.md").path
    return FileManager.default.fileExists(atPath: file)
  }()

  private func file(_ text: String) throws -> ComposeFile {
    let records = try ObjectReader(skipping: []).records(of: MemorySource(text))
    return try ComposeFile(try #require(records.first).fields, variables: ["TAG": "7"])
  }

  private func spec(_ text: String) throws -> Fields {
    let stack = try SwarmStack(try file(text), name: "shop")
    let service = try #require(stack.objects.first { $0["kind"] == "SwarmService" })
    return try #require(service["spec"]?.object)
  }

  @Test func deploySectionBecomesDockersSpec() throws {
    let spec = try spec(
      """
      services:
        web:
          image: "web:${TAG}"
          command: sh -c "echo 'a b'"
          environment: [A=1]
          healthcheck: {test: curl localhost, interval: 1m, retries: 2}
          stop_grace_period: 1m30s
          ports: ["80:8080", {target: 9, published: 99, mode: host, protocol: udp}]
          deploy:
            mode: replicated
            replicas: 3
            labels: [x=y]
            endpoint_mode: vip
            placement:
              constraints: [node.role==manager, "node.labels.a != b"]
              preferences: [{spread: node.labels.zone}, {pack: node.labels.rack}]
              max_replicas_per_node: 2
            resources:
              limits: {cpus: "0.5", memory: 64M, pids: 9}
              reservations:
                memory: 32M
                generic_resources: [{discrete_resource_spec: {kind: gpu, value: 2}}]
            restart_policy: {condition: on-failure, delay: 3s, max_attempts: 4, window: 2m}
            update_config: {parallelism: 2, delay: 10s, failure_action: rollback, monitor: 1m, max_failure_ratio: 0.1, order: start-first}
            rollback_config: {parallelism: 0, order: stop-first}
      """)
    let expected: Fields = [
      "Name": "shop_web",
      "Labels": ["x": "y", "com.docker.stack.namespace": "shop"],
      "TaskTemplate": [
        "ContainerSpec": [
          "Image": "web:7", "Labels": ["com.docker.stack.namespace": "shop"],
          "Args": ["sh", "-c", "echo 'a b'"], "Env": ["A=1"],
          "StopGracePeriod": 90_000_000_000,
          "Healthcheck": [
            "Test": ["CMD-SHELL", "curl localhost"], "Interval": 60_000_000_000, "Retries": 2,
          ],
        ],
        "Resources": [
          "Limits": ["NanoCPUs": 500_000_000, "MemoryBytes": 67_108_864, "Pids": 9],
          "Reservations": [
            "MemoryBytes": 33_554_432,
            "GenericResources": [["DiscreteResourceSpec": ["Kind": "gpu", "Value": 2]]],
          ],
        ],
        "RestartPolicy": [
          "Condition": "on-failure", "Delay": 3_000_000_000, "MaxAttempts": 4,
          "Window": 120_000_000_000,
        ],
        "Placement": [
          "Constraints": ["node.role == manager", "node.labels.a != b"],
          "Preferences": [
            ["Spread": ["SpreadDescriptor": "node.labels.zone"]],
            ["PackInto": ["PackDescriptor": "node.labels.rack"]],
          ],
          "MaxReplicas": 2,
        ],
        "ForceUpdate": 0,
        "Networks": [["Target": "shop_default", "Aliases": ["web"]]],
      ],
      "Mode": ["Replicated": ["Replicas": 3]],
      "UpdateConfig": [
        "Parallelism": 2, "Order": "start-first", "Delay": 10_000_000_000,
        "FailureAction": "rollback", "Monitor": 60_000_000_000, "MaxFailureRatio": .number("0.1"),
      ],
      "RollbackConfig": ["Parallelism": 0, "Order": "stop-first"],
      "EndpointSpec": [
        "Mode": "vip",
        "Ports": [
          [
            "Protocol": "tcp", "TargetPort": 8080, "PublishMode": "ingress", "PublishedPort": 80,
          ],
          ["Protocol": "udp", "TargetPort": 9, "PublishMode": "host", "PublishedPort": 99],
        ],
      ],
    ]
    for (name, value) in expected { #expect(spec[name] == value, "\(name)") }
    #expect(spec.count == expected.count)
  }

  @Test(arguments: [
    ("networks: [a]", "services.web.networks", "'a'"),
    ("secrets: [b]", "services.web.secrets", "'b'"),
    ("configs: [{source: c}]", "services.web.configs", "'c'"),
  ])
  func whatTheFileDoesNotHaveIsRefused(
    _ uses: String, _ field: String, _ found: String
  ) throws {
    let compose = try file("services: {web: {image: web, \(uses)}}")
    #expect {
      try SwarmStack(compose, name: "shop")
    } throws: {
      let fault = $0 as? ComposeError
      return fault?.field == field && fault?.found == found
    }
  }

  @Test func onlyWhatWasChangedGoesBack() throws {
    let cluster = try TestCluster()
    _ = try StackDeployment(client: cluster.user).deploy(
      try SwarmStack(try file("services: {web: {image: web}}"), name: "shop"))
    let key = ObjectKey(namespace: "shop", name: "web")
    let rollback = SwarmRollback(client: cluster.user, clock: cluster.clock)
    #expect {
      try rollback.roll(key)
    } throws: {
      "\($0)" == "service web does not have a previous spec"
    }
    var service = try cluster.user.get(.swarmServices, key)
    service.setSwarmImage("other")
    try cluster.user.update(.swarmServices, service)
    try rollback.roll(key)
    let now = try cluster.user.get(.swarmServices, key)
    #expect(
      now["spec"]?[path: "TaskTemplate", "ContainerSpec", "Image"] == "web")
    #expect(
      now["previousSpec"]?[path: "TaskTemplate", "ContainerSpec", "Image"] == "other")
    #expect(now["status"]?[path: "UpdateStatus", "Message"] == "manually requested rollback")
  }

  @Test func secretsAreReplacedUnderNewNamesOnly() throws {
    let cluster = try TestCluster()
    let deployment = StackDeployment(client: cluster.user)
    func stack(_ name: String, _ content: String) throws -> SwarmStack {
      try SwarmStack(
        try file(
          """
          services: {web: {image: web, secrets: [{source: key, target: key}]}}
          secrets: {key: {name: \(name), environment: KEY}}
          """), name: "shop", variables: ["KEY": content])
    }
    let first = try deployment.deploy(try stack("key-1", "one"))
    #expect(first.created.contains("Secret key-1"))
    #expect(try deployment.deploy(try stack("key-1", "one")) == StackDeployment.Outcome())
    #expect {
      try deployment.deploy(try stack("key-1", "two"))
    } throws: {
      "\($0)" == "failed to update secret shop_key-1: only updates to Labels are allowed"
    }
    let rotated = try deployment.deploy(try stack("key-2", "two"))
    #expect(rotated.created == ["Secret key-2"])
    #expect(rotated.updated == ["SwarmService web"])
  }

  @Test(arguments: [
    ("Mode", "{Replicated: {}, Global: {}}", "must have exactly one of"),
    ("UpdateConfig", "{Order: first}", "supported values: \"start-first\", \"stop-first\""),
    ("RollbackConfig", "{FailureAction: rollback}", "supported values: \"continue\", \"pause\""),
    ("EndpointSpec", "{Mode: dnsrr, Ports: [{TargetPort: 1, PublishedPort: 2}]}", "ingress mode"),
  ])
  func whatMakesNoSenseIsRefused(_ field: String, _ value: String, _ message: String) throws {
    let cluster = try TestCluster()
    #expect {
      try cluster.apply(
        """
        apiVersion: swarm.stevedore.dev/v1
        kind: SwarmService
        metadata: {name: web, namespace: default}
        spec:
          TaskTemplate: {ContainerSpec: {Image: web}}
          \(field): \(value)
        """)
    } throws: {
      ($0 as? APIStatus)?.reason == .invalid && "\($0)".contains(message)
    }
  }

  /// Public stacks on five nodes, one of them a manager: how many tasks run.
  @Test(
    .enabled(if: isShared, "needs ../shared/data"),
    arguments: [
      ("example-voting-app/docker-stack.yml", 7), ("sock-shop/docker-compose.yml", 15),
      ("swarmprom/docker-compose.yml", 20), ("swarmprom/docker-compose.traefik.yml", 19),
      ("swarmprom/weave-compose.yml", 23),
    ])
  func publicStacksRun(_ path: String, _ expected: Int) throws {
    let source = try FileSource(
      path: Self.shared.appendingPathComponent("manifests/\(path)").path)
    let records = try ObjectReader(skipping: []).records(of: source)
    let compose = try ComposeFile(try #require(records.first).fields)
    var scenario = Scenario(name: "public", horizon: 300_000_000)
    var pool = Scenario.NodePool(name: "manager", count: 1, capacity: [:])
    pool.capacity = ["cpu": try Quantity("8"), "memory": try Quantity("32Gi")]
    pool.capacity["pods"] = try Quantity("110")
    var workers = pool
    (workers.name, workers.count) = ("worker", 4)
    pool.labels = [SwarmNames.nodeRoleLabel: "manager"]
    scenario.nodes = [pool, workers]
    scenario.stacks = [
      StackRequest(name: "public", stack: try SwarmStack(compose, name: "public"))
    ]
    let result = try Simulation(scenario).run()
    #expect(result.refusals.isEmpty, "\(result.refusals)")
    #expect(result.samples.last?.running == expected)
  }
}
