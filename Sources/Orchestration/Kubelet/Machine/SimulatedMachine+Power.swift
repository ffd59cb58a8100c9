// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension SimulatedMachine {
  /// Takes the power away: the kubelet and all containers are gone at once.
  public func crash() {
    guard isOn else { return }
    listener?.powerWillFail()
    isOn = false
    for sandbox in knownSandboxes {
      for container in sandbox.containers where !container.hasExited {
        // What the runtime finds after the start, and says of what it did not see end.
        finish(container, code: 255, reason: .unknown)
      }
      stopSandbox(sandbox)
    }
    pulls = []
    mounts = [:]
    pullAppointment?.cancel()
    pullAppointment = nil
    listener?.powerFailed()
    world.reachabilityChanged(of: self)
  }

  /// Gives the power back; images and local volumes are as they were.
  public func boot() {
    guard !isOn else { return }
    isOn = true
    bootCount += 1
    listener?.powerReturned()
    world.reachabilityChanged(of: self)
  }

  /// Cuts the machine off from the API; containers go on.
  public func disconnect() {
    guard isConnected else { return }
    listener?.networkWillFail()
    isConnected = false
    world.reachabilityChanged(of: self)
  }

  /// Ends that.
  public func connect() {
    guard !isConnected else { return }
    isConnected = true
    listener?.networkReturned()
    world.reachabilityChanged(of: self)
  }
}
