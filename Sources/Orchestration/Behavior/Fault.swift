// SPDX-License-Identifier: Apache-2.0

/// Something that goes wrong in a simulated cluster.
public struct Fault: Sendable, Hashable {
  /// What goes wrong.
  public enum Kind: Sendable, Hashable {
    /// Machines lose their power, and have it again after a while where that is said.
    case nodeCrash(node: GlobPattern, rebootAfter: Int64?)
    /// Kubelets are away for a while; containers go on.
    case kubeletRestart(node: GlobPattern, downFor: Int64)
    /// Machines are cut off from the API; containers go on.
    case partition(node: GlobPattern, duration: Int64?)
    /// Images cannot be fetched.
    case imagePullFailure(BehaviorSelector, message: String, duration: Int64?)
    /// Containers crash, and do so again some time after each start.
    case crashLoop(BehaviorSelector, after: Int64, code: Int, duration: Int64?)
    /// Containers take longer to start.
    case slowStart(BehaviorSelector, delay: Int64, duration: Int64?)
    /// A probe fails.
    case probeFailure(BehaviorSelector, ProbeKind, message: String?, duration: Int64?)
    /// Kubelets hear of changes late.
    case apiLatency(node: GlobPattern, latency: Int64, duration: Int64?)
    /// A zone loses its power: its machines, and the volumes that are in it.
    case zoneLoss(zone: String, duration: Int64?)
    /// Disks break with all that was on them; empty ones take their place after a while.
    case diskLoss(volume: GlobPattern, replaceAfter: Int64?)
    /// What is done to disks takes longer.
    case slowDisk(volume: GlobPattern, factor: Double, duration: Int64?)
    /// All machines of a zone are cut off from the API; containers go on.
    case zonePartition(zone: GlobPattern, duration: Int64?)
    /// The clocks of machines are ahead, or behind where the offset is negative.
    case clockSkew(node: GlobPattern, offset: Int64, duration: Int64?)
    /// The API server is away for a while; what it stores stays, its history only where that is not
    /// compacted.
    case serverRestart(downFor: Int64, isCompacted: Bool)
    /// The store takes no writes until somebody makes room, giving up its history or not.
    case fullStore(duration: Int64?, isCompacted: Bool)
  }

  /// What goes wrong.
  public var kind: Kind
  /// After how many microseconds.
  public var delay: Int64

  /// Creates a fault.
  public init(_ kind: Kind, after delay: Int64 = 0) { (self.kind, self.delay) = (kind, delay) }
}

extension Fault.Kind {
  /// What goes wrong, in a few words.
  var summary: String {
    switch self {
    case .nodeCrash(let node, _): "nodes \(node.text) crash"
    case .kubeletRestart(let node, _): "kubelets of \(node.text) are away"
    case .partition(let node, _): "nodes \(node.text) are cut off"
    case .imagePullFailure: "images cannot be pulled"
    case .crashLoop: "containers crash"
    case .slowStart: "containers start slowly"
    case .probeFailure(_, let probe, _, _): "\(probe.rawValue) probes fail"
    case .apiLatency(let node, _, _): "nodes \(node.text) hear late"
    case .zoneLoss(let zone, _): "zone \(zone) is lost"
    case .diskLoss(let volume, _): "volumes \(volume.text) are lost"
    case .slowDisk(let volume, _, _): "volumes \(volume.text) are slow"
    case .zonePartition(let zone, _): "zone \(zone.text) is cut off"
    case .clockSkew(let node, let offset, _):
      "clocks of \(node.text) are \(DurationText.text(abs(offset))) "
        + (offset < 0 ? "behind" : "ahead")
    case .serverRestart: "the API server is away"
    case .fullStore: "the store is full"
    }
  }
}
