// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Components meet only at the API.
@Suite struct APIOnlyTests {
  /// What lies within a component, without what is behind its client and its clock.
  private func walk(
    _ value: Any, _ path: String, _ seen: inout Set<ObjectIdentifier>, _ depth: Int,
    _ visit: (Any, String) -> Void
  ) {
    guard depth < 12 else { return }
    visit(value, path)
    if value is any APIClient || value is any Clock || value is Informer
      || value is SharedInformers || value is EventRecorder
    {
      return
    }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .class {
      guard seen.insert(ObjectIdentifier(value as AnyObject)).inserted else { return }
    }
    for child in mirror.children {
      walk(child.value, "\(path).\(child.label ?? "")", &seen, depth + 1, visit)
    }
    if let parent = mirror.superclassMirror {
      for child in parent.children {
        walk(child.value, "\(path).\(child.label ?? "")", &seen, depth + 1, visit)
      }
    }
  }

  @Test func componentsHoldNothingOfEachOther() throws {
    let cluster = try TestCluster()
    let plane = ControlPlane { cluster.environment($0) }
    plane.add(SchedulerComponent(cluster.environment("default-scheduler")))
    #expect(plane.components.count >= 12)
    plane.start()
    cluster.run(seconds: 1)
    for component in plane.components {
      var seen: Set<ObjectIdentifier> = []
      var clients = 0
      walk(component, component.name, &seen, 0) { value, path in
        #expect(!(value is APIMachinery), "\(path)")
        #expect(!(value is any ObjectStore), "\(path)")
        if let other = value as? any Component, path != component.name {
          Issue.record("\(path) is \(other.name)")
        }
        if value is any APIClient { clients += 1 }
      }
      #expect(clients > 0, "\(component.name) has no way to the API")
    }
  }

  /// A client that passes everything on and counts it: the only thing between the components and the
  /// cluster.
  @Test func everythingGoesThroughTheClient() throws {
    let cluster = try TestCluster()
    let network = UnsteadyNetwork(clock: cluster.clock, seed: 1, isOn: false)
    func environment(_ name: String) -> ComponentEnvironment {
      ComponentEnvironment(
        client: network.client(cluster.machinery.client(named: name)), clock: cluster.clock)
    }
    let plane = ControlPlane { environment($0) }
    plane.add(SchedulerComponent(environment("default-scheduler")))
    try cluster.user.create(.namespaces, ["metadata": ["name": "kube-node-lease"]])
    let fleet = KubeletFleet(nodes: [], environment("kubelet"))
    var pool = Scenario.NodePool(name: "node", count: 1, capacity: [:])
    pool.capacity = ["cpu": try Quantity("4"), "memory": try Quantity("8Gi")]
    pool.capacity["pods"] = try Quantity("110")
    fleet.add(pool.node(number: 1)).start()
    plane.start()
    try cluster.apply(
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: "example.org/web:1"}]}
      """)
    cluster.run(seconds: 30)
    let deployment = try cluster.object(.deployments, "web", as: Deployment.self)
    #expect(deployment?.status.availableReplicas == 2)
  }
}
