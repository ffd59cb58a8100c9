// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Damaged compose files")
struct ComposeFuzzTests {
  private static let whole = """
    version: "3.8"
    name: fuzz
    services:
      web:
        image: "i:${TAG:-1}"
        ports: [80, "8080:80/udp", {target: 53, published: 53, mode: host}]
        volumes: [data:/d, ./c:/c:ro, {type: tmpfs, target: /t}]
        networks: {front: {aliases: [w]}}
        environment: {A: 1, B: null}
        labels: [a=b]
        depends_on: {db: {condition: service_started}}
        healthcheck: {test: [CMD, x], interval: 1m30s, retries: 3}
        secrets: [{source: key}]
        restart: on-failure:3
        mem_limit: 1g
        stop_grace_period: 10s
        deploy:
          replicas: 2
          resources:
            limits: {cpus: '0.5', memory: 512M, pids: 10}
            reservations:
              cpus: 0.25
              memory: 64M
              generic_resources: [{discrete_resource_spec: {kind: gpu, value: 1}}]
              devices: [{capabilities: [gpu], count: 1}]
          placement:
            constraints: [node.role == manager, node.labels.a != b]
            preferences: [{spread: node.labels.zone}]
            max_replicas_per_node: 1
          update_config: {parallelism: 1, delay: 5s, order: start-first, max_failure_ratio: 0.1}
          restart_policy: {condition: any, window: 1m}
      db: {image: d, deploy: {mode: global, endpoint_mode: dnsrr}}
    networks: {front: {external: true}}
    volumes: {data: null}
    secrets: {key: {file: k}}
    """

  private static let junk: [Value] = [
    nil, true, 0, -1, 7, .integer(.max), .integer(.min), .number("0.5"), .number("1e400"), "", "$",
    "${A:-${B}}", "x", "node.role==", "== !=", "1-0", "::", "[", "999999999999999999999", "é",
    ":/:", "-", "1h1", "/", "0.", "a=b=c", [], [[]], ["a", 1, nil], [:], ["a": ["b": nil]],
  ]

  @Test("no damage makes reading or lowering crash", arguments: 0..<6)
  func mutations(_ seed: Int) throws {
    var random = ComposeRandom(seed: seed)
    let original = Value.object(try ComposeDocuments.fields(Self.whole))
    let nodes = [
      ComposeDocuments.node("m", ["swarm.node.role": "manager"]), ComposeDocuments.node("w"),
    ]
    var (read, refused) = (0, 0)
    for _ in 0..<600 {
      var value = original
      for _ in 0...random.below(3) { value = Self.damaged(value, &random) }
      guard let fields = value.object else { continue }
      do throws(ComposeError) {
        let file = try ComposeFile(fields, variables: ["B": "$"])
        // A million replicas are no mistake, but take their time.
        guard file.services.allSatisfy({ $0.deploy.replicas ?? 1 < 100 }) else { continue }
        let stack = try file.lowered(as: "f", onto: nodes)
        #expect(stack.pods.allSatisfy { $0.metadata.name?.hasPrefix("f_") == true })
        #expect(file.assumptions.map(\.description).allSatisfy { !$0.isEmpty })
        #expect(stack.notes.map(\.description).allSatisfy { !$0.isEmpty })
        read += 1
      } catch {
        #expect(!error.field.isEmpty && !error.found.isEmpty && !error.expected.isEmpty)
        refused += 1
      }
    }
    #expect(read > 50)
    #expect(refused > 50)
  }

  /// A value with one place changed: put in something else, taken out, doubled or renamed.
  private static func damaged(_ value: Value, _ random: inout ComposeRandom) -> Value {
    switch value {
    case .object(var fields) where !fields.isEmpty && random.below(8) != 0:
      let key = random.pick(fields.keys)
      switch random.below(12) {
      case 0: fields[key] = nil
      case 1: fields[random.pick(["", "x", "$", "mode", "target"])] = fields[key]
      default: fields[key] = fields[key].map { damaged($0, &random) }
      }
      return .object(fields)
    case .array(var elements) where !elements.isEmpty && random.below(8) != 0:
      let index = random.below(elements.count)
      switch random.below(6) {
      case 0: elements.remove(at: index)
      case 1: elements.append(elements[index])
      default: elements[index] = damaged(elements[index], &random)
      }
      return .array(elements)
    case .string(let text) where !text.isEmpty && random.below(2) == 0:
      var characters = Array(text)
      let index = random.below(characters.count)
      switch random.below(3) {
      case 0: characters.remove(at: index)
      case 1: characters.insert(random.pick(Array("$:{}-=!./0 é")), at: index)
      default: characters[index] = random.pick(Array("$:{}-=!./0 é"))
      }
      return .string(String(characters))
    default:
      return random.pick(junk)
    }
  }
}
