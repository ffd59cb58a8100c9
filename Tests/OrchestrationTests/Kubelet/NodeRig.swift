// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A cluster of one node and its kubelet, whose pods are bound by hand, and a record of what
/// `kubectl get pods -w` would show.
final class NodeRig {
  let cluster: TestCluster
  let world: SimulatedWorld
  let machine: SimulatedMachine
  let kubelet: Kubelet
  let start: Timestamp
  /// What was shown: seconds since the start, and the pod's line.
  private(set) var lines: [String] = []
  private var watch: (any WatchConnection)?
  private var shown: [ObjectKey: String] = [:]

  init(
    _ behaviors: [Behavior] = [], seed: UInt64 = 1, memory: String = "8Gi",
    configuration: KubeletConfiguration = KubeletConfiguration()
  ) throws {
    cluster = try TestCluster(seed: seed, isPlain: true)
    world = SimulatedWorld(behaviors: BehaviorSet(behaviors, seed: seed))
    machine = SimulatedMachine(name: "node-1", clock: cluster.clock, world: world)
    kubelet = Kubelet(
      cluster.environment("kubelet"), node: Self.node("node-1", memory: memory),
      machine: machine, configuration: configuration)
    start = cluster.clock.now
    kubelet.start()
    cluster.run(seconds: 0)
    watch = try cluster.user.watch(.pods, WatchOptions()) { [unowned self] events in
      for event in events { self.show(event) }
    }
  }

  static func node(_ name: String, memory: String = "8Gi") -> Fields {
    [
      "metadata": ["name": .string(name)],
      "status": [
        "capacity": ["cpu": "4", "memory": .string(memory), "pods": "110"],
        "allocatable": ["cpu": "4", "memory": .string(memory), "pods": "110"],
      ],
    ]
  }

  /// A claim and the directory of a file server that it is bound to.
  func bindClaim(_ name: String) throws {
    let claim = try cluster.user.create(
      .persistentVolumeClaims,
      [
        "metadata": ["name": .string(name)],
        "spec": ["volumeName": .string(name), "accessModes": ["ReadWriteMany"]],
      ])
    try cluster.user.create(
      .persistentVolumes,
      [
        "metadata": ["name": .string(name)],
        "spec": [
          "nfs": ["server": "files", "path": .string("/" + name)],
          "capacity": ["storage": "1Gi"],
          "claimRef": [
            "namespace": "default", "name": .string(name), "uid": .string(claim.uid),
          ],
        ],
      ])
    var bound = claim
    bound["status"] = ["phase": "Bound"]
    try cluster.user.updateStatus(.persistentVolumeClaims, bound)
  }

  /// Seconds since the start.
  var elapsed: Double {
    Double(cluster.clock.now.microseconds - start.microseconds) / 1_000_000
  }

  private func show(_ event: WatchEvent) {
    var text = Self.line(event.object)
    if event.kind == .deleted { text = "gone" }
    if shown[event.key] == text { return }
    shown[event.key] = text
    let seconds = elapsed
    let time = seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
    lines.append("\(time) \(event.key.name) \(text)")
  }

  /// The columns READY, STATUS and RESTARTS.
  ///
  /// As `pkg/printers/internalversion/printers.go` has them.
  static func line(_ object: Fields) -> String {
    let pod = Pod(fields: object)
    let status = pod.status
    var reason = status.reason ?? status.phase ?? "Unknown"
    let containers = pod.spec.containers.count
    let sidecars = pod.spec.initContainers.filter { $0.restartPolicy == "Always" }
    var restarts = 0
    var isInitializing = false
    var ready = 0
    for (index, container) in status.initContainerStatuses.enumerated() {
      let isSidecar = sidecars.contains { $0.name == container.name }
      if isSidecar {
        restarts += container.restartCount ?? 0
        if container.ready == true { ready += 1 }
      }
      if isInitializing { continue }
      if let ended = container.state.terminated {
        if ended.exitCode == 0 { continue }
        reason = "Init:" + (ended.reason ?? "ExitCode:\(ended.exitCode ?? 0)")
      } else if isSidecar, container.started == true {
        continue
      } else if let why = container.state.waiting?.reason, why != "PodInitializing" {
        reason = "Init:" + why
      } else {
        reason = "Init:\(index)/\(pod.spec.initContainers.count)"
      }
      isInitializing = true
    }
    if !isInitializing
      || status.conditions.contains(where: { $0.type == "Initialized" && $0.status == "True" })
    {
      var hasRunning = false
      for container in status.containerStatuses.reversed() {
        restarts += container.restartCount ?? 0
        if let why = container.state.waiting?.reason {
          reason = why
        } else if let why = container.state.terminated?.reason {
          reason = why
        } else if container.ready == true, container.state.running != nil {
          hasRunning = true
          ready += 1
        }
      }
      if reason == "Completed", hasRunning { reason = "Running" }
    }
    if object.metadata["deletionTimestamp"] != nil, status.phase != "Failed",
      status.phase != "Succeeded"
    {
      reason = "Terminating"
    }
    if status.reason == "Evicted" { reason = "Evicted" }
    return "\(ready)/\(containers + sidecars.count) \(reason) \(restarts)"
  }

  /// Creates pods on the node.
  func apply(_ yaml: String) throws {
    for object in try cluster.apply(yaml) {
      try cluster.user.bind(ObjectKey(object), uid: object.uid, to: "node-1")
    }
  }

  func delete(_ name: String, grace: Int64? = nil) throws {
    _ = try cluster.user.delete(
      .pods, ObjectKey(namespace: "default", name: name),
      DeleteOptions(gracePeriodSeconds: grace))
  }

  func pod(_ name: String) throws -> Pod? {
    try cluster.object(.pods, name, as: Pod.self)
  }

  func condition(_ name: String, _ type: String) throws -> Condition? {
    try pod(name)?.status.conditions.first { $0.type == type }
  }

  /// The events of a pod: reason and message, in the order in which they were first told.
  func events(_ name: String) throws -> [String] {
    try cluster.all(.events, as: Event.self).filter { event in
      event.fields["involvedObject"]?.object?["name"]?.string == name
    }.map { event in
      "\(event.fields["reason"]?.string ?? "") \(event.fields["message"]?.string ?? "")"
    }
  }

  func run(_ seconds: Double) { cluster.run(seconds: seconds) }

  /// The YAML of a pod of one container.
  static func pod(_ name: String, spec: String = "", container: String = "") -> String {
    func indented(_ text: String, _ width: Int) -> String {
      text.split(separator: "\n").map { String(repeating: " ", count: width) + $0 + "\n" }.joined()
    }
    return """
      apiVersion: v1
      kind: Pod
      metadata:
        name: \(name)
        labels: {app: \(name)}
      spec:
      \(indented(spec, 2))  containers:
        - name: main
          image: web:1
      \(indented(container, 4))
      """
  }
}
