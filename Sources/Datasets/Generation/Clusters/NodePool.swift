// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A pool of nodes: machines that serve one purpose.
struct NodePool: Hashable {
  var name: String
  /// Machines by name: cores, GiB of memory, GPUs.
  var machines: [Machine]
  var taint: Taint?
  /// The share of the nodes without GPUs, in percent.
  var share: Int64

  struct Machine: Hashable {
    var name: String
    var cores: Int64
    var gibibytes: Int64
    var gpus: Int64 = 0
  }

  struct Taint: Hashable {
    var key: String
    var value: String

    /// The toleration of those who may go there.
    var toleration: Value {
      ["key": .string(key), "operator": "Equal", "value": .string(value), "effect": "NoSchedule"]
    }
  }

  static let general = NodePool(
    name: "general",
    machines: [
      Machine(name: "general-4", cores: 4, gibibytes: 16),
      Machine(name: "general-8", cores: 8, gibibytes: 32),
      Machine(name: "general-16", cores: 16, gibibytes: 64),
    ], share: 70)
  static let memory = NodePool(
    name: "memory",
    machines: [
      Machine(name: "memory-8", cores: 8, gibibytes: 64),
      Machine(name: "memory-16", cores: 16, gibibytes: 128),
    ], share: 15)
  static let spot = NodePool(
    name: "spot", machines: [Machine(name: "general-8", cores: 8, gibibytes: 32)],
    taint: Taint(key: "example.com/spot", value: "true"), share: 15)
  static let gpu = NodePool(
    name: "gpu",
    machines: [
      Machine(name: "gpu-16-1", cores: 16, gibibytes: 64, gpus: 1),
      Machine(name: "gpu-32-4", cores: 32, gibibytes: 256, gpus: 4),
    ], taint: Taint(key: "nvidia.com/gpu", value: "present"), share: 0)

  /// The label that names a node's pool.
  static let label = "example.com/pool"

  /// The nodes of a cluster, pool by pool, dealt over the zones in turn.
  ///
  /// One node in forty is cordoned.
  static func nodes(_ draw: inout RecipeDraw) -> [SketchNode] {
    let count = draw["nodes"]
    let gpus = count * draw["gpu"] / 100
    let plain = count - gpus
    // What rounding leaves over is general, so that there is one such node before any other.
    let memory = plain * NodePool.memory.share / 100
    let spot = plain * NodePool.spot.share / 100
    var nodes: [SketchNode] = []
    for (pool, number) in [
      (NodePool.general, plain - memory - spot), (.memory, memory), (.spot, spot), (.gpu, gpus),
    ] {
      for index in 0..<number {
        nodes.append(
          SketchNode(
            name: "\(pool.name)-\(index + 1)", pool: pool, machine: draw.pick(of: pool.machines),
            zone: Int(index % draw["zones"]), isCordoned: draw.uniform(1...40) == 1))
      }
    }
    return nodes
  }
}

/// A node, with what pods on it have set aside so far.
struct SketchNode {
  var name: String
  var pool: NodePool
  var machine: NodePool.Machine
  var zone: Int
  var isCordoned: Bool
  /// What is left: thousandths of cores, bytes, GPUs, and pods.
  var free: Amounts
  let allocatable: Amounts
  /// How many pods of each workload are there.
  var members: [Int: Int] = [:]

  struct Amounts: Hashable {
    var milli: Int64 = 0
    var bytes: Int64 = 0
    var gpus: Int64 = 0
    var pods: Int64 = 1
  }

  init(name: String, pool: NodePool, machine: NodePool.Machine, zone: Int, isCordoned: Bool) {
    (self.name, self.pool, self.machine) = (name, pool, machine)
    (self.zone, self.isCordoned) = (zone, isCordoned)
    // 80 thousandths and 1 % of the cores, 330 MiB and 5 % of the memory, and 100 MiB before which
    // pods are evicted.
    let mebibytes = machine.gibibytes << 10
    allocatable = Amounts(
      milli: machine.cores * 990 - 80, bytes: (mebibytes - mebibytes * 5 / 100 - 430) << 20,
      gpus: machine.gpus, pods: 110)
    free = allocatable
  }

  func hasRoom(for pod: Amounts) -> Bool {
    free.milli >= pod.milli && free.bytes >= pod.bytes && free.gpus >= pod.gpus && free.pods >= 1
  }

  mutating func take(_ pod: Amounts, of workload: Int) {
    free.milli -= pod.milli
    free.bytes -= pod.bytes
    free.gpus -= pod.gpus
    free.pods -= 1
    members[workload, default: 0] += 1
  }

  /// The object.
  func object(_ draw: inout RecipeDraw) -> Fields {
    var spec: Fields = [:]
    var taints: [Value] = []
    if let taint = pool.taint {
      taints.append([
        "key": .string(taint.key), "value": .string(taint.value), "effect": "NoSchedule",
      ])
    }
    if isCordoned {
      spec["unschedulable"] = true
      taints.append(["key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"])
    }
    if !taints.isEmpty { spec["taints"] = .array(taints) }
    let capacity = Amounts(
      milli: machine.cores * 1000, bytes: machine.gibibytes << 30, gpus: machine.gpus, pods: 110)
    return [
      "apiVersion": "v1", "kind": "Node",
      "metadata": [
        "name": .string(name), "uid": .string(draw.uid()),
        "creationTimestamp": draw.moment(daysBefore: 10...300),
        "labels": [
          "kubernetes.io/hostname": .string(name), "kubernetes.io/os": "linux",
          "kubernetes.io/arch": "amd64", "topology.kubernetes.io/region": "region-1",
          "topology.kubernetes.io/zone": .string(ClusterSketch.zoneName(zone)),
          "node.kubernetes.io/instance-type": .string(machine.name),
          NodePool.label: .string(pool.name),
        ],
      ],
      "spec": .object(spec),
      "status": [
        "capacity": Self.amounts(capacity), "allocatable": Self.amounts(allocatable),
        "conditions": [
          ["type": "Ready", "status": "True", "reason": "KubeletReady"]
        ],
      ],
    ]
  }

  private static func amounts(_ amounts: Amounts) -> Value {
    var fields: Fields = [
      "cpu": .string(
        amounts.milli % 1000 == 0 ? "\(amounts.milli / 1000)" : "\(amounts.milli)m"),
      "memory": .string("\(amounts.bytes >> 10)Ki"), "pods": .string("\(amounts.pods)"),
    ]
    if amounts.gpus > 0 { fields["nvidia.com/gpu"] = .string("\(amounts.gpus)") }
    return .object(fields)
  }
}
