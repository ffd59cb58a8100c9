// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Why requests are not served, found by following them.
@Suite struct RequestExplainerTests {
  private struct World {
    let cluster: TestCluster

    init() throws {
      cluster = try TestCluster(isPlain: true)
      for name in ["shop", "other"] {
        try cluster.user.create(.namespaces, ["metadata": ["name": .string(name)]])
      }
      for name in ["node-1", "node-2"] { try node(name, isReady: true) }
    }

    func apply(_ yaml: String) throws { try cluster.apply("---\n" + yaml) }

    private func node(_ name: String, isReady: Bool) throws {
      try cluster.user.create(.nodes, ["metadata": ["name": .string(name)]])
      try setNode(name, isReady: isReady)
    }

    func setNode(_ name: String, isReady: Bool) throws {
      var node = try cluster.user.get(.nodes, ObjectKey(name: name))
      node.setCondition(
        ObjectCondition(type: "Ready", status: isReady ? "True" : "Unknown"),
        at: "2026-01-01T00:00:00Z"
      )
      try cluster.user.updateStatus(.nodes, node)
    }

    func service(
      _ name: String = "web",
      _ spec: String =
        "selector: {app: web}, clusterIP: 10.96.0.10, ports: [{name: http, port: 80, targetPort: http}]"
    ) throws {
      try apply(
        "{apiVersion: v1, kind: Service, metadata: {name: \(name), namespace: shop}, spec: {\(spec)}}"
      )
    }

    /// A pod that runs, ready or not.
    func pod(
      _ name: String, labels: String = "app: web", isReady: Bool = true,
      in namespace: String = "shop",
      container: String = "ports: [{name: http, containerPort: 8080}]", node: String = "node-1",
      change: (inout Fields) -> Void = { _ in }
    ) throws {
      try apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: \(name), namespace: \(namespace), "
          + "labels: {\(labels)}}, spec: {nodeName: \(node), containers: [{name: main, image: x, "
          + "\(container)}]}}")
      var pod = try cluster.user.get(.pods, ObjectKey(namespace: namespace, name: name))
      pod.modify("status") { status in
        status["phase"] = "Running"
        status["podIP"] = .string("10.1.0.\(name.utf8.last ?? 1)")
        status["containerStatuses"] = [
          ["name": "main", "ready": .bool(isReady), "state": ["running": [:]]]
        ]
      }
      pod.setCondition(
        ObjectCondition(type: "Ready", status: isReady ? "True" : "False"),
        at: "2026-01-01T00:03:10Z")
      pod.modify("status") { change(&$0) }
      try cluster.user.updateStatus(.pods, pod)
    }

    /// The slice of the service, with the pods of some names.
    func slice(_ pods: [String], service: String = "web") throws {
      let endpoints = pods.map { name in
        "{addresses: [10.1.0.\(name.utf8.last ?? 1)], conditions: {ready: true}, "
          + "targetRef: {kind: Pod, name: \(name), namespace: shop}}"
      }
      try apply(
        "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, metadata: "
          + "{name: \(service)-1, namespace: shop, labels: {kubernetes.io/service-name: \(service)}}, "
          + "ports: [{name: http, port: 8080}], endpoints: [\(endpoints.joined(separator: ", "))]}")
    }

    func explain(
      _ url: String, from origin: RequestExplainer.Origin = .namespace("shop")
    ) throws -> RequestExplanation {
      RequestExplainer(client: cluster.user).explain(try #require(RequestURL(url)), from: origin)
    }
  }

  private let web = ObjectKey(namespace: "shop", name: "web")

  @Test func aServedRequestHasAllItsSteps() throws {
    let world = try World()
    try world.service()
    try world.pod("web-1")
    try world.pod("web-2", isReady: false)
    try world.slice(["web-1"])
    let found = try world.explain("http://web/")
    #expect(found.isServed, "\(found.lines)")
    #expect(found.endpoints == [ObjectKey(namespace: "shop", name: "web-1")])
    #expect(found.steps.map(\.kind) == [.name, .service, .pods, .endpoints])
    #expect(
      found.remarks == ["pod shop/web-2: container main is not ready since 2026-01-01T00:03:10Z"])
    for name in ["web.shop", "web.shop.svc", "web.shop.svc.cluster.local", "10.96.0.10"] {
      #expect(try world.explain(name, from: .namespace("other")).isServed)
    }
  }

  @Test func aWrongLabelIsFound() throws {
    let world = try World()
    try world.service()
    for number in 1...3 { try world.pod("web-\(number)", labels: "app: wev, tier: front") }
    try world.pod("db-1", labels: "app: database")
    let found = try world.explain("http://web/")
    let example = ObjectKey(namespace: "shop", name: "web-1")
    #expect(
      found.refusal
        == .noPodSelected(
          web, selector: "app=web",
          nearest: [NearLabels(labels: "app=wev", count: 3, example: example)]))
    #expect(
      found.refusal?.description
        == "service shop/web selects app=web, no pod has that; nearest: app=wev (3 pods such as "
        + "shop/web-1)")
  }

  @Test func theSameValueUnderAnotherKeyIsFound() throws {
    let world = try World()
    try world.service()
    try world.pod("web-1", labels: "name: web")
    guard case .noPodSelected(_, _, let near)? = try world.explain("http://web/").refusal else {
      Issue.record("served")
      return
    }
    #expect(near.map(\.labels) == ["name=web"])
  }

  @Test func podsOfAnotherNamespaceAreFound() throws {
    let world = try World()
    try world.service()
    try world.pod("web-1", in: "other")
    guard case .noPodSelected(_, _, let near)? = try world.explain("http://web/").refusal else {
      Issue.record("served")
      return
    }
    #expect(near.map(\.labels) == ["app=web in namespace other"])
  }

  @Test func aFailingProbeIsTheReason() throws {
    let world = try World()
    try world.service()
    try world.pod("web-1", isReady: false, container: "readinessProbe: {httpGet: {port: 80}}")
    let pod = try world.cluster.user.get(.pods, ObjectKey(namespace: "shop", name: "web-1"))
    try world.cluster.user.create(
      .events,
      [
        "metadata": ["name": "e", "namespace": "shop"], "reason": "Unhealthy",
        "message": "Readiness probe failed: HTTP probe failed with statuscode: 503",
        "involvedObject": ["kind": "Pod", "uid": .string(pod.uid)],
      ])
    #expect(
      try world.explain("http://web/").refusal?.description
        == "1 pod of service shop/web, none ready: web-1: readiness probe failing since "
        + "2026-01-01T00:03:10Z: HTTP probe failed with statuscode: 503")
  }

  @Test(arguments: [
    ("waiting", "container main waits: CrashLoopBackOff: back-off 10s"),
    ("terminated", "container main has ended with code 3"),
  ])
  func containersThatDoNotRunAreTheReason(_ state: String, _ expected: String) throws {
    let world = try World()
    try world.service()
    try world.pod("web-1", isReady: false) { status in
      let fields: Value =
        state == "waiting"
        ? ["reason": "CrashLoopBackOff", "message": "back-off 10s"] : ["exitCode": 3]
      status["containerStatuses"] = [
        ["name": "main", "ready": false, "state": .object([state: fields])]
      ]
    }
    guard case .noneReady(_, 1, let reasons)? = try world.explain("http://web/").refusal else {
      Issue.record("served")
      return
    }
    #expect(reasons.map(\.cause) == [expected])
  }

  @Test func namesThatThereAreNotGetOthers() throws {
    let world = try World()
    try world.service()
    #expect(
      try world.explain("http://wbe/").refusal
        == .noSuchName("wbe", elsewhere: [], nearest: ["web"]))
    #expect(
      try world.explain("http://web/", from: .namespace("other")).refusal
        == .noSuchName("web", elsewhere: [web], nearest: []))
  }

  @Test func portsAreChecked() throws {
    let world = try World()
    try world.service()
    #expect(
      try world.explain("http://web:8080/").refusal
        == .noServicePort(web, port: 8080, known: ["80 (http)"]))
    try world.pod("web-1", container: "ports: [{name: htpp, containerPort: 8080}]")
    #expect(
      try world.explain("http://web/").refusal
        == .noTargetPort(web, name: "http", known: ["htpp"]))
  }

  @Test func slicesThatLagAreTheReason() throws {
    let world = try World()
    try world.service()
    try world.pod("web-1")
    #expect(try world.explain("http://web/").refusal == .slicesBehind(web, ready: 1))
    try world.service("bare", "clusterIP: 10.96.0.11, ports: [{port: 80}]")
    let bare = ObjectKey(namespace: "shop", name: "bare")
    #expect(try world.explain("http://bare/").refusal == .noSelector(bare))
  }

  @Test func policiesAndNodesAreTheReason() throws {
    let world = try World()
    try world.service()
    try world.pod("web-1")
    try world.slice(["web-1"])
    try world.pod("friend-2", labels: "app: friend", container: "ports: []")
    try world.apply(
      """
      {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: friends, namespace: shop},
       spec: {podSelector: {matchLabels: {app: web}},
         ingress: [{from: [{podSelector: {matchLabels: {app: friend}}}]}]}}
      """)
    let pod = ObjectKey(namespace: "shop", name: "web-1")
    let policy = ObjectKey(namespace: "shop", name: "friends")
    #expect(
      try world.explain("http://web.shop/", from: .namespace("other")).refusal
        == .forbidden(direction: "ingress", pod: pod, policies: [policy]))
    let friend = RequestExplainer.Origin.pod(ObjectKey(namespace: "shop", name: "friend-2"))
    #expect(try world.explain("http://web/", from: friend).isServed)
    try world.setNode("node-1", isReady: false)
    #expect(
      try world.explain("http://web/", from: friend).refusal
        == .nodesDown(web, nodes: ["node-1"]))
  }

  @Test func ingressesAreFollowed() throws {
    let world = try World()
    try world.service()
    try world.pod("web-1")
    try world.slice(["web-1"])
    try world.apply(
      """
      {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: shop, namespace: shop},
       spec: {rules: [{host: shop.example.org, http: {paths: [
         {path: /cart, pathType: Prefix, backend: {service: {name: wbe, port: {number: 80}}}},
         {path: /items, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}}]}}
      """)
    let found = try world.explain("https://shop.example.org/items/1", from: .outside)
    #expect(found.isServed, "\(found.lines)")
    #expect(found.steps.first?.kind == .ingress)
    func refusal(_ url: String) throws -> String {
      try world.explain(url, from: .outside).refusal?.description ?? "served"
    }
    #expect(
      try refusal("https://shop.example.org/cart")
        == "the rule leads to service shop/wbe, which is not there; nearest: web")
    #expect(
      try refusal("https://shop.example.org/item")
        == "no rule for the host shop.example.org has the path /item; nearest: /items")
    #expect(
      try refusal("https://shop.exmaple.org/")
        == "no ingress has a rule for the host shop.exmaple.org; nearest: shop.example.org")
    #expect(
      try refusal("http://web.shop/")
        == "service shop/web is of type ClusterIP, which cannot be reached from outside")
    try world.apply(
      "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: a}, spec: {controller: a/b}}"
    )
    #expect(
      try refusal("https://shop.example.org/items").contains(
        "shop/shop is not served: it names no IngressClass"))
  }

  @Test(arguments: [
    ("web", "web", 0), ("web", "wev", 1), ("web", "wbe", 1), ("web", "", 3), ("cart", "carts", 1),
    ("kitten", "sitting", 3),
  ])
  func distances(_ one: String, _ other: String, _ expected: Int) {
    #expect(NameDistance.distance(one, other) == expected)
    #expect(NameDistance.distance(other, one) == expected)
  }
}
