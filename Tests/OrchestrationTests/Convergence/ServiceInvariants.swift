// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// What must hold of addresses, volumes and requests at every instant.
final class ServiceInvariants {
  /// What was broken, with the time.
  private(set) var faults: [String] = []
  /// How much was looked at, so that a check that never checks is seen.
  private(set) var addressCount = 0
  private(set) var attachmentCount = 0
  private(set) var requestCount = 0

  private let simulation: Simulation
  private var watchers: [WatchRegistry.Watcher] = []
  private var holders: [String: String] = [:]
  private var addresses: [String: String] = [:]
  private var volumes: [ObjectKey: String] = [:]
  private var sent: [ObjectKey: Int] = [:]
  private var unreadySince: [ObjectKey: Int64] = [:]
  /// Whether nodes hear of everything, so that none goes by what it knew.
  private let checksRequests: Bool

  init(_ simulation: Simulation, checksRequests: Bool) throws {
    (self.simulation, self.checksRequests) = (simulation, checksRequests)
    try watch(.pods) { [unowned self] in notePod($0) }
    try watch(.services) { [unowned self] in noteService($0) }
    try watch(.persistentVolumeClaims) { [unowned self] in noteClaim($0) }
    try watch(.volumeAttachments) { [unowned self] in noteAttachment($0) }
    if checksRequests { lookAtRequests() }
  }

  private func watch(_ type: ResourceType, _ note: @escaping (WatchEvent) -> Void) throws {
    let (missed, watcher) = try simulation.machinery.watch(type, WatchOptions(), note)
    watchers.append(watcher)
    for event in missed { note(event) }
  }

  private func fault(_ text: String) {
    let seconds = Double(simulation.clock.now.microseconds) / 1e6
    if faults.count < 20 { faults.append("at \(seconds): \(text)") }
  }

  // MARK: Addresses

  private func hold(_ address: String, _ holder: String) {
    addressCount += 1
    if let other = holders[address], other != holder {
      fault("\(address) is given to \(holder) and to \(other)")
    }
    if let old = addresses[holder], old != address { holders[old] = nil }
    holders[address] = holder
    addresses[holder] = address
  }

  private func release(_ holder: String) {
    if let address = addresses.removeValue(forKey: holder), holders[address] == holder {
      holders[address] = nil
    }
  }

  private func notePod(_ event: WatchEvent) {
    let pod = Pod(fields: event.object)
    let holder = "pod \(event.object.uid)"
    let isGone =
      event.kind == .deleted || pod.status.phase == "Succeeded" || pod.status.phase == "Failed"
    if isGone {
      release(holder)
      unreadySince[event.key] = nil
      sent[event.key] = nil
      return
    }
    if let address = pod.status.podIP, !address.isEmpty { hold(address, holder) }
    let isReady = pod.status.conditions.contains { $0.type == "Ready" && $0.status == "True" }
    if isReady || pod.metadata.deletionTimestamp != nil {
      unreadySince[event.key] = nil
    } else if unreadySince[event.key] == nil {
      unreadySince[event.key] = simulation.clock.now.microseconds
    }
  }

  private func noteService(_ event: WatchEvent) {
    let spec = event.object["spec"]?.object ?? Fields()
    let name = "service \(event.key)"
    if event.kind == .deleted {
      release(name)
      return
    }
    if let address = spec["clusterIP"]?.string, address != "None", !address.isEmpty {
      hold(address, name)
    }
    for port in spec["ports"]?.array ?? [] {
      guard case .integer(let number)? = port.object?["nodePort"] else { continue }
      hold("node port \(number)", "\(name) \(port.object?["port"] ?? "")")
    }
  }

  // MARK: Volumes

  private func noteClaim(_ event: WatchEvent) {
    let claim = event.object
    if claim["status"]?.object?["phase"] == "Lost" { fault("claim \(event.key) is lost") }
    let volume = claim["spec"]?.object?["volumeName"]?.string ?? ""
    let identity = ObjectKey(namespace: claim.uid, name: event.key.name)
    if let known = volumes[identity], known != volume {
      fault("claim \(event.key) had \(known) and has \(volume)")
    }
    if event.kind == .deleted {
      volumes[identity] = nil
    } else if !volume.isEmpty {
      if let other = volumes.first(where: { $0.value == volume && $0.key != identity }) {
        fault("\(volume) belongs to \(event.key) and to \(other.key.name)")
      }
      volumes[identity] = volume
    }
  }

  private func noteAttachment(_ event: WatchEvent) {
    attachmentCount += 1
    for disk in simulation.fleet.world.storage.disks where !disk.isShared {
      if disk.machines.count > 1 { fault("\(disk.name) is on \(disk.machines)") }
    }
  }

  // MARK: Requests

  private func lookAtRequests() {
    simulation.clock.schedule(after: 1_000_000) { [weak self] in
      guard let self else { return }
      self.checkRequests()
      self.lookAtRequests()
    }
  }

  /// A pod that has not been ready for five seconds has got no request in the latest second.
  private func checkRequests() {
    guard let engine = simulation.traffic?.engine else { return }
    let now = simulation.clock.now.microseconds
    for flow in engine.flows {
      for (pod, share) in flow.ledger.total.pods {
        defer { sent[pod] = share.sent }
        let recent = share.sent - sent[pod, default: 0]
        requestCount += recent
        if recent > 0, let since = unreadySince[pod], now - since > 5_000_000 {
          fault("\(pod) got \(recent) requests and is not ready since \(since)")
        }
      }
    }
  }
}
