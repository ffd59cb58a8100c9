// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Has a Swarm service go back to what it wanted before, as `docker service rollback` does.
public struct SwarmRollback {
  private let client: any APIClient
  private let clock: any Clock

  /// Creates what goes back.
  public init(client: any APIClient, clock: any Clock) {
    (self.client, self.clock) = (client, clock)
  }

  /// Goes back.
  ///
  /// - Parameter key: The service.
  /// - Throws: `BadRequest` where it was never changed; what the API refuses.
  public func roll(_ key: ObjectKey) throws(APIStatus) {
    let service = try client.get(.swarmServices, key)
    guard let previous = service["previousSpec"]?.object else {
      throw .badRequest("service \(key.name) does not have a previous spec")
    }
    let spec = SwarmServiceSpec(service)
    var slots = 1
    if case .replicated(let count) = spec.mode { slots = max(1, count) }
    let status = SwarmUpdateStatus(
      .rollbackStarted, "manually requested rollback", at: clock.now.microseconds,
      version: SwarmServiceSpec.version(of: previous), slots: slots, service)
    var changed = service
    changed.modify("status") { $0["UpdateStatus"] = status.value }
    try client.updateStatus(.swarmServices, changed)
    try client.change(.swarmServices, key, uid: service.uid) { object in
      object["spec"] = .object(previous)
      return true
    }
  }
}
