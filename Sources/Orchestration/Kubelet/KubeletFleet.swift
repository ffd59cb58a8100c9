// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// The kubelets of a simulated cluster, with a machine each.
public final class KubeletFleet {
  /// The kubelets, in the order of the nodes.
  public private(set) var kubelets: [Kubelet] = []
  /// What the machines have in common.
  public let world: SimulatedWorld
  private var byName: [String: Kubelet] = [:]
  private let patterns = StatusPatterns()
  private let demand: MetricsDemand
  private let environment: ComponentEnvironment
  private let configuration: KubeletConfiguration

  /// Creates kubelets, which do nothing yet.
  ///
  /// - Parameters:
  ///   - nodes: The nodes; where one says the range of its pods' addresses or its own address,
  ///     that is used, else they are made from its place in the list.
  ///   - environment: What they work with; one client for all of them.
  ///   - world: What the machines have in common.
  ///   - configuration: How they work.
  public init(
    nodes: [Fields], _ environment: ComponentEnvironment, world: SimulatedWorld = SimulatedWorld(),
    configuration: KubeletConfiguration = KubeletConfiguration()
  ) {
    (self.environment, self.world, self.configuration) = (environment, world, configuration)
    demand = MetricsDemand(environment, isAlways: configuration.tellsUsageAlways)
    for node in nodes { add(node) }
  }

  /// Adds a node, in the place of one of its name.
  @discardableResult
  public func add(_ node: Fields) -> Kubelet {
    let view = Node(fields: node)
    let name = view.metadata.name ?? ""
    remove(name)
    let range = freeRange(view.spec.podCIDR.flatMap { AddressRange($0) })
    podRanges.insert(range, name)
    let address = freeAddress(
      view.status.addresses.first { $0.type == "InternalIP" }?.address)
    if let number = AddressRange.number(address) { machines[number] = name }
    let machine = SimulatedMachine(
      name: name, clock: environment.clock, world: world, address: address, podRange: range,
      labels: view.metadata.labels)
    let kubelet = Kubelet(
      environment, node: node, machine: machine, configuration: configuration,
      patterns: patterns, demand: demand)
    demand.start()
    kubelets.append(kubelet)
    byName[name] = kubelet
    return kubelet
  }

  /// The addresses of machines.
  private(set) var machines: [UInt32: String] = [:]
  /// The ranges of addresses of pods.
  private(set) var podRanges = RangeTable()
  private var nextRange: UInt32 = 256
  private var nextAddress: UInt32 = 2
  /// The addresses of services, which are no pod's.
  private static let serviceRange = AddressRange(base: 0x0A60_0000, bits: 12)

  /// The range that is asked for, if no other node has any of it, or else the next one that no node
  /// has had.
  private func freeRange(_ wanted: AddressRange?) -> AddressRange {
    if let wanted, podRanges.isFree(wanted) { return wanted }
    while true {
      let range = AddressRange(base: 0x0A00_0000 &+ nextRange << 8, bits: 24)
      nextRange += 1
      if !range.overlaps(Self.serviceRange), podRanges.isFree(range) { return range }
    }
  }

  /// The address that is asked for, if no other machine has it, or else the next one that no machine
  /// has had.
  private func freeAddress(_ wanted: String?) -> String {
    if let wanted {
      guard let number = AddressRange.number(wanted) else { return wanted }
      if machines[number] == nil { return wanted }
    }
    while true {
      let number = 0xAC10_0000 + nextAddress
      nextAddress += 1
      if machines[number] == nil { return AddressRange.text(number) }
    }
  }

  /// Takes a node away, with everything that runs on it.
  public func remove(_ name: String) {
    guard let kubelet = byName.removeValue(forKey: name) else { return }
    kubelet.stop()
    kubelet.machine.crash()
    world.storage.loseMachine(name)
    kubelets.removeAll { $0 === kubelet }
    podRanges.remove(kubelet.machine.podRange)
    if let number = AddressRange.number(kubelet.machine.address) { machines[number] = nil }
  }

  /// The kubelet of a node.
  public subscript(name: String) -> Kubelet? { byName[name] }

  /// Starts all kubelets.
  public func start() {
    for kubelet in kubelets { kubelet.start() }
  }

  /// Stops all kubelets.
  public func stop() {
    for kubelet in kubelets { kubelet.stop() }
  }
}
