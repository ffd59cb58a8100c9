// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Carries what people say of nodes of a swarm (`SwarmNode`) over to the nodes: role, availability and
/// labels; and gives all nodes the labels that constraints ask for once there is a service.
///
/// Paused and drained nodes are cordoned; that the tasks of drained ones end is up to the
/// orchestrator. What `docker node update` does (`swarmkit`, `manager/controlapi/node.go`).
public final class SwarmNodeController: Component {
  /// Its name.
  public let name = "swarm-node-controller"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let nodes: Informer
  private let wishes: Informer
  private let services: Informer
  /// The annotation of a node with the labels that a `SwarmNode` has given it.
  private static let given = "swarm.stevedore.dev/labels"

  /// Creates a controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    let nodes = environment.informers[.nodes]
    self.nodes = nodes
    let wishes = loop.watch(.swarmNodes) { [$0.key] }
    self.wishes = wishes
    let services = loop.watch(.swarmServices) { change in
      if case .added = change { nodes.keys } else { [] }
    }
    self.services = services
    loop.watch(.nodes) { change in
      if services.count == 0, wishes.count == 0 { return [] }
      if let previous = change.previous,
        previous["metadata"]?[path: "labels"]
          == change.object["metadata"]?[path: "labels"],
        previous.annotation(SwarmLabels.availability)
          == change.object.annotation(SwarmLabels.availability)
      {
        return []
      }
      return [change.key]
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  /// Ends at once and forgets everything.
  public func stop() { loop.stop() }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard nodes[key] != nil, services.count > 0 || wishes[key] != nil else { return }
    let wish = wishes[key]?["spec"]?.object
    try environment.client.change(.nodes, key, uid: nil) { node in
      let changed = Self.apply(wish, to: node)
      if changed == node { return false }
      node = changed
      return true
    }
    guard let written = wishes[key] else { return }
    let state = nodes[key].map { SwarmNodeState($0).isDown ? "down" : "ready" } ?? "unknown"
    var status = written["status"]?.object ?? Fields()
    status["Status"] = ["State": .string(state)]
    guard written["status"] != .object(status) else { return }
    var changed = written
    changed["status"] = .object(status)
    try environment.client.updateStatus(.swarmNodes, changed)
  }

  /// A node as people want it.
  static func apply(_ wish: Fields?, to node: Fields) -> Fields {
    var node = node
    if let wish {
      let known = (node.annotation(given) ?? "").split(separator: ",").map(String.init)
      let labels = wish["Labels"].flatMap { [String: String]($0) } ?? [:]
      let names = labels.keys.sorted()
      node.modify("metadata") { metadata in
        metadata.modify("labels") { written in
          for name in known where labels[name] == nil { written[name] = nil }
          for name in names { written[name] = labels[name].map { .string($0) } }
          if let role = wish["Role"] { written[SwarmNames.nodeRoleLabel] = role }
        }
        metadata.modify("annotations") { annotations in
          annotations[given] =
            names.isEmpty ? nil : .string(names.joined(separator: ","))
          annotations[SwarmLabels.availability] = wish["Availability"]
        }
      }
      let isActive = wish["Availability"]?.string ?? "active" == "active"
      node.modify("spec") { $0["unschedulable"] = isActive ? nil : true }
    }
    let view = Node(fields: node)
    return SwarmNode(view).labelling(view).fields
  }
}
