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
    let index = UInt32(truncatingIfNeeded: nextIndex)
    nextIndex += 1
    let range =
      view.spec.podCIDR.flatMap { AddressRange($0) }
      ?? AddressRange(base: 0x0A00_0000 + (index + 256) << 8, bits: 24)
    let address =
      view.status.addresses.first { $0.type == "InternalIP" }?.address
      ?? AddressRange.text(0xAC10_0000 + index + 2)
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

  private var nextIndex = 0

  /// Takes a node away, with everything that runs on it.
  public func remove(_ name: String) {
    guard let kubelet = byName.removeValue(forKey: name) else { return }
    kubelet.stop()
    kubelet.machine.crash()
    kubelets.removeAll { $0 === kubelet }
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
