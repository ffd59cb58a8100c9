// SPDX-License-Identifier: Apache-2.0

/// A kind of workload, with what its members may look like.
struct WorkloadKind {
  enum Controller { case deployment, statefulSet, job }

  var name: String
  /// How often it is drawn.
  var weight: Int64
  var controller: Controller
  var replicas: [(weight: Int64, choice: Int64)]
  var milli: [Int64]
  var mebibytes: [Int64]
  var gpus: Int64 = 0
  /// How likely what is, in percent.
  var isCritical: Int64 = 0
  var spreads: Int64 = 0
  var mustSpread: Int64 = 0
  var keepsApart: Int64 = 0
  var prefersApart: Int64 = 0
  var hasBudget: Int64 = 0
  var usesSpot: Int64 = 0
  var needsMemoryPool: Int64 = 0
  var followsAnother: Int64 = 0
  /// GiB of the volume of each pod, none where empty.
  var volumes: [Int64] = []

  /// Most have few replicas, few have very many.
  private static let manyReplicas: [(weight: Int64, choice: Int64)] = [
    (15, 1), (30, 2), (24, 3), (9, 4), (7, 6), (6, 8), (4, 12), (3, 20), (1, 40), (1, 80),
  ]

  static let all: [WorkloadKind] = [
    WorkloadKind(
      name: "api", weight: 40, controller: .deployment, replicas: manyReplicas,
      milli: [50, 100, 100, 200, 250, 500, 1_000], mebibytes: [128, 256, 512, 512, 1_024, 2_048],
      isCritical: 15, spreads: 35, mustSpread: 15, keepsApart: 5, prefersApart: 30,
      hasBudget: 60, followsAnother: 8),
    WorkloadKind(
      name: "worker", weight: 25, controller: .deployment, replicas: manyReplicas,
      milli: [250, 500, 1_000, 2_000], mebibytes: [1_024, 2_048, 4_096, 8_192], spreads: 10,
      hasBudget: 20, usesSpot: 30, followsAnother: 10),
    WorkloadKind(
      name: "db", weight: 12, controller: .statefulSet,
      replicas: [(40, 1), (15, 2), (35, 3), (10, 5)], milli: [500, 1_000, 2_000, 4_000],
      mebibytes: [2_048, 4_096, 8_192, 16_384], isCritical: 40, keepsApart: 70, hasBudget: 80,
      needsMemoryPool: 25, volumes: [10, 20, 50, 100, 500]),
    WorkloadKind(
      name: "cache", weight: 8, controller: .statefulSet, replicas: [(40, 1), (30, 2), (30, 3)],
      milli: [100, 250, 500], mebibytes: [1_024, 2_048, 4_096, 8_192], prefersApart: 80,
      hasBudget: 40),
    WorkloadKind(
      name: "batch", weight: 10, controller: .job,
      replicas: [(40, 1), (25, 4), (20, 10), (10, 25), (5, 50)], milli: [500, 1_000, 2_000, 4_000],
      mebibytes: [2_048, 4_096, 8_192, 16_384], usesSpot: 60),
    WorkloadKind(
      name: "training", weight: 3, controller: .job, replicas: [(50, 1), (30, 2), (20, 4)],
      milli: [4_000, 8_000], mebibytes: [16_384, 32_768], gpus: 1),
    WorkloadKind(
      name: "inference", weight: 2, controller: .deployment, replicas: [(40, 1), (40, 2), (20, 3)],
      milli: [2_000, 4_000], mebibytes: [8_192, 16_384], gpus: 1, isCritical: 50),
  ]

  /// The words that names of workloads begin with, and how many teams there are for so many nodes.
  static let subjects = [
    "account", "billing", "cart", "catalog", "checkout", "delivery", "email", "event", "fraud",
    "gateway", "image", "inventory", "invoice", "ledger", "media", "metric", "order", "payment",
    "pricing", "profile", "push", "rating", "recommend", "report", "review", "search", "session",
    "shipment", "stock", "tax", "user", "voucher",
  ]
  static let teams = ["shop", "payments", "logistics", "platform", "data", "growth"]
}

/// A workload that was drawn.
struct SketchWorkload {
  enum Spread { case soft, hard }

  var kind: WorkloadKind
  var index: Int
  var name: String
  var namespace: String
  var replicas: Int64
  var requests: SketchNode.Amounts
  var hasRequests: Bool
  var priorityClass: PriorityClassName?
  var spread: Spread?
  var keepsApart = false
  var prefersApart = false
  var hasBudget = false
  var pool: NodePool?
  var tolerates: NodePool?
  /// The name of the workload of the same namespace that it likes to be near to.
  var follows: String?
  var volumeGibibytes: Int64 = 0
  /// A label that no node has.
  var missingLabel = false
  /// The nodes that its pods run on, and how many of its pods wait.
  var nodes: [Int] = []
  var waiting: Int64 = 0

  enum PriorityClassName: String {
    case critical = "business-critical"
    case batch = "batch"

    var value: Int64 { self == .critical ? 100_000 : -100 }
  }

  /// Draws a workload.
  init(_ kind: WorkloadKind, index: Int, _ draw: inout RecipeDraw) {
    (self.kind, self.index) = (kind, index)
    namespace = draw.pick(of: WorkloadKind.teams)
    name = "\(draw.pick(of: WorkloadKind.subjects))-\(kind.name)-\(index + 1)"
    replicas = draw.pick(kind.replicas)
    requests = SketchNode.Amounts(
      milli: draw.pick(of: kind.milli), bytes: draw.pick(of: kind.mebibytes) << 20,
      gpus: kind.gpus)
    hasRequests = !draw.happens(draw["unset"])
    if !hasRequests { (requests.milli, requests.bytes) = (0, 0) }
    if kind.controller == .job { priorityClass = .batch }
    if draw.happens(kind.isCritical) { priorityClass = .critical }
    if replicas > 1 {
      keepsApart = draw.happens(kind.keepsApart)
      prefersApart = !keepsApart && draw.happens(kind.prefersApart)
      if draw.happens(kind.spreads) { spread = .soft }
      if draw.happens(kind.mustSpread) { spread = .hard }
      hasBudget = draw.happens(kind.hasBudget)
    }
    if draw.happens(kind.needsMemoryPool) { pool = .memory }
    if draw.happens(kind.usesSpot) { tolerates = .spot }
    if kind.gpus > 0 { (pool, tolerates) = (.gpu, .gpu) }
    if !kind.volumes.isEmpty { volumeGibibytes = draw.pick(of: kind.volumes) }
  }

  /// Whether its pods may be on nodes of a pool.
  func mayUse(_ other: NodePool) -> Bool {
    !missingLabel && (pool == nil || pool == other)
      && (other.taint == nil || tolerates == other)
  }
}
