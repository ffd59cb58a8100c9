// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

@testable import Orchestration

/// A whole cluster with storage: all controllers, a scheduler, the plugins of storage and kubelets.
final class StorageRig {
  let cluster: TestCluster
  let storage: SimulatedStorage
  let fleet: KubeletFleet
  let plane: ControlPlane
  let injector: FaultInjector

  /// Creates a cluster.
  ///
  /// - Parameters:
  ///   - zones: The zone of each node; the nodes are `node-1`, `node-2` and so on.
  ///   - drivers: The kinds of storage.
  ///   - behaviors: What programs do.
  ///   - seed: For what is left to chance.
  ///   - latency: After how many microseconds components hear of changes.
  ///   - wrap: Puts something between components and the API.
  /// - Throws: What the API refuses.
  init(
    zones: [String] = ["a", "a"], drivers: [StorageDriver] = StorageDriver.standard,
    behaviors: [Behavior] = [], seed: UInt64 = 1, latency: Int64 = 0,
    wrap: (any APIClient) -> any APIClient = { $0 }
  ) throws {
    let cluster = try TestCluster(seed: seed)
    self.cluster = cluster
    for name in ["kube-system", "kube-node-lease"] {
      try cluster.user.create(.namespaces, ["metadata": ["name": .string(name)]])
    }
    let shared = SharedInformers(
      client: wrap(
        cluster.machinery.client(named: "kube-controller-manager", latency: latency)),
      clock: cluster.clock)
    func environment(_ name: String, _ informers: SharedInformers?) -> ComponentEnvironment {
      ComponentEnvironment(
        client: wrap(cluster.machinery.client(named: name, latency: latency)),
        clock: cluster.clock, informers: informers, seed: seed)
    }
    storage = SimulatedStorage(drivers: drivers, seed: seed)
    plane = ControlPlane { environment($0, shared) }
    plane.add(SchedulerComponent(environment("default-scheduler", shared)))
    for plugin in StoragePlugins.components(storage, { environment($0, shared) }) {
      plane.add(plugin)
    }
    fleet = KubeletFleet(
      nodes: [], environment("kubelet", nil),
      world: SimulatedWorld(behaviors: BehaviorSet(behaviors, seed: seed), storage: storage))
    injector = FaultInjector(fleet, clock: cluster.clock)
    for (index, zone) in zones.enumerated() {
      var pool = Scenario.NodePool(name: "node", count: 1, capacity: [:])
      pool.capacity = ["cpu": try Quantity("8"), "memory": try Quantity("16Gi")]
      pool.capacity["pods"] = try Quantity("110")
      pool.zones = [zone]
      fleet.add(pool.node(number: index + 1)).start()
    }
    plane.start()
    run(1)
  }

  func run(_ seconds: Double) { cluster.run(seconds: seconds) }

  // MARK: Making

  @discardableResult
  func storageClass(
    _ name: String, _ provisioner: String = "block.stevedore.dev", waits: Bool = false,
    policy: String = "Delete", grows: Bool = false
  ) throws -> Fields {
    try cluster.user.create(
      .storageClasses,
      [
        "metadata": ["name": .string(name)], "provisioner": .string(provisioner),
        "volumeBindingMode": waits ? "WaitForFirstConsumer" : "Immediate",
        "reclaimPolicy": .string(policy), "allowVolumeExpansion": .bool(grows),
      ])
  }

  @discardableResult
  func claim(
    _ name: String, _ kind: String? = nil, size: String = "1Gi",
    modes: [String] = ["ReadWriteOnce"],
    _ change: (inout Fields) -> Void = { _ in }
  ) throws -> Fields {
    var spec: Fields = [
      "accessModes": .array(modes.map { .string($0) }),
      "resources": ["requests": ["storage": .string(size)]],
    ]
    if let kind { spec["storageClassName"] = .string(kind) }
    change(&spec)
    return try cluster.user.create(
      .persistentVolumeClaims, ["metadata": ["name": .string(name)], "spec": .object(spec)])
  }

  /// A volume described by hand, of a file server unless another source is given.
  @discardableResult
  func volume(
    _ name: String, size: String = "1Gi", kind: String = "", modes: [String] = ["ReadWriteOnce"],
    policy: String = "Retain", source: (String, Value)? = nil,
    _ change: (inout Fields) -> Void = { _ in }
  ) throws -> Fields {
    var spec: Fields = [
      "capacity": ["storage": .string(size)], "storageClassName": .string(kind),
      "accessModes": .array(modes.map { .string($0) }),
      "persistentVolumeReclaimPolicy": .string(policy),
    ]
    let (field, value) = source ?? ("nfs", ["server": "files", "path": .string("/" + name)])
    spec[field] = value
    change(&spec)
    return try cluster.user.create(
      .persistentVolumes, ["metadata": ["name": .string(name)], "spec": .object(spec)])
  }

  @discardableResult
  func pod(
    _ name: String, claims: [String], node: String? = nil,
    _ change: (inout Fields) -> Void = { _ in }
  ) throws -> Fields {
    var spec: Fields = [
      "containers": [
        [
          "name": "main", "image": "example.org/main:1",
          "volumeMounts": .array(
            claims.map { ["name": .string($0), "mountPath": .string("/" + $0)] }),
        ]
      ],
      "volumes": .array(
        claims.map {
          ["name": .string($0), "persistentVolumeClaim": ["claimName": .string($0)]]
        }),
    ]
    if let node { spec["nodeSelector"] = ["kubernetes.io/hostname": .string(node)] }
    change(&spec)
    return try cluster.user.create(
      .pods, ["metadata": ["name": .string(name)], "spec": .object(spec)])
  }

  func delete(_ type: ResourceType, _ name: String, grace: Int64? = nil) throws {
    _ = try cluster.user.delete(
      type, ObjectKey(namespace: type.isNamespaced ? "default" : "", name: name),
      DeleteOptions(gracePeriodSeconds: grace))
  }

  // MARK: Looking

  func find(_ type: ResourceType, _ name: String) throws -> Fields? {
    try cluster.user.find(
      type, ObjectKey(namespace: type.isNamespaced ? "default" : "", name: name))
  }

  func claim(named name: String) throws -> Fields? { try find(.persistentVolumeClaims, name) }
  func pod(named name: String) throws -> Fields? { try find(.pods, name) }

  /// The phase of an object, `gone` where there is none.
  func phase(_ type: ResourceType, _ name: String) throws -> String {
    try find(type, name)?.phase ?? "gone"
  }

  /// The disk of a claim.
  func disk(_ claim: String) throws -> SimulatedDisk? {
    let name = try self.claim(named: claim)?.boundVolume ?? ""
    guard let volume = try find(.persistentVolumes, name) else { return nil }
    return storage[VolumeSource(volume).handle(on: "")]
  }

  /// What is in a file of a claim.
  func file(_ path: String, _ claim: String) throws -> String? {
    try disk(claim).flatMap { storage.data[$0.handle, path] }
  }

  func attachments() throws -> [String] {
    try cluster.user.list(.volumeAttachments, ListOptions()).items.map {
      "\($0.attachedVolume)@\($0.attachedNode)"
    }
  }

  /// The reasons of the events of an object, in the order in which they were told.
  func reasons(_ name: String) throws -> [String] {
    try cluster.events(of: name).compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  /// Whether an event of an object has a text.
  func tells(_ name: String, _ text: String) throws -> Bool {
    try cluster.events(of: name).contains { $0.contains(text) }
  }

  /// A writer into the file `log` of the volumes `data` of all pods.
  static func writer(_ path: String = "/data/log") -> Behavior {
    var behavior = Behavior(name: "writer")
    behavior.writes = [.init(path: path, text: "x", isAppended: true)]
    return behavior
  }
}
