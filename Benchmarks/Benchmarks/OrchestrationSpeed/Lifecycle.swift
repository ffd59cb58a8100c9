// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Orchestration

/// A hundred Deployments of a thousand pods each on 5,000 nodes, from their creation to their end.
enum Lifecycle {
  static func scenario(rolls: Bool) throws -> Scenario {
    var scenario = Scenario(name: "lifecycle", horizon: 3_600_000_000)
    var pool = Scenario.NodePool(
      name: "node", count: 5_000,
      capacity: [
        "cpu": try Quantity("16"), "memory": try Quantity("64Gi"), "pods": try Quantity("110"),
      ])
    pool.zones = ["a", "b", "c"]
    scenario.nodes = [pool]
    scenario.settings.events = .none
    scenario.settings.batchPeriod = 100_000
    let names = (0..<100).map { "web-\($0)" }
    scenario.timeline = [.init(at: 0, .apply(names.map(deployment)))]
    func expect(_ that: String, at time: Int64, _ metric: String, _ value: Double) {
      scenario.expectations.append(
        Expectation(that: that, time: time, .metric(metric, .between(value, value))))
    }
    expect("All pods take requests.", at: 590_000_000, "ready", 100_000)
    guard rolls else { return scenario }
    for name in names {
      let target = TargetReference(kind: "deployment", name: name)
      scenario.timeline.append(
        .init(at: 600_000_000, .setImage(target, container: nil, image: "example.org/web:2")))
      scenario.timeline.append(
        .init(at: 2_400_000_000, .delete(target, DeleteOptions(propagation: .background))))
    }
    expect("All new pods take requests.", at: 2_390_000_000, "ready", 100_000)
    expect("No pod is left.", at: 3_590_000_000, "running", 0)
    return scenario
  }

  private static func deployment(_ name: String) -> Fields {
    let labels: Value = ["app": .string(name)]
    let container: Value = [
      "name": "web", "image": "example.org/web:1",
      "resources": ["requests": ["cpu": "100m", "memory": "256Mi"]],
    ]
    return [
      "apiVersion": "apps/v1", "kind": "Deployment",
      "metadata": ["name": .string(name), "namespace": "default"],
      "spec": [
        "replicas": 1_000, "selector": ["matchLabels": labels],
        "template": ["metadata": ["labels": labels], "spec": ["containers": [container]]],
      ],
    ]
  }
}
