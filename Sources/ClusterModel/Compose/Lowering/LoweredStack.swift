// SPDX-License-Identifier: Apache-2.0

/// A stack as objects of Kubernetes: what a scheduler places, and on what.
public struct LoweredStack: Sendable, Hashable {
  /// The nodes, with the labels that the pods' conditions ask for.
  public var nodes: [Node] = []
  /// The pods, by service in the order of the file.
  public var pods: [Pod] = []
  /// What pods do not say.
  public var notes: [StackNote] = []

  /// Creates an empty stack.
  public init() {}
}

/// What is to be known about a compose file when it runs as a stack.
public struct StackOptions: Sendable, Hashable {
  /// The profiles whose services are started.
  public var profiles: Set<String> = []
  /// Whether pods bear the taints of a control plane, as managers of a swarm take tasks unless
  /// they are drained.
  public var managersTakeTasks = true
  /// Kinds of things and the names of the extended resources that nodes have them under; others
  /// stand under `swarm.stevedore.dev/KIND`.
  public var resourceNames = ["NVIDIA-GPU": "nvidia.com/gpu", "gpu": "nvidia.com/gpu"]

  /// Creates what holds where nothing is said.
  public init() {}
}

/// Something about a service that its pods do not say.
public enum StackNote: Sendable, Hashable {
  /// A volume that Swarm makes on each node anew: its data stay where they are when a task
  /// moves.
  case localVolume(service: String, volume: String)
  /// A path that has to be on each node a task may come to.
  case nodePath(service: String, path: String)
  /// Limits without reservation, which set nothing aside.
  case limitsWithoutReservation(service: String, resources: [String])
  /// A limit of processes, which nodes do not count.
  case processLimit(service: String, limit: Int64)
  /// A reservation of all devices of a node, counted as one.
  case allDevices(service: String, resource: String)
  /// A port of a range, of which the first was taken.
  case portOfRange(service: String, ports: ClosedRange<Int>)
  /// A service that no profile starts.
  case notStarted(service: String, profiles: [String])
  /// A service with a task on every node, of which none is fit.
  case noNode(service: String)
}

extension StackNote: CustomStringConvertible {
  /// What is to be known, in one sentence without a full stop.
  public var description: String {
    switch self {
    case .localVolume(let service, let volume):
      "\(service): volume '\(volume)' is local to a node, its data do not move with a task"
    case .nodePath(let service, let path):
      "\(service): '\(path)' has to be on every node that a task may come to"
    case .limitsWithoutReservation(let service, let resources):
      "\(service): limited but not reserved, so nothing is set aside: "
        + resources.joined(separator: ", ")
    case .processLimit(let service, let limit):
      "\(service): the limit of \(limit) processes is not counted on nodes"
    case .allDevices(let service, let resource):
      "\(service): all of a node's \(resource) are reserved, counted as 1"
    case .portOfRange(let service, let ports):
      "\(service): of the ports \(ports.lowerBound)-\(ports.upperBound) the first is taken"
    case .notStarted(let service, let profiles):
      "\(service): not started without one of the profiles \(profiles.joined(separator: ", "))"
    case .noNode(let service):
      "\(service): runs on every node that keeps its constraints, and none does"
    }
  }
}
