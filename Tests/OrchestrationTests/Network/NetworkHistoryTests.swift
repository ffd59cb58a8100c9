// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Random services, pods and nodes: slices and routes against a plain reference.
@Suite struct NetworkHistoryTests {
  /// What a pod is, for the reference.
  private struct Pod {
    var app: String
    var node: String
    var address: String
    var isReady: Bool
    var isEnding = false
    var hasEnded = false
  }

  @Test(arguments: 1...12) func slicesAndRoutesAreAsPodsAre(_ seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let world = try SliceCluster(seed: seed)
    let proxy = ServiceProxy(world.cluster.environment("kube-proxy", seed: seed))
    proxy.start()
    var pods: [String: Pod] = [:]
    var services: [String: (app: String, isLocal: Bool, isPublished: Bool)] = [:]
    var nodes: Set<String> = []
    var next = 0
    for step in 0..<160 {
      let name = "p\(random.below(24))"
      let service = "s\(random.below(4))"
      switch random.below(10) {
      case 0:
        let node = "node-\(1 + random.below(4))"
        if nodes.remove(node) != nil {
          try world.user.deleteIfPresent(.nodes, ObjectKey(name: node))
        } else {
          try world.node(node, zone: ["a", "b"][random.below(2)])
          nodes.insert(node)
        }
      case 1:
        if services.removeValue(forKey: service) != nil {
          try world.user.deleteIfPresent(
            .services, ObjectKey(namespace: "default", name: service))
          // What garbage collection does.
          for slice in try world.slices(service) {
            try world.user.deleteIfPresent(.endpointSlices, ObjectKey(slice))
          }
        }
      case 2, 3:
        let app = "a\(random.below(3))"
        let (isLocal, isPublished) = (random.below(3) == 0, random.below(4) == 0)
        services[service] = (app, isLocal, isPublished)
        try world.service(
          named: service, app: app,
          [
            "clusterIP": .string("10.96.0.\(service.dropFirst())"),
            "internalTrafficPolicy": isLocal ? "Local" : "Cluster",
            "publishNotReadyAddresses": .bool(isPublished),
            "trafficDistribution": random.below(2) == 0 ? "PreferClose" : .null,
          ])
      case 4:
        guard pods[name] != nil else { continue }
        try world.user.deleteIfPresent(
          .pods, ObjectKey(namespace: "default", name: name), DeleteOptions(gracePeriodSeconds: 0))
        pods[name] = nil
      case 5:
        guard var pod = pods[name], !pod.hasEnded else { continue }
        try world.user.deleteIfPresent(.pods, ObjectKey(namespace: "default", name: name))
        pod.isEnding = true
        pods[name] = pod
      default:
        var pod =
          pods[name]
          ?? Pod(
            app: "a\(random.below(3))", node: "node-\(1 + random.below(4))",
            address: "10.1.\(next / 200).\(next % 200)", isReady: false)
        if pod.hasEnded { continue }
        next += 1
        pod.isReady = random.below(3) > 0
        pod.hasEnded = random.below(12) == 0
        try world.pod(
          name, app: pod.app, node: pod.node, address: pod.address, isReady: pod.isReady,
          phase: pod.hasEnded ? "Failed" : "Running")
        pods[name] = pod
      }
      if random.below(3) == 0 { world.settle() }
      if step % 40 == 39 {
        world.controller.stop()
        world.controller.start()
      }
      if step % 8 == 7 {
        world.settle()
        for (name, service) in services.sorted(by: { $0.key < $1.key }) {
          try check(name, service, world, pods, nodes)
          check(name, service, proxy, pods, nodes)
        }
      }
    }
  }

  private func members(
    _ service: (app: String, isLocal: Bool, isPublished: Bool), _ pods: [String: Pod],
    _ nodes: Set<String>
  ) -> [Pod] {
    pods.values.filter { pod in
      pod.app == service.app && !pod.hasEnded
        && (nodes.contains(pod.node) || service.isPublished)
    }.sorted { $0.address < $1.address }
  }

  /// Every slice says of every pod what it is, once.
  private func check(
    _ name: String, _ service: (app: String, isLocal: Bool, isPublished: Bool),
    _ world: SliceCluster, _ pods: [String: Pod], _ nodes: Set<String>
  ) throws {
    let found = try world.endpoints(name).map { endpoint in
      let conditions = endpoint["conditions"]?.object
      return "\(SliceCluster.address(endpoint)) \(conditions?["ready"] == true) "
        + "\(conditions?["serving"] == true) \(conditions?["terminating"] == true)"
    }
    let expected = members(service, pods, nodes).map { pod in
      "\(pod.address) \(service.isPublished || (pod.isReady && !pod.isEnding)) \(pod.isReady) "
        + "\(pod.isEnding)"
    }
    #expect(found == expected, "\(name)")
  }

  /// Connections go where they may: to pods that are ready while there is one.
  private func check(
    _ name: String, _ service: (app: String, isLocal: Bool, isPublished: Bool),
    _ proxy: ServiceProxy, _ pods: [String: Pod], _ nodes: Set<String>
  ) {
    let members = members(service, pods, nodes)
    for node in nodes.sorted() {
      let near = service.isLocal ? members.filter { $0.node == node } : members
      let ready = near.filter { service.isPublished || ($0.isReady && !$0.isEnding) }
      let ending = near.filter { $0.isReady && $0.isEnding }
      let allowed = Set((ready.isEmpty ? ending : ready).map(\.address))
      for _ in 0..<4 {
        let connection = Connection(
          from: .pod(address: "10.9.9.9", node: node), to: "10.96.0.\(name.dropFirst())", port: 80)
        switch proxy.route(connection) {
        case .endpoint(let endpoint): #expect(allowed.contains(endpoint.address), "\(name)")
        case .refused(let why): #expect(allowed.isEmpty, "\(name): \(why)")
        }
      }
    }
  }
}
