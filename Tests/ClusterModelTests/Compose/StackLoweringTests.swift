// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@Suite("Stacks as pods")
struct StackLoweringTests {
  private static let nodes = [
    ComposeDocuments.node("m1", ["node-role.kubernetes.io/control-plane": "", "zone": "a"]),
    ComposeDocuments.node("w1", ["zone": "a", "disk": "SSD"]),
    ComposeDocuments.node("w2", ["zone": "b", "disk": "ssd"]),
    ComposeDocuments.node("w3", ["zone": "b"]),
  ]

  private static func lowered(
    _ lines: String, onto nodes: [Node] = nodes, options: StackOptions = StackOptions()
  ) throws -> LoweredStack {
    try ComposeDocuments.file(ComposeDocuments.text(service: lines))
      .lowered(as: "st", onto: nodes, options: options)
  }

  private static func pod(_ lines: String) throws -> Pod {
    try #require(try lowered(lines).pods.first)
  }

  @Test(
    "tasks of all modes",
    arguments: [
      ("{}", ["st_s.1"]), ("{replicas: 3}", ["st_s.1", "st_s.2", "st_s.3"]), ("{replicas: 0}", []),
      ("{mode: replicated-job, replicas: 2}", ["st_s.1", "st_s.2"]),
      ("{mode: global}", ["st_s.m1", "st_s.w1", "st_s.w2", "st_s.w3"]),
      (
        "{mode: global-job, placement: {constraints: [node.role == worker]}}",
        ["st_s.w1", "st_s.w2", "st_s.w3"]
      ),
      (
        "{mode: global, placement: {constraints: [node.labels.disk == ssd, node.hostname != w1]}}",
        ["st_s.w2"]
      ),
      (
        "{mode: global, placement: {constraints: [node.labels.disk != ssd]}}",
        ["st_s.m1", "st_s.w3"]
      ),
    ] as [(String, [String])])
  func names(_ deploy: String, _ names: [String]) throws {
    let stack = try Self.lowered("deploy: \(deploy)")
    #expect(stack.pods.compactMap(\.metadata.name) == names)
    #expect(
      stack.pods.allSatisfy {
        $0.metadata.labels == [
          "com.docker.stack.namespace": "st", "com.docker.swarm.service.name": "st_s",
        ]
      })
  }

  @Test("a task of every node is tied to it, and to nothing that is drained")
  func global() throws {
    var nodes = Self.nodes
    nodes[1].spec.unschedulable = true
    let deploy = "deploy: {mode: global, placement: {constraints: [node.role == worker]}}"
    let stack = try Self.lowered(deploy, onto: nodes)
    #expect(stack.pods.compactMap(\.metadata.name) == ["st_s.w2", "st_s.w3"])
    let terms = stack.pods[0].spec.affinity?.nodeAffinity?.required?.nodeSelectorTerms ?? []
    #expect(terms.count == 1)
    #expect(terms[0].matchFields.map(\.values) == [["w2"]])
    #expect(terms[0].matchExpressions.map(\.key) == ["node-role.kubernetes.io/control-plane"])
    let none = try Self.lowered(deploy, onto: [nodes[0]])
    #expect(none.pods.isEmpty)
    #expect(none.notes == [.noNode(service: "s")])
  }

  @Test(
    "what is reserved is requested, and nothing else is",
    arguments: [
      ("reservations: {cpus: 0.25, memory: 64M}", ["cpu": "250m", "memory": "64Mi"], [:], nil),
      ("reservations: {cpus: 0.25}, limits: {cpus: 1}", ["cpu": "250m"], ["cpu": "1"], nil),
      (
        "reservations: {memory: 1g}, limits: {cpus: 1.5, memory: 2g}", ["memory": "1Gi"],
        ["memory": "2Gi"], "cpu=1500m"
      ),
      ("limits: {cpus: 1, memory: 1500}", [:], [:], "cpu=1,memory=1500"),
      ("reservations: {cpus: 0, memory: 0}", [:], [:], nil),
      ("reservations: {cpus: 0.0000001}", ["cpu": "100n"], [:], nil),
      (
        "reservations: {generic_resources: [{discrete_resource_spec: {kind: gpu, value: 2}}, "
          + "{discrete_resource_spec: {kind: SSD, value: 1}}], devices: [{capabilities: [gpu]}]}",
        ["nvidia.com/gpu": "3", "swarm.stevedore.dev/SSD": "1"], [:], nil
      ),
      (
        "reservations: {generic_resources: [{discrete_resource_spec: {kind: a.b/c, value: 2}}], "
          + "devices: [{capabilities: [gpu], driver: amd, count: 4}, "
          + "{capabilities: [tpu], count: 1}]}",
        ["a.b/c": "2", "amd.com/gpu": "4", "swarm.stevedore.dev/tpu": "1"], [:], nil
      ),
    ] as [(String, [String: String], [String: String], String?)])
  func resources(
    _ text: String, _ requests: [String: String], _ limits: [String: String], _ bare: String?
  ) throws {
    let pod = try Self.pod("deploy: {resources: {\(text)}}")
    let container = try #require(pod.spec.containers.first)
    #expect(container.name == "s")
    #expect(container.image == "i")
    #expect(pod.requestTexts == requests)
    #expect(container.resources.limits.mapValues(\.description) == limits)
    #expect(pod.metadata.annotations[SwarmNames.bareLimitsAnnotation] == bare)
  }

  @Test(
    "constraints are conditions on labels",
    arguments: [
      ("node.role == manager", "node-role.kubernetes.io/control-plane"),
      ("node.role != worker", "node-role.kubernetes.io/control-plane"),
      ("node.role == worker", "!node-role.kubernetes.io/control-plane"),
      ("node.role != Manager", "!node-role.kubernetes.io/control-plane"),
      ("node.labels.disk == ssd", "disk in (SSD,ssd)"),
      ("node.labels.disk != Ssd", "disk notin (SSD,Ssd,ssd)"),
      ("node.labels.none == x", "none=x"),
      ("node.hostname == W1", "kubernetes.io/hostname in (W1,w1)"),
      ("node.id != w9", "swarm.node.id!=w9"),
      ("node.platform.os == linux", "kubernetes.io/os=linux"),
      ("node.platform.arch == aarch64", "kubernetes.io/arch=arm64"),
      ("engine.labels.storage == zfs", "engine.labels.storage=zfs"),
      ("node.labels.topology.kubernetes.io/zone == a", "topology.kubernetes.io/zone=a"),
    ])
  func constraints(_ constraint: String, _ condition: String) throws {
    let pod = try Self.pod("deploy: {placement: {constraints: ['\(constraint)']}}")
    #expect(pod.conditions == [condition])
  }

  @Test("a condition holds for a node when Swarm says that the constraint does")
  func agreement() {
    var random = ComposeRandom(seed: 11)
    let keys = [
      "disk", "zone", "swarm.node.role", "node-role.kubernetes.io/control-plane",
      "node-role.kubernetes.io/master", "kubernetes.io/hostname", "kubernetes.io/os",
      "kubernetes.io/arch", "engine.labels.disk", "swarm.node.id",
    ]
    let values = ["a", "A", "b", "", "manager", "worker", "x86_64", "amd64", "N1", "n2"]
    let attributes: [SwarmConstraint.Attribute] = [
      .id, .hostname, .role, .os, .architecture, .label("disk"), .label("zone"),
      .engineLabel("disk"),
    ]
    var held = 0
    for _ in 0..<300 {
      let nodes = (0..<4).map { index in
        var node = ComposeDocuments.node("n\(index)")
        for _ in 0..<random.below(6) {
          node.metadata.labels[random.pick(keys)] = random.pick(values)
        }
        if random.below(3) == 0 { node.metadata.uid = random.pick(["a", "u-\(index)"]) }
        if random.below(3) == 0 {
          node.fields["status"] = [
            "nodeInfo": ["operatingSystem": "a", "architecture": .string(random.pick(values))]
          ]
        }
        return node
      }
      let swarm = nodes.map(SwarmNode.init)
      let labelled = zip(swarm, nodes).map { $0.labelling($1) }
      let attribute = random.pick(attributes)
      let value =
        attribute == .role
        ? random.pick(["manager", "worker"]) : random.pick(values.filter { !$0.isEmpty })
      let constraint = SwarmConstraint(
        attribute, isEqual: random.below(2) == 0,
        attribute == .architecture && value == "x86_64" ? "amd64" : value)
      let condition = constraint.requirement(among: swarm).requirement
      for (node, labelled) in zip(swarm, labelled) {
        let holds = node.satisfies(constraint)
        held += holds ? 1 : 0
        #expect(condition?.matches(labelled.metadata.labels) == holds, "\(constraint) \(labelled)")
        let again = SwarmNode(labelled)
        #expect(again[attribute] == node[attribute])
      }
    }
    #expect((300...900).contains(held))
  }

  @Test("preferences are spread constraints in their order")
  func preferences() throws {
    let pod = try Self.pod(
      """
      deploy:
        placement:
          preferences:
            [{spread: node.labels.zone}, {spread: engine.labels.rack}, {spread: node.labels.zone}]
      """)
    let constraints = pod.spec.topologySpreadConstraints
    #expect(constraints.map(\.topologyKey) == ["zone", "engine.labels.rack"])
    #expect(constraints.allSatisfy { $0.whenUnsatisfiable == "ScheduleAnyway" && $0.maxSkew == 1 })
    #expect(
      constraints[0].labelSelector?.matchLabels == ["com.docker.swarm.service.name": "st_s"])
    #expect(pod.spec.affinity == nil)
  }

  @Test("the most that a node may have")
  func mostPerNode() throws {
    let two = try Self.pod("deploy: {placement: {max_replicas_per_node: 2}}")
    #expect(two.metadata.annotations == ["stevedore.dev/max-per-node": "2"])
    #expect(two.spec.affinity == nil)
    let one = try Self.pod("deploy: {placement: {max_replicas_per_node: 1}}")
    #expect(one.metadata.annotations == ["stevedore.dev/max-per-node": "1"])
    let term = try #require(one.spec.affinity?.podAntiAffinity?.required.first)
    #expect(term.topologyKey == "kubernetes.io/hostname")
    #expect(term.labelSelector?.matchLabels == ["com.docker.swarm.service.name": "st_s"])
    let any = try Self.pod("deploy: {placement: {max_replicas_per_node: 0}}")
    #expect(any.metadata.annotations.isEmpty)
  }

  @Test("only ports of host mode are ports of the node")
  func ports() throws {
    let stack = try Self.lowered(
      """
      ports:
        - 8080:80
        - {target: 53, published: 53, protocol: udp, mode: host, host_ip: 10.0.0.1}
        - {target: 90, published: 9000-9001, mode: host}
      """)
    let ports = try #require(stack.pods.first?.spec.containers.first?.ports)
    #expect(ports.map(\.containerPort) == [80, 53, 90])
    #expect(ports.map(\.hostPort) == [nil, 53, 9000])
    #expect(ports.map(\.hostIP) == [nil, "10.0.0.1", nil])
    #expect(ports.map(\.protocol) == ["TCP", "UDP", "TCP"])
    #expect(stack.notes == [.portOfRange(service: "s", ports: 9000...9001)])
  }

  @Test("what pods do not say is noted, in words")
  func notes() throws {
    let file = try ComposeDocuments.file(
      """
      services:
        s:
          image: i
          pids_limit: 9
          mem_limit: 1g
          volumes: [data:/a, nfs:/b, ./c:/c, /d]
          deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: all}]}}}
        t: {image: i, profiles: [debug, seed]}
        g: {image: i, deploy: {mode: global}}
      volumes: {data: null, nfs: {driver: nfs}}
      """)
    let stack = try file.lowered(as: "st")
    #expect(
      stack.notes.map(\.description) == [
        "s: limited but not reserved, so nothing is set aside: memory",
        "s: the limit of 9 processes is not counted on nodes",
        "s: all of a node's nvidia.com/gpu are reserved, counted as 1",
        "s: volume 'data' is local to a node, its data do not move with a task",
        "s: './c' has to be on every node that a task may come to",
        "t: not started without one of the profiles debug, seed",
        "g: runs on every node that keeps its constraints, and none does",
      ])
    #expect(stack.pods.compactMap(\.metadata.name) == ["st_s.1"])
    var options = StackOptions()
    options.profiles = ["seed"]
    #expect(
      try file.lowered(as: "st", options: options).pods.compactMap(\.metadata.name)
        == ["st_s.1", "st_t.1"])
  }

  @Test("managers take tasks unless that is not wanted")
  func managers() throws {
    #expect(try Self.pod("").spec.tolerations.count == 2)
    var options = StackOptions()
    options.managersTakeTasks = false
    #expect(try Self.lowered("", options: options).pods.first?.spec.tolerations.isEmpty == true)
  }

  @Test(
    "when a pod is started again",
    arguments: [
      ("{}", "Always"), ("{mode: global}", "Always"), ("{mode: replicated-job}", "OnFailure"),
      ("{restart_policy: {condition: none}}", "Never"),
      ("{restart_policy: {condition: on-failure}}", "OnFailure"),
      ("{restart_policy: {condition: any}}", "Always"),
    ])
  func restart(_ deploy: String, _ policy: String) throws {
    let pod = try Self.pod("deploy: \(deploy)\nstop_grace_period: 1500ms")
    #expect(pod.spec.fields["restartPolicy"] == .string(policy))
    #expect(pod.spec.fields["terminationGracePeriodSeconds"] == 2)
  }

  @Test("names that cannot be labels or resources are refused")
  func badNames() throws {
    let file = try ComposeDocuments.file("services: {a b: {image: i}}")
    #expect(throws: ComposeError.self) { try file.lowered(as: "") }
    #expect(throws: ComposeError.self) { try file.lowered(as: "a/b") }
    let name = #expect(throws: ComposeError.self) { try file.lowered(as: "st") }
    #expect(name?.field == "services.a b")
    #expect(name?.found == "'st_a b' as its name in the stack")
    let resource = #expect(throws: ComposeError.self) {
      try Self.pod(
        "deploy: {resources: {reservations: {generic_resources: "
          + "[{discrete_resource_spec: {kind: a b, value: 1}}]}}}")
    }
    #expect(
      resource?.field == "services.s.deploy.resources.reservations.generic_resources[0]")
    let many = "{discrete_resource_spec: {kind: a, value: 9223372036854775807}}"
    let overflow = #expect(throws: ComposeError.self) {
      try Self.pod("deploy: {resources: {reservations: {generic_resources: [\(many), \(many)]}}}")
    }
    #expect(overflow?.expected == "less than 2^63 in all")
  }
}
