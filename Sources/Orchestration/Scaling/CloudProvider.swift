// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Brings the machines of node groups to what their objects say, and says what is there.
///
/// It is the cluster's hand in the cloud, as a cloud controller manager is: it orders machines,
/// gives back those that are named or too many, and takes the node objects of machines away that
/// are gone. The machines are the cloud's; it may end and begin again.
final class CloudProvider: Component {
  let name = "cloud-provider"
  private let environment: ComponentEnvironment
  private let cloud: SimulatedCloud
  private let loop: ControllerLoop
  private let groups: Informer
  private let nodes: Informer

  init(_ environment: ComponentEnvironment, _ cloud: SimulatedCloud) {
    (self.environment, self.cloud) = (environment, cloud)
    loop = ControllerLoop(name: name, environment: environment)
    groups = loop.watch(.nodeGroups) { [$0.key] }
    nodes = loop.watch(.nodes) { change in
      guard let group = change.object.label(NodeGroup.label) else { return [] }
      if case .changed(_, let before, let after) = change, before["spec"] == after["spec"] {
        return []
      }
      return [ObjectKey(name: group)]
    }
  }

  var isRunning: Bool { loop.isRunning }

  func start() {
    cloud.onChange = { [weak self] in self?.loop.add(ObjectKey(name: $0)) }
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
    for group in cloud.groups { loop.add(ObjectKey(name: group)) }
  }

  func stop() {
    cloud.onChange = nil
    loop.stop()
  }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let object = groups[key], !object.isTerminating else {
      for instance in cloud[key.name].instances { cloud.remove(instance.name, of: key.name) }
      return try removeNodes(of: key.name)
    }
    let group = NodeGroup(fields: object)
    for name in group.spec.nodesToDelete { cloud.remove(name, of: group.name) }
    let wanted = max(0, group.spec.replicas)
    for name in surplus(group, wanted) { cloud.remove(name, of: group.name) }
    while cloud[group.name].instances.count < wanted { cloud.order(group) }
    try removeNodes(of: group.name)
    try tell(key, object.uid)
  }

  /// Which machines go where there are too many: failed ones, then those that do not run yet, then
  /// those that are marked for deletion, then the youngest.
  private func surplus(_ group: NodeGroup, _ wanted: Int) -> [String] {
    let instances = cloud[group.name].instances
    guard instances.count > wanted else { return [] }
    func rank(_ instance: SimulatedCloud.Instance) -> Int {
      switch instance.state {
      case .failed: return 0
      case .creating: return 1
      case .running:
        let node = nodes[ObjectKey(name: instance.name)]
        return node.map { $0.hasTaint(AutoscalerTaint.toBeDeleted) } == true ? 2 : 3
      }
    }
    let order = instances.enumerated().sorted { one, other in
      let (first, second) = (rank(one.element), rank(other.element))
      return first != second ? first < second : one.offset > other.offset
    }
    return order.prefix(instances.count - wanted).map(\.element.name)
  }

  /// Takes the objects of nodes away whose machines are gone.
  private func removeNodes(of group: String) throws(APIStatus) {
    let there = Set(cloud[group].instances.map(\.name))
    for key in nodes.keys where !there.contains(key.name) {
      guard let node = nodes[key], node.label(NodeGroup.label) == group else { continue }
      environment.events.record(
        node, reason: "DeletingNode",
        "Deleting node \(key.name) because it does not exist in the cloud provider")
      try environment.client.deleteIfPresent(.nodes, key, DeleteOptions(uid: node.uid))
    }
  }

  private func tell(_ key: ObjectKey, _ uid: String) throws(APIStatus) {
    let held = cloud[key.name]
    var status = NodeGroupStatus()
    status.replicas = held.instances.count { $0.state != .failed }
    status.runningReplicas = held.instances.count { $0.state == .running }
    status.orderedReplicas = held.ordered
    status.instances = held.instances.map { instance in
      var view = NodeGroupInstance()
      view.name = instance.name
      view.state = instance.state
      view.orderedAt = instance.orderedAt
      view.errorClass = instance.errorClass
      view.errorMessage = instance.errorMessage
      return view
    }
    try environment.client.change(.nodeGroups, key, uid: uid, subresource: .status) { object in
      guard object["status"]?.object != status.fields else { return false }
      object["status"] = status.value
      return true
    }
  }
}
