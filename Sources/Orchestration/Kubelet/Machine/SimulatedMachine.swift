// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A machine below a kubelet: containers, images, disks, power and a network.
///
/// It knows no API. Containers go on when the kubelet is restarted or cannot reach the API; they end
/// when the machine does.
public final class SimulatedMachine {
  /// Its name, which is the node's.
  public let name: String
  /// Its address.
  public let address: String
  /// The addresses of its pods.
  public let podRange: AddressRange
  /// What it has in common with others.
  public let world: SimulatedWorld
  /// What it is labelled with, for behaviours that depend on the machine.
  public var labels: [String: String]
  /// Whether it has power.
  public internal(set) var isOn = true
  /// Whether it reaches others.
  public internal(set) var isConnected = true
  /// How often it was started before.
  public internal(set) var bootCount = 0
  /// By how many microseconds its clock is ahead; behind where negative.
  public internal(set) var clockOffset: Int64 = 0
  /// The images it has, with their sizes.
  public internal(set) var images: [String: Int64] = [:]
  let clock: any Clock
  /// Who is told of what happens: the kubelet.
  weak var listener: (any MachineListener)?
  var sandboxes: [String: PodSandbox] = [:]
  var usedAddresses: Set<Int> = []
  var nextAddress = 0
  var pulls: [ImagePull] = []
  var pullAppointment: Appointment?
  var pullsSettledAt = Timestamp(microseconds: 0)
  /// What is in directories of the machine itself, by path.
  var hostFiles: [String: String] = [:]
  /// What is mounted, by pod and by the name of the volume in it.
  var mounts: [String: [String: MachineMount]] = [:]

  /// Creates a machine.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - clock: What time it is.
  ///   - world: What it has in common with others.
  ///   - address: Its address.
  ///   - podRange: The addresses of its pods.
  ///   - labels: What it is labelled with, for behaviours that depend on the machine.
  public init(
    name: String, clock: any Clock, world: SimulatedWorld = SimulatedWorld(),
    address: String = "172.16.0.1",
    podRange: AddressRange = AddressRange(base: 0x0AF4_0000, bits: 24),
    labels: [String: String] = [:]
  ) {
    (self.name, self.clock, self.world, self.address) = (name, clock, world, address)
    (self.podRange, self.labels) = (podRange, labels)
  }

  /// What its clock says at a moment.
  ///
  /// It shows in what it writes. How long things last is measured, and not read from the clock.
  func shown(_ moment: Timestamp) -> Timestamp { moment.advanced(by: clockOffset) }

  /// Whether the API can be reached from it.
  public var isReachable: Bool { isOn && isConnected }

  // MARK: Sandboxes

  /// What there is of pods, by their identities in order.
  package var knownSandboxes: [PodSandbox] {
    sandboxes.keys.sorted().compactMap { sandboxes[$0] }
  }

  /// What there is of a pod.
  package func sandbox(_ uid: String) -> PodSandbox? { sandboxes[uid] }

  /// Makes room for a pod.
  ///
  /// - Returns: `nil` where no address is left.
  func makeSandbox(_ pod: Fields, key: ObjectKey, isOnHostNetwork: Bool) -> PodSandbox? {
    let known = sandboxes[pod.uid]
    let sandbox = known ?? PodSandbox(pod, key: key, address: address)
    if !isOnHostNetwork, sandbox.addressIndex == nil {
      guard usedAddresses.count < podRange.count else { return nil }
      while !usedAddresses.insert(nextAddress).inserted {
        nextAddress = (nextAddress + 1) % podRange.count
      }
      sandbox.addressIndex = nextAddress
      sandbox.address = podRange.address(nextAddress)
      nextAddress = (nextAddress + 1) % podRange.count
    }
    if known != nil { sandbox.attempt += 1 }
    sandbox.isAlive = true
    sandboxes[pod.uid] = sandbox
    return sandbox
  }

  /// A container, as behaviours are asked about it.
  func subject(_ container: MachineContainer, in sandbox: PodSandbox) -> BehaviorSubject {
    BehaviorSubject(
      pod: sandbox.pod, container: container.name, image: container.image, role: container.role,
      attempt: container.attempt, node: name, nodeLabels: labels)
  }

  /// Gives a pod's network back; what has ended stays known.
  func stopSandbox(_ sandbox: PodSandbox) {
    sandbox.isAlive = false
    if let index = sandbox.addressIndex { usedAddresses.remove(index) }
    sandbox.addressIndex = nil
  }

  /// Removes all there is of a pod: its containers, and what is on its local volumes.
  func removeSandbox(_ uid: String) {
    guard let sandbox = sandboxes.removeValue(forKey: uid) else { return }
    for container in sandbox.containers where !container.hasExited {
      finish(container, code: 137, reason: .error)
    }
    stopSandbox(sandbox)
  }
}

/// Someone who is told of what happens on a machine.
protocol MachineListener: AnyObject {
  /// A container has started or ended by itself.
  func containerChanged(_ container: MachineContainer, in sandbox: PodSandbox)
  /// The machine is about to lose its power.
  func powerWillFail()
  /// The machine has lost its power.
  func powerFailed()
  /// The machine has power again.
  func powerReturned()
  /// The machine is about to be cut off.
  func networkWillFail()
  /// The machine reaches others again.
  func networkReturned()
}
