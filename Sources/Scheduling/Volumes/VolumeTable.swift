// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The volumes of a cluster: claims, what they are bound to, who uses them, and how many a node takes.
struct VolumeTable: Sendable {
  /// A claim in short.
  struct Claim: Sendable {
    let name: String
    /// The volume it names; `nil` for one that is not there.
    var volume: Int?
    let isBound: Bool
    let size: Int64
    let isSized: Bool
    let mode: String
    let accessModes: [String]
    let selector: LabelSelector?
    let className: String
    let selectedNode: String?
    /// Why no pod can use it.
    let fault: VolumeReason?
    var isExclusive: Bool { accessModes.contains("ReadWriteOncePod") }
  }

  /// A volume in short.
  struct Volume: Sendable {
    let name: String
    let size: Int64
    let mode: String
    let accessModes: [String]
    let className: String
    let labels: [String: String]
    /// The nodes it can be used from; all where `nil`.
    let nodes: [NodeTerm]?
    /// The claim it is kept for, by namespace and name.
    let keptFor: String?
    let isAvailable: Bool
    let isTerminating: Bool
    /// The driver and the driver's name of it.
    let driver: String?
    let handle: String
  }

  /// How volumes are made.
  struct StorageKind: Sendable {
    let name: String
    /// `nil` where none are made.
    let provisioner: String?
    let waitsForPod: Bool
    /// Labels, one set of which a node has to have; all nodes where empty.
    let topologies: [[Requirement]]
    /// How much can be made where, where the driver tells.
    let capacities: [(limit: Int64, nodes: LabelSelector)]?
  }

  var claims: [Claim] = []
  var volumes: [Volume] = []
  var kinds: [String: StorageKind] = [:]
  /// How many volumes of each driver each node takes.
  var limits: [Int: [String: Int]] = [:]
  /// How many pods on nodes use each claim.
  private(set) var users: [Int] = []
  /// How many pods on each node use each volume, by what the driver knows it as.
  private(set) var attached: [Int: [Attachment: Int]] = [:]
  /// The volume that each claim got when a pod was placed, and the volumes that are so taken.
  private(set) var assumed: [Int: Assumption] = [:]
  var taken: Set<Int> = []
  /// How often pods with claims came or went.
  var changes = 1
  /// Whether placing a pod binds its claims.
  var bindsClaims = false
  private var claimIndices: [String: Int] = [:]

  /// A volume on a node, or one that is still to be made, as limits count it.
  struct Attachment: Hashable, Sendable {
    let driver: String
    let handle: String
  }

  /// What a claim got when a pod was placed.
  enum Assumption: Sendable {
    case volume(Int)
    case made(onNode: Int)
  }

  init() {}

  /// Whether there is nothing that a volume could be about.
  var isEmpty: Bool { claims.isEmpty && volumes.isEmpty && kinds.isEmpty && limits.isEmpty }

  static func key(_ namespace: String, _ name: String) -> String { namespace + "/" + name }

  func claim(_ namespace: String, _ name: String) -> Int? {
    claimIndices[Self.key(namespace, name)]
  }

  mutating func add(_ claim: Claim, namespace: String) {
    claimIndices[Self.key(namespace, claim.name)] = claims.count
    claims.append(claim)
    users.append(0)
  }

  /// The volume of a claim: the one it is bound to, or got when a pod was placed.
  func volume(of claim: Int) -> Int? {
    if case .volume(let volume)? = assumed[claim] { return volume }
    return claims[claim].volume
  }

  /// Whether a claim has its volume, or one is being made.
  func isBound(_ claim: Int) -> Bool { claims[claim].isBound || assumed[claim] != nil }

  /// The claims of pods of a class that are there.
  func claims(of pods: PodClass) -> [Int] {
    pods.claims.compactMap { claim(pods.namespace, $0.name) }
  }

  /// Notes that a pod came to a node or left it.
  mutating func apply(
    _ pods: PodClass, node: Int, sign: Int, name: String, labels: [String: String]
  ) {
    changes += 1
    let used = claims(of: pods)
    if sign > 0, bindsClaims { bind(used, name: name, labels: labels, node: node) }
    let attachments = attachments(of: used, in: pods.namespace)
    for claim in used { users[claim] += sign }
    for attachment in attachments {
      let count = (attached[node]?[attachment] ?? 0) + sign
      attached[node, default: [:]][attachment] = count == 0 ? nil : count
    }
    guard sign < 0 else { return }
    // What was bound for the pod is free again when nobody uses it.
    for claim in used where users[claim] == 0 {
      if case .volume(let volume)? = assumed[claim] { taken.remove(volume) }
      assumed[claim] = nil
    }
  }

  private mutating func bind(
    _ used: [Int], name: String, labels: [String: String], node: Int
  ) {
    let unbound = used.filter { !isBound($0) }
    guard !unbound.isEmpty else { return }
    let found = find(unbound, name: name, labels: labels)
    for claim in unbound {
      if let volume = found.volumes[claim] {
        assumed[claim] = .volume(volume)
        taken.insert(volume)
      } else {
        assumed[claim] = .made(onNode: node)
      }
    }
  }

  /// What the claims of a pod are to the limits of a node.
  func attachments(of claims: [Int], in namespace: String) -> Set<Attachment> {
    var attachments: Set<Attachment> = []
    for index in claims {
      if let volume = volume(of: index) {
        guard let driver = volumes[volume].driver else { continue }
        attachments.insert(
          Attachment(driver: driver, handle: "handle/" + volumes[volume].handle))
      } else if !self.claims[index].isBound,
        let provisioner = kinds[self.claims[index].className]?.provisioner
      {
        attachments.insert(
          Attachment(
            driver: provisioner,
            handle: "claim/" + Self.key(namespace, self.claims[index].name)))
      }
    }
    return attachments
  }
}
