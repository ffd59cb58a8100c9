// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Writes the objects of one workload: its controller, what goes with it, and its pods.
struct WorkloadAuthor {
  private let workload: SketchWorkload
  private let uid: String
  /// What stands between a Deployment and its pods.
  private let replicaSet: (name: String, uid: String, hash: String)
  private let created: Value

  init(_ workload: SketchWorkload, _ draw: inout RecipeDraw) {
    self.workload = workload
    uid = draw.uid()
    let hash = draw.suffix(10)
    replicaSet = ("\(workload.name)-\(hash)", draw.uid(), hash)
    created = draw.moment(daysBefore: 1...200)
  }

  /// All objects, the pods last, those that wait after those that run.
  mutating func objects(nodes: [SketchNode], _ draw: inout RecipeDraw) -> [Fields] {
    var objects: [Fields] = []
    if workload.kind.controller != .job { objects.append(service) }
    if workload.hasBudget { objects.append(budget) }
    objects += controllers
    for ordinal in 0..<Int(workload.replicas) {
      let node = ordinal < workload.nodes.count ? nodes[workload.nodes[ordinal]] : nil
      if workload.volumeGibibytes > 0 { objects += storage(ordinal, node, &draw) }
      objects.append(pod(ordinal, node, &draw))
    }
    return objects
  }

  private var selector: Fields { ["app.kubernetes.io/name": .string(workload.name)] }

  private func metadata(_ name: String, uid: String, labels: Fields = [:]) -> Fields {
    var fields: Fields = [
      "name": .string(name), "namespace": .string(workload.namespace), "uid": .string(uid),
      "creationTimestamp": created,
    ]
    if !labels.isEmpty { fields["labels"] = .object(labels) }
    return fields
  }

  private var service: Fields {
    [
      "apiVersion": "v1", "kind": "Service",
      "metadata": [
        "name": .string(workload.name), "namespace": .string(workload.namespace),
      ],
      "spec": ["selector": .object(selector), "ports": [["port": 80]]],
    ]
  }

  /// One pod may be missing at a time; of those that run as many are healthy.
  private var budget: Fields {
    let running = Int64(workload.nodes.count)
    return [
      "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
      "metadata": [
        "name": .string(workload.name), "namespace": .string(workload.namespace),
      ],
      "spec": ["maxUnavailable": 1, "selector": ["matchLabels": .object(selector)]],
      "status": [
        "currentHealthy": .integer(running), "desiredHealthy": .integer(workload.replicas - 1),
        "expectedPods": .integer(workload.replicas),
        "disruptionsAllowed": .integer(max(0, running - workload.replicas + 1)),
      ],
    ]
  }

  private var controllers: [Fields] {
    let template: Value = [
      "metadata": ["labels": .object(labels)], "spec": .object(spec),
    ]
    let matching: Value = ["matchLabels": .object(selector)]
    switch workload.kind.controller {
    case .deployment:
      let hash: Value = .string(replicaSet.hash)
      var own = labels
      own["pod-template-hash"] = hash
      var setSelector = selector
      setSelector["pod-template-hash"] = hash
      var setMetadata = metadata(replicaSet.name, uid: replicaSet.uid, labels: own)
      setMetadata["ownerReferences"] = [owner("Deployment", "apps/v1", workload.name, uid)]
      return [
        [
          "apiVersion": "apps/v1", "kind": "Deployment",
          "metadata": .object(metadata(workload.name, uid: uid)),
          "spec": [
            "replicas": .integer(workload.replicas), "selector": matching, "template": template,
          ],
        ],
        [
          "apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": .object(setMetadata),
          "spec": [
            "replicas": .integer(workload.replicas),
            "selector": ["matchLabels": .object(setSelector)],
            "template": ["metadata": ["labels": .object(own)], "spec": .object(spec)],
          ],
        ],
      ]
    case .statefulSet:
      var fields: Fields = [
        "replicas": .integer(workload.replicas), "serviceName": .string(workload.name),
        "podManagementPolicy": "Parallel", "selector": matching, "template": template,
      ]
      if workload.volumeGibibytes > 0 {
        fields["volumeClaimTemplates"] = [["metadata": ["name": "data"], "spec": claimSpec]]
      }
      return [
        [
          "apiVersion": "apps/v1", "kind": "StatefulSet",
          "metadata": .object(metadata(workload.name, uid: uid)), "spec": .object(fields),
        ]
      ]
    case .job:
      return [
        [
          "apiVersion": "batch/v1", "kind": "Job",
          "metadata": .object(metadata(workload.name, uid: uid)),
          "spec": [
            "completions": .integer(workload.replicas),
            "parallelism": .integer(workload.replicas), "template": template,
          ],
        ]
      ]
    }
  }

  private func owner(_ kind: String, _ version: String, _ name: String, _ uid: String) -> Value {
    [
      "apiVersion": .string(version), "kind": .string(kind), "name": .string(name),
      "uid": .string(uid), "controller": true,
    ]
  }

  private var labels: Fields {
    [
      "app.kubernetes.io/name": .string(workload.name),
      "app.kubernetes.io/component": .string(workload.kind.name),
      "app.kubernetes.io/part-of": .string(workload.namespace),
    ]
  }

  private func pod(
    _ ordinal: Int, _ node: SketchNode?, _ draw: inout RecipeDraw
  ) -> Fields {
    var own = labels
    var podSpec = spec
    let name: String
    let reference: Value
    switch workload.kind.controller {
    case .deployment:
      name = "\(replicaSet.name)-\(draw.suffix(5))"
      own["pod-template-hash"] = .string(replicaSet.hash)
      reference = owner("ReplicaSet", "apps/v1", replicaSet.name, replicaSet.uid)
    case .statefulSet:
      name = "\(workload.name)-\(ordinal)"
      own["statefulset.kubernetes.io/pod-name"] = .string(name)
      reference = owner("StatefulSet", "apps/v1", workload.name, uid)
      if workload.volumeGibibytes > 0 {
        podSpec["volumes"] = [
          ["name": "data", "persistentVolumeClaim": ["claimName": .string("data-\(name)")]]
        ]
      }
    case .job:
      name = "\(workload.name)-\(draw.suffix(5))"
      own["batch.kubernetes.io/job-name"] = .string(workload.name)
      reference = owner("Job", "batch/v1", workload.name, uid)
    }
    podSpec["priority"] = .integer(workload.priorityClass?.value ?? 0)
    if workload.priorityClass == .batch { podSpec["preemptionPolicy"] = "Never" }
    if let node { podSpec["nodeName"] = .string(node.name) }
    let started = draw.moment(daysBefore: 0...1)
    var fields = metadata(name, uid: draw.uid(), labels: own)
    fields["creationTimestamp"] = started
    fields["ownerReferences"] = [reference]
    let status: Value =
      node == nil ? ["phase": "Pending"] : ["phase": "Running", "startTime": started]
    return [
      "apiVersion": "v1", "kind": "Pod", "metadata": .object(fields), "spec": .object(podSpec),
      "status": status,
    ]
  }
}

// MARK: - Volumes

extension WorkloadAuthor {
  private var claimSpec: Value {
    [
      "accessModes": ["ReadWriteOnce"], "storageClassName": .string(ClusterSketch.storageClassName),
      "resources": ["requests": ["storage": .string("\(workload.volumeGibibytes)Gi")]],
    ]
  }

  /// The claim of a pod, and where the pod runs the volume in the zone of its node.
  private func storage(
    _ ordinal: Int, _ node: SketchNode?, _ draw: inout RecipeDraw
  ) -> [Fields] {
    let name = "data-\(workload.name)-\(ordinal)"
    let volume = "pvc-\(draw.uid())"
    var spec = claimSpec.object ?? [:]
    if node != nil { spec["volumeName"] = .string(volume) }
    let claim: Fields = [
      "apiVersion": "v1", "kind": "PersistentVolumeClaim",
      "metadata": .object(metadata(name, uid: draw.uid())), "spec": .object(spec),
      "status": ["phase": node == nil ? "Pending" : "Bound"],
    ]
    guard let node else { return [claim] }
    return [
      claim,
      [
        "apiVersion": "v1", "kind": "PersistentVolume", "metadata": ["name": .string(volume)],
        "spec": [
          "capacity": ["storage": .string("\(workload.volumeGibibytes)Gi")],
          "accessModes": ["ReadWriteOnce"],
          "storageClassName": .string(ClusterSketch.storageClassName),
          "claimRef": [
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "namespace": .string(workload.namespace), "name": .string(name),
          ],
          "csi": ["driver": .string(ClusterSketch.driver), "volumeHandle": .string(volume)],
          "nodeAffinity": [
            "required": [
              "nodeSelectorTerms": [
                [
                  "matchExpressions": [
                    [
                      "key": "topology.kubernetes.io/zone", "operator": "In",
                      "values": [.string(ClusterSketch.zoneName(node.zone))],
                    ]
                  ]
                ]
              ]
            ]
          ],
        ],
        "status": ["phase": "Bound"],
      ],
    ]
  }
}

// MARK: - What pods ask for

extension WorkloadAuthor {
  /// What the template says of pods.
  private var spec: Fields {
    var spec: Fields = [:]
    if let name = workload.priorityClass { spec["priorityClassName"] = .string(name.rawValue) }
    if workload.kind.controller == .job { spec["restartPolicy"] = "Never" }
    var selector: Fields = [:]
    if let pool = workload.pool { selector[NodePool.label] = .string(pool.name) }
    if workload.missingLabel { selector["example.com/disk"] = "nvme" }
    if !selector.isEmpty { spec["nodeSelector"] = .object(selector) }
    if let taint = workload.tolerates?.taint { spec["tolerations"] = [taint.toleration] }
    if let affinity { spec["affinity"] = .object(affinity) }
    if let spread = workload.spread {
      spec["topologySpreadConstraints"] = [
        [
          "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone",
          "whenUnsatisfiable": spread == .hard ? "DoNotSchedule" : "ScheduleAnyway",
          "labelSelector": ["matchLabels": .object(self.selector)],
        ]
      ]
    }
    var container: Fields = [
      "name": "main", "image": .string("registry.example/\(workload.namespace)/\(workload.name):1"),
    ]
    if let resources { container["resources"] = .object(resources) }
    if workload.volumeGibibytes > 0 {
      container["volumeMounts"] = [["name": "data", "mountPath": "/data"]]
    }
    spec["containers"] = [.object(container)]
    return spec
  }

  /// CPU is requested, memory requested and limited alike, GPUs limited.
  private var resources: Fields? {
    var requests: Fields = [:]
    var limits: Fields = [:]
    if workload.hasRequests {
      requests["cpu"] = .string("\(workload.requests.milli)m")
      let memory: Value = .string("\(workload.requests.bytes >> 20)Mi")
      requests["memory"] = memory
      limits["memory"] = memory
    }
    if workload.requests.gpus > 0 {
      limits["nvidia.com/gpu"] = .string("\(workload.requests.gpus)")
      requests["nvidia.com/gpu"] = .string("\(workload.requests.gpus)")
    }
    if requests.isEmpty { return nil }
    return ["requests": .object(requests), "limits": .object(limits)]
  }

  private var affinity: Fields? {
    var affinity: Fields = [:]
    let own: Value = ["matchLabels": .object(selector)]
    let perNode: Value = ["topologyKey": "kubernetes.io/hostname", "labelSelector": own]
    if workload.keepsApart {
      affinity["podAntiAffinity"] = ["requiredDuringSchedulingIgnoredDuringExecution": [perNode]]
    } else if workload.prefersApart {
      affinity["podAntiAffinity"] = [
        "preferredDuringSchedulingIgnoredDuringExecution": [
          ["weight": 100, "podAffinityTerm": perNode]
        ]
      ]
    }
    if let other = workload.follows {
      affinity["podAffinity"] = [
        "preferredDuringSchedulingIgnoredDuringExecution": [
          [
            "weight": 50,
            "podAffinityTerm": [
              "topologyKey": "topology.kubernetes.io/zone",
              "labelSelector": ["matchLabels": ["app.kubernetes.io/name": .string(other)]],
            ],
          ]
        ]
      ]
    }
    if workload.tolerates == .spot {
      affinity["nodeAffinity"] = [
        "preferredDuringSchedulingIgnoredDuringExecution": [
          [
            "weight": 80,
            "preference": [
              "matchExpressions": [
                ["key": .string(NodePool.label), "operator": "In", "values": ["spot"]]
              ]
            ],
          ]
        ]
      ]
    }
    return affinity.isEmpty ? nil : affinity
  }
}
