// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterSketch {
  /// All objects, those first that others speak of.
  func objects(_ draw: inout RecipeDraw) -> [Fields] {
    var objects = namespaces() + Self.priorityClasses() + [Self.storageClass]
    for node in nodes { objects.append(node.object(&draw)) }
    for agent in agents { objects += self.objects(of: agent, &draw) }
    for workload in workloads {
      var author = WorkloadAuthor(workload, &draw)
      objects += author.objects(nodes: nodes, &draw)
    }
    return objects
  }

  private func namespaces() -> [Fields] {
    (["kube-system"] + WorkloadKind.teams).map { name in
      [
        "apiVersion": "v1", "kind": "Namespace",
        "metadata": [
          "name": .string(name), "labels": ["kubernetes.io/metadata.name": .string(name)],
        ],
      ]
    }
  }

  private static func priorityClasses() -> [Fields] {
    let classes: [(name: String, value: Int64, policy: String)] = [
      ("system-node-critical", 2_000_001_000, "PreemptLowerPriority"),
      (SketchWorkload.PriorityClassName.critical.rawValue, 100_000, "PreemptLowerPriority"),
      (SketchWorkload.PriorityClassName.batch.rawValue, -100, "Never"),
    ]
    return classes.map { name, value, policy in
      [
        "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass",
        "metadata": ["name": .string(name)], "value": .integer(value),
        "preemptionPolicy": .string(policy),
      ]
    }
  }

  private static let storageClass: Fields = [
    "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
    "metadata": ["name": .string(storageClassName)], "provisioner": .string(driver),
    "reclaimPolicy": "Delete", "volumeBindingMode": "WaitForFirstConsumer",
  ]

  static let storageClassName = "zonal-ssd"
  static let driver = "disks.csi.example.com"

  private func objects(of agent: Agent, _ draw: inout RecipeDraw) -> [Fields] {
    let labels: Value = ["app.kubernetes.io/name": .string(agent.name)]
    var spec: Fields = [
      "priorityClassName": "system-node-critical", "tolerations": [["operator": "Exists"]],
      "containers": [
        [
          "name": "agent", "image": .string("registry.example/\(agent.name):1"),
          "resources": [
            "requests": [
              "cpu": .string("\(agent.milli)m"), "memory": .string("\(agent.mebibytes)Mi"),
            ]
          ],
        ]
      ],
    ]
    if let pool = agent.pool { spec["nodeSelector"] = [NodePool.label: .string(pool.name)] }
    let uid = draw.uid()
    let set: Fields = [
      "apiVersion": "apps/v1", "kind": "DaemonSet",
      "metadata": [
        "name": .string(agent.name), "namespace": "kube-system", "uid": .string(uid),
      ],
      "spec": [
        "selector": ["matchLabels": labels],
        "template": ["metadata": ["labels": labels], "spec": .object(spec)],
      ],
    ]
    spec["priority"] = 2_000_001_000
    let pods = agent.nodes.map { node -> Fields in
      let created = draw.moment(daysBefore: 1...9)
      var own = spec
      own["nodeName"] = .string(nodes[node].name)
      // As the controller of DaemonSets binds them: to the node by its name.
      own["affinity"] = [
        "nodeAffinity": [
          "requiredDuringSchedulingIgnoredDuringExecution": [
            "nodeSelectorTerms": [
              [
                "matchFields": [
                  [
                    "key": "metadata.name", "operator": "In",
                    "values": [.string(nodes[node].name)],
                  ]
                ]
              ]
            ]
          ]
        ]
      ]
      return [
        "apiVersion": "v1", "kind": "Pod",
        "metadata": [
          "name": .string("\(agent.name)-\(draw.suffix(5))"), "namespace": "kube-system",
          "uid": .string(draw.uid()), "creationTimestamp": created, "labels": labels,
          "ownerReferences": [
            [
              "apiVersion": "apps/v1", "kind": "DaemonSet", "name": .string(agent.name),
              "uid": .string(uid), "controller": true,
            ]
          ],
        ],
        "spec": .object(own), "status": ["phase": "Running", "startTime": created],
      ]
    }
    return [set] + pods
  }
}
