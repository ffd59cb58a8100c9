// SPDX-License-Identifier: Apache-2.0

/// What goes wrong with storage.
extension FaultInjector {
  /// Takes the power of a zone away: its machines stop, and what is on its volumes cannot be reached.
  ///
  /// - Parameters:
  ///   - zone: The zone, as the label `topology.kubernetes.io/zone` has it.
  ///   - duration: For how many microseconds; for ever where `nil`.
  public func loseZone(_ zone: String, for duration: Int64? = nil) {
    let storage = fleet.world.storage
    storage.loseZone(zone)
    let machines = fleet.kubelets.map(\.machine).filter {
      $0.isOn && $0.labels["topology.kubernetes.io/zone"] == zone
    }
    for machine in machines { machine.crash() }
    guard let duration else { return }
    clock.schedule(after: duration) {
      storage.regainZone(zone)
      for machine in machines { machine.boot() }
    }
  }

  /// Breaks disks, with all that was on them; containers that use them fail.
  ///
  /// - Parameters:
  ///   - pattern: The names of volumes, or of claims with their namespaces.
  ///   - replaceAfter: After how many microseconds empty disks take their place; never where `nil`.
  public func loseDisks(_ pattern: GlobPattern, replaceAfter: Int64? = nil) {
    let storage = fleet.world.storage
    for disk in storage.disks(matching: pattern) {
      storage.lose(disk)
      for kubelet in fleet.kubelets { kubelet.machine.diskFailed(disk.handle) }
      guard let replaceAfter else { continue }
      clock.schedule(after: replaceAfter) { storage.replace(disk) }
    }
  }

  /// Has everything that is done to disks take longer.
  ///
  /// - Parameters:
  ///   - pattern: The names of volumes, or of claims with their namespaces.
  ///   - factor: How many times as long.
  ///   - duration: For how many microseconds; for ever where `nil`.
  public func slowDisks(_ pattern: GlobPattern, by factor: Double, for duration: Int64? = nil) {
    for disk in fleet.world.storage.disks(matching: pattern) {
      disk.slowness = factor
      guard let duration else { continue }
      clock.schedule(after: duration) { disk.slowness = 1 }
    }
  }
}
