// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

@testable import Orchestration

/// A random scenario with services, volumes, secrets and requests, in which things go wrong for a
/// while, and the time that everything needs to come to rest again.
struct WholeScenario {
  /// What must not come to light.
  private(set) var canary: String
  /// Whether the network and components break too, so that nodes go by what they knew.
  private(set) var isNetworkSteady: Bool
  private(set) var text = ""
  /// Until when things go wrong, in seconds.
  static let trouble: Int64 = 900
  static let horizon: Int64 = 3_600

  private var random: SeededGenerator
  private var timeline: [(at: Int64, line: String)] = []
  private var tags: [String: Int] = [:]

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    canary = "CANARY-\(seed)-correct-horse"
    isNetworkSteady = !seed.isMultiple(of: 2)
    let nodes = 4 + random.below(3)
    let apps = 1 + random.below(3)
    for _ in 0..<(6 + random.below(14)) { addStep(apps: apps, nodes: nodes) }
    text = document(nodes: nodes, apps: apps, seed: seed)
  }

  private func document(nodes: Int, apps: Int, seed: UInt64) -> String {
    let latency = seed % 3 == 0 ? "20ms" : "0s"
    let steps = timeline.sorted { $0.at != $1.at ? $0.at < $1.at : $0.line < $1.line }
    let ends = (1...nodes).map { "    - {at: \(Self.trouble)s, uncordon: node-\($0)}" }
    return """
      apiVersion: stevedore.dev/v1
      kind: Scenario
      metadata: {name: whole-\(seed)}
      spec:
        seed: \(seed)
        horizon: \(Self.horizon)s
        nodes:
          - {name: node, count: \(nodes), capacity: {cpu: 4, memory: 8Gi}, zones: [a, b]}
        settings: {sampleInterval: 60s, latency: \(latency)}
        behaviors:
          - metadata: {name: all}
            spec: {startDelay: {uniform: {from: 0s, to: 3s}}, termination: {delay: 2s}}
        objects:
          - {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast}, provisioner: block.stevedore.dev, volumeBindingMode: WaitForFirstConsumer, allowVolumeExpansion: true}
          - {apiVersion: v1, kind: Secret, metadata: {name: login}, stringData: {password: \(canary)}}
      \((0..<apps).map(Self.app).joined(separator: "\n"))
          - apiVersion: v1
            kind: Service
            metadata: {name: db}
            spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
          - apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              replicas: 2
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  terminationGracePeriodSeconds: 5
                  containers:
                    - name: db
                      image: example.org/db:1
                      resources: {requests: {cpu: 500m, memory: 512Mi}}
                      env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: login, key: password}}}]
                      volumeMounts: [{name: data, mountPath: /data}]
              volumeClaimTemplates:
                - metadata: {name: data}
                  spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}
        traffic:
      \((0..<apps).map { "    - {name: web-\($0), to: \"http://web-\($0)/\", from: {pods: app=db}, rate: 20, spacing: even, start: 60s}" }.joined(separator: "\n"))
        timeline:
      \((steps.map(\.line) + ends).joined(separator: "\n"))
        expect: []
      """
  }

  private static func app(_ number: Int) -> String {
    """
        - apiVersion: v1
          kind: Service
          metadata: {name: web-\(number)}
          spec: {type: \(["ClusterIP", "NodePort", "LoadBalancer"][number % 3]), selector: {app: web-\(number)}, ports: [{port: 80, targetPort: 8080}]}
        - apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web-\(number)}
          spec:
            replicas: 3
            selector: {matchLabels: {app: web-\(number)}}
            template:
              metadata: {labels: {app: web-\(number)}}
              spec:
                terminationGracePeriodSeconds: 10
                containers:
                  - name: web
                    image: example.org/web:1
                    ports: [{containerPort: 8080}]
                    resources: {requests: {cpu: 250m, memory: 256Mi}}
                    envFrom: [{secretRef: {name: login}}]
                    readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 2}
                    lifecycle: {preStop: {sleep: {seconds: 3}}}
    """
  }

  private mutating func addStep(apps: Int, nodes: Int) {
    let at = 90 + random.integer(in: 0...(Self.trouble - 120))
    let app = "deployment/web-\(random.below(apps))"
    let node = "node-\(1 + random.below(nodes))"
    let span = min(Self.trouble - at, random.integer(in: 5...300))
    let verb: String
    switch random.below(isNetworkSteady ? 9 : 14) {
    case 0, 1:
      tags[app, default: 1] += 1
      verb = "setImage: \(app), image: \"example.org/web:\(tags[app] ?? 1)\""
    case 2: verb = "scale: \(app), replicas: \(1 + random.below(5))"
    case 3: verb = "restart: \(app)"
    case 4: verb = "drain: \(node), timeout: \(span)s"
    case 5: verb = "uncordon: \(node)"
    case 6: verb = "scale: statefulset/db, replicas: \(1 + random.below(3))"
    case 7:
      verb =
        "patch: pvc/data-db-0, change: {spec: {resources: {requests: {storage: \(11 + at / 60)Gi}}}}"
    case 8:
      // Turned round, so that it is in no output either.
      verb =
        "patch: secret/login, change: {data: {more: \(Base64Text.encode(Array(canary.utf8)))}}"
    case 9: verb = "crash: \(node), for: \(span)s"
    case 10: verb = "partition: \(node), for: \(span)s"
    case 11: verb = "restartKubelet: \(node)"
    case 12: verb = "loseZone: \(["a", "b"][random.below(2)]), for: \(span)s"
    default:
      let names = ControlPlane.controllers.map(\.name) + ["default-scheduler"]
      verb = "stop: \(names[random.below(names.count)]), for: \(span)s"
    }
    timeline.append((at, "    - {at: \(at)s, \(verb)}"))
  }

  func scenario() throws -> Scenario {
    let file = ScenarioFile { other, _ throws(ReadingError) in
      throw ReadingError(file: other, found: "a file", expected: "none")
    }
    let text = text
    return try file.read("whole.yaml") { () throws(ReadingError) in MemorySource(text) }
  }
}
