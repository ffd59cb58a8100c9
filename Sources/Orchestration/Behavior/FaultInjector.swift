// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Makes things go wrong in a simulated cluster, at the moments at which it is called.
public final class FaultInjector {
  /// What a registry says that does not answer.
  static let registryMessage =
    "rpc error: code = Unavailable desc = failed to pull and unpack image: failed to resolve "
    + "reference: dial tcp: connect: connection refused"

  let fleet: KubeletFleet
  let clock: any Clock
  /// The server that may be made to fail; `nil` where none may.
  let machinery: APIMachinery?
  /// Until when the server is away, and the store full.
  var (outageEnd, fullEnd): (Timestamp?, Timestamp?)
  /// How many partitions each machine is in.
  private var partitions: [String: Int] = [:]

  /// Creates an injector.
  ///
  /// - Parameters:
  ///   - fleet: The machines that break.
  ///   - clock: When.
  ///   - machinery: The API that breaks; without one, faults of the API do nothing.
  public init(_ fleet: KubeletFleet, clock: any Clock, machinery: APIMachinery? = nil) {
    (self.fleet, self.clock, self.machinery) = (fleet, clock, machinery)
  }

  /// Makes something go wrong, after its delay.
  public func inject(_ fault: Fault) {
    guard fault.delay <= 0 else {
      clock.schedule(after: fault.delay) { [weak self] in self?.perform(fault.kind) }
      return
    }
    perform(fault.kind)
  }

  private func perform(_ kind: Fault.Kind) {
    switch kind {
    case .nodeCrash(let node, let reboot): crashNodes(node, rebootAfter: reboot)
    case .kubeletRestart(let node, let time): restartKubelets(node, downFor: time)
    case .partition(let node, let duration): partitionNodes(node, for: duration)
    case .imagePullFailure(let selector, let message, let duration):
      failPulls(selector, message: message, for: duration)
    case .crashLoop(let selector, let time, let code, let duration):
      crashLoop(selector, after: time, code: code, for: duration)
    case .slowStart(let selector, let delay, let duration):
      slowStart(selector, by: delay, for: duration)
    case .probeFailure(let selector, let probe, let message, let duration):
      failProbe(selector, probe, message: message, for: duration)
    case .apiLatency(let node, let latency, let duration):
      delayAPI(node, by: latency, for: duration)
    case .zoneLoss(let zone, let duration): loseZone(zone, for: duration)
    case .diskLoss(let volume, let replace): loseDisks(volume, replaceAfter: replace)
    case .slowDisk(let volume, let factor, let duration):
      slowDisks(volume, by: factor, for: duration)
    case .zonePartition(let zone, let duration): partitionZones(zone, for: duration)
    case .clockSkew(let node, let offset, let duration):
      skewClocks(node, by: offset, for: duration)
    case .serverRestart(let time, let isCompacted):
      restartServer(downFor: time, isCompacted: isCompacted)
    case .fullStore(let duration, let isCompacted):
      fillStore(for: duration, isCompacted: isCompacted)
    }
  }

  // MARK: Machines

  func kubelets(_ pattern: GlobPattern) -> [Kubelet] {
    fleet.kubelets.filter { pattern.matches($0.nodeName) }
  }

  /// Takes the power of machines away.
  ///
  /// - Parameters:
  ///   - pattern: The names of the nodes.
  ///   - rebootAfter: After how many microseconds they have it again; never where `nil`.
  public func crashNodes(_ pattern: GlobPattern, rebootAfter: Int64? = nil) {
    for kubelet in kubelets(pattern) {
      kubelet.machine.crash()
      guard let rebootAfter else { continue }
      clock.schedule(after: rebootAfter) { kubelet.machine.boot() }
    }
  }

  /// Stops kubelets and starts them again.
  ///
  /// - Parameters:
  ///   - pattern: The names of the nodes.
  ///   - downFor: How many microseconds they are away.
  public func restartKubelets(_ pattern: GlobPattern, downFor: Int64 = 0) {
    for kubelet in kubelets(pattern) where kubelet.isRunning {
      kubelet.stop()
      clock.schedule(after: downFor) { kubelet.start() }
    }
  }

  /// Cuts machines off from the API.
  ///
  /// - Parameters:
  ///   - pattern: The names of the nodes.
  ///   - duration: For how many microseconds; for ever where `nil`.
  public func partitionNodes(_ pattern: GlobPattern, for duration: Int64? = nil) {
    cutOff(kubelets(pattern), for: duration)
  }

  /// Cuts off all machines of zones from the API, which their labels say they are in.
  ///
  /// - Parameters:
  ///   - pattern: The names of the zones (`topology.kubernetes.io/zone`).
  ///   - duration: For how many microseconds; for ever where `nil`.
  public func partitionZones(_ pattern: GlobPattern, for duration: Int64? = nil) {
    let there = fleet.kubelets.filter { kubelet in
      let zone = kubelet.machine.labels["topology.kubernetes.io/zone"]
      return zone.map { pattern.matches($0) } ?? false
    }
    cutOff(there, for: duration)
  }

  private func cutOff(_ kubelets: [Kubelet], for duration: Int64?) {
    for kubelet in kubelets {
      partitions[kubelet.nodeName, default: 0] += 1
      kubelet.machine.disconnect()
      guard let duration else { continue }
      clock.schedule(after: duration) { [weak self] in self?.mend(kubelet) }
    }
  }

  private func mend(_ kubelet: Kubelet) {
    let left = partitions[kubelet.nodeName, default: 1] - 1
    partitions[kubelet.nodeName] = left
    if left == 0 { kubelet.machine.connect() }
  }

  /// Has kubelets hear of changes late.
  ///
  /// - Parameters:
  ///   - pattern: The names of the nodes.
  ///   - latency: By how many microseconds.
  ///   - duration: For how many microseconds; for ever where `nil`.
  public func delayAPI(_ pattern: GlobPattern, by latency: Int64, for duration: Int64? = nil) {
    for kubelet in kubelets(pattern) {
      kubelet.client.latency = latency
      guard let duration else { continue }
      clock.schedule(after: duration) { kubelet.client.latency = 0 }
    }
  }

  // MARK: Programs

  private func disturb(
    _ selector: BehaviorSelector, _ effect: BehaviorSet.Disturbance.Effect, for duration: Int64?
  ) {
    let behaviors = fleet.world.behaviors
    let now = clock.now
    behaviors.removeEnded(at: now)
    behaviors.add(
      BehaviorSet.Disturbance(
        selector: selector, effect: effect, from: now, to: duration.map { now.advanced(by: $0) }))
  }

  /// Has images fail to be fetched.
  ///
  /// - Parameters:
  ///   - selector: For which containers.
  ///   - message: What the registry says; that it cannot be reached where left out.
  ///   - duration: For how many microseconds; for ever where `nil`.
  public func failPulls(
    _ selector: BehaviorSelector, message: String? = nil, for duration: Int64? = nil
  ) {
    disturb(selector, .pullFailure(message ?? Self.registryMessage), for: duration)
  }

  /// Has containers crash at once, and again some time after each start.
  ///
  /// - Parameters:
  ///   - selector: Which containers.
  ///   - after: How many microseconds after each start.
  ///   - code: What they return.
  ///   - duration: For how many microseconds; for ever where `nil`.
  public func crashLoop(
    _ selector: BehaviorSelector, after: Int64 = 1_000_000, code: Int = 1,
    for duration: Int64? = nil
  ) {
    disturb(selector, .crashLoop(after: after, code: code), for: duration)
  }

  /// Has containers take longer to start.
  ///
  /// - Parameters:
  ///   - selector: Which containers.
  ///   - delay: By how many microseconds.
  ///   - duration: For how many microseconds; for ever where `nil`.
  public func slowStart(
    _ selector: BehaviorSelector, by delay: Int64, for duration: Int64? = nil
  ) {
    disturb(selector, .slowStart(delay), for: duration)
  }

  /// Has a probe fail.
  ///
  /// - Parameters:
  ///   - selector: Of which containers.
  ///   - probe: Which probe.
  ///   - message: What it says.
  ///   - duration: For how many microseconds; for ever where `nil`.
  public func failProbe(
    _ selector: BehaviorSelector, _ probe: ProbeKind, message: String? = nil,
    for duration: Int64? = nil
  ) {
    disturb(selector, .probeFailure(probe, message: message), for: duration)
  }
}
