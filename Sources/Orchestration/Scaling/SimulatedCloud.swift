// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Where machines come from: a physical thing, as the machines themselves, that knows no API.
///
/// What was ordered comes whether or not anybody watches, and stays until it is given back.
final class SimulatedCloud {
  /// A machine that was ordered.
  struct Instance {
    let name: String
    let node: Node
    let orderedAt: Timestamp
    var state = NodeGroupInstance.State.creating
    var errorClass: String?
    var errorMessage: String?
  }

  /// What is there of a group.
  struct Holdings {
    /// The machines, in the order in which they were ordered.
    var instances: [Instance] = []
    /// How many were ever ordered.
    var ordered = 0
  }

  private let fleet: KubeletFleet
  private let clock: any Clock
  private let start: Timestamp
  private let seed: UInt64
  private let supplies: [String: MachineSupply]
  private var holdings: [String: Holdings] = [:]
  /// Told of a group of which something has changed by itself.
  var onChange: ((String) -> Void)?

  /// Creates a cloud without machines.
  ///
  /// - Parameters:
  ///   - fleet: Where machines are started.
  ///   - clock: The clock.
  ///   - supplies: How machines of each group start; after a minute where nothing is said.
  ///   - seed: For what is left to chance.
  init(
    _ fleet: KubeletFleet, clock: any Clock, supplies: [String: MachineSupply] = [:],
    seed: UInt64 = 1
  ) {
    (self.fleet, self.clock, self.supplies, self.seed) = (fleet, clock, supplies, seed)
    start = clock.now
  }

  /// What is there of a group.
  subscript(group: String) -> Holdings { holdings[group] ?? Holdings() }

  /// The groups of which there is anything, in order.
  var groups: [String] { holdings.keys.sorted() }

  /// Orders one machine of a group.
  ///
  /// - Parameters:
  ///   - group: The group.
  ///   - isImmediate: Whether it runs at once, as what was there from the beginning.
  func order(_ group: NodeGroup, isImmediate: Bool = false) {
    let name = group.name
    var held = self[name]
    let present = held.instances.count { $0.state != .failed }
    held.ordered += 1
    let number = held.ordered
    let node = group.node(number: number)
    let instance = Instance(
      name: node.metadata.name ?? "", node: node, orderedAt: clock.now)
    held.instances.append(instance)
    holdings[name] = held
    if isImmediate { return boot(instance.name, of: name) }
    let supply = supplies[name] ?? MachineSupply()
    var random = Draw.generator(seed: seed, "machine", name, "\(number)")
    let elapsed = clock.now.microseconds - start.microseconds
    if let shortage = supply.shortage(at: elapsed, having: present) {
      if shortage.isSilent { return }
      return fail(
        instance.name, of: name, after: supply.failureDelay.draw(&random),
        "OutOfResourcesErrorClass", "\(name): no more machines of this kind are available")
    }
    if supply.failureRate > 0, random.unit() < supply.failureRate {
      return fail(
        instance.name, of: name, after: supply.failureDelay.draw(&random), "OtherErrorClass",
        "\(name): the machine could not be started")
    }
    clock.schedule(after: supply.startDelay.draw(&random)) { [weak self] in
      self?.boot(instance.name, of: name)
    }
  }

  private func boot(_ instance: String, of group: String) {
    guard let index = self[group].instances.firstIndex(where: { $0.name == instance }),
      self[group].instances[index].state == .creating
    else { return }
    holdings[group]?.instances[index].state = .running
    fleet.add(self[group].instances[index].node.fields).start()
    onChange?(group)
  }

  private func fail(
    _ instance: String, of group: String, after delay: Int64, _ errorClass: String,
    _ message: String
  ) {
    clock.schedule(after: delay) { [weak self] in
      guard let self,
        let index = self[group].instances.firstIndex(where: { $0.name == instance })
      else { return }
      self.holdings[group]?.instances[index].state = .failed
      self.holdings[group]?.instances[index].errorClass = errorClass
      self.holdings[group]?.instances[index].errorMessage = message
      self.onChange?(group)
    }
  }

  /// Gives a machine back, with everything that runs on it.
  func remove(_ instance: String, of group: String) {
    guard let index = self[group].instances.firstIndex(where: { $0.name == instance }) else {
      return
    }
    if self[group].instances[index].state == .running { fleet.remove(instance) }
    holdings[group]?.instances.remove(at: index)
  }
}
