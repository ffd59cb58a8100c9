// SPDX-License-Identifier: Apache-2.0

/// A kind of storage: where its volumes can be reached, how many a node takes, and how long what is
/// done to them takes.
///
/// What a StorageClass names as its provisioner.
public struct StorageDriver: Sendable, Hashable {
  /// Where a volume can be reached.
  public enum Topology: String, Sendable, Hashable, CaseIterable {
    /// In the zone that it was made in.
    case zone
    /// On the node that it was made on.
    case node
    /// Everywhere.
    case none
  }

  /// What a driver is like where nothing else is said.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Disks of a cloud: of one zone, attached to one node at a time.
    case block
    /// A file server: reached from all nodes at once.
    case network
    /// Disks of the nodes themselves.
    case local
  }

  /// Something that is done to a volume and takes time.
  public enum Operation: String, Sendable, Hashable, CaseIterable {
    case provision, delete, attach, detach, mount, unmount, resize, snapshot, write
  }

  /// The name, such as `block.stevedore.dev`.
  public var name: String
  /// Where volumes can be reached.
  public var topology: Topology
  /// How volumes may be mounted.
  public var accessModes: [String]
  /// Whether volumes have to be attached to a node before they are mounted there.
  public var requiresAttachment: Bool
  /// How many volumes a node takes; any number where `nil`.
  public var attachLimit: Int?
  /// How many bytes there are in each zone, on each node, or in all; any number where `nil`.
  public var capacity: Int64?
  /// How long what is done takes; no time where left out.
  public var delays: [Operation: RandomDuration] = [:]
  /// How likely making, attaching or growing a volume fails; it is tried again.
  public var failureProbability = 0.0
  /// Whether a volume that has grown has to be grown on its node as well.
  public var expandsOnNode: Bool

  /// Creates a driver with what is usual for its kind.
  public init(name: String, kind: Kind) {
    self.name = name
    switch kind {
    case .block:
      topology = .zone
      accessModes = ["ReadWriteOnce", "ReadWriteOncePod"]
      (requiresAttachment, attachLimit, expandsOnNode) = (true, 25, true)
      delays = [
        .provision: .constant(3_000_000), .delete: .constant(2_000_000),
        .attach: .constant(2_000_000), .detach: .constant(2_000_000),
        .mount: .constant(500_000), .unmount: .constant(200_000),
        .resize: .constant(5_000_000), .snapshot: .constant(10_000_000),
      ]
    case .network:
      topology = .none
      accessModes = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]
      (requiresAttachment, attachLimit, expandsOnNode) = (false, nil, false)
      delays = [
        .provision: .constant(1_000_000), .delete: .constant(1_000_000),
        .mount: .constant(300_000), .unmount: .constant(100_000),
        .resize: .constant(1_000_000), .snapshot: .constant(2_000_000),
      ]
    case .local:
      topology = .node
      accessModes = ["ReadWriteOnce", "ReadWriteOncePod"]
      (requiresAttachment, attachLimit, expandsOnNode) = (false, nil, true)
      delays = [
        .provision: .constant(500_000), .delete: .constant(500_000),
        .mount: .constant(200_000), .unmount: .constant(100_000),
        .resize: .constant(500_000), .snapshot: .constant(2_000_000),
      ]
    }
  }

  /// The drivers that are always there.
  public static let standard: [StorageDriver] = [
    StorageDriver(name: "block.stevedore.dev", kind: .block),
    StorageDriver(name: "local.stevedore.dev", kind: .local),
    StorageDriver(name: "nfs.stevedore.dev", kind: .network),
  ]

  /// The label of nodes that says where their volumes are; `nil` where volumes are everywhere.
  var topologyKey: String? {
    switch topology {
    case .zone: "topology.kubernetes.io/zone"
    case .node: "kubernetes.io/hostname"
    case .none: nil
    }
  }
}

/// Why storage refuses something, as drivers say it.
struct StorageFault: Error, Hashable, CustomStringConvertible {
  /// The code, as of gRPC.
  var code: String
  /// Why.
  var message: String

  init(_ code: String, _ message: String) { (self.code, self.message) = (code, message) }

  var description: String { "rpc error: code = \(code) desc = \(message)" }
}
