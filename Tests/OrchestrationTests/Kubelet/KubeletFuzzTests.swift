// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing
import VectorPacking

@testable import Orchestration

/// Random pods, behaviours and faults: what must hold at every moment, and in the end.
@Suite struct KubeletFuzzTests {
  private static let second: Int64 = 1_000_000

  /// A run of a random history.
  private final class History {
    let cluster: TestCluster
    let fleet: KubeletFleet
    let injector: FaultInjector
    var random: SeededGenerator
    private var watch: (any WatchConnection)?
    private var phases: [String: String] = [:]
    private var restarts: [String: Int] = [:]
    private(set) var faults: [String] = []
    private let isLogging: Bool
    private(set) var log: [String] = []

    init(_ seed: UInt64, isLogging: Bool = false) throws {
      self.isLogging = isLogging
      random = SeededGenerator(seed: seed)
      cluster = try TestCluster(seed: seed)
      var behaviors: [Behavior] = []
      for index in 0..<random.integer(in: 0...4) {
        behaviors.append(Self.behavior(Int(index), &random))
      }
      var configuration = KubeletConfiguration()
      configuration.serializesImagePulls = random.below(2) == 0
      fleet = KubeletFleet(
        nodes: (1...3).map { NodeRig.node("node-\($0)", memory: "2Gi") },
        cluster.environment("kubelet", seed: seed),
        world: SimulatedWorld(behaviors: BehaviorSet(behaviors, seed: seed)),
        configuration: configuration)
      injector = FaultInjector(fleet, clock: cluster.clock)
      fleet.start()
      cluster.run(seconds: 1)
      watch = try cluster.user.watch(.pods, WatchOptions()) { [unowned self] events in
        for event in events { self.see(event) }
      }
    }

    static func behavior(_ index: Int, _ random: inout SeededGenerator) -> Behavior {
      var behavior = Behavior(name: "b\(index)")
      func some(_ seconds: ClosedRange<Int64>) -> RandomDuration {
        RandomDuration(
          .uniform(from: 0, to: random.integer(in: seconds) * second))
      }
      if random.below(2) == 0 { behavior.selector.pod = GlobPattern("*\(random.below(3))") }
      if random.below(4) == 0 { behavior.selector.container = GlobPattern("*") }
      if random.below(2) == 0 { behavior.startDelay = some(0...8) }
      if random.below(2) == 0 { behavior.readyDelay = some(0...8) }
      if random.below(2) == 0 { behavior.image.size = random.integer(in: 0...900_000_000) }
      if random.below(5) == 0 {
        behavior.image.failure = "not found"
        behavior.image.failureProbability = 0.7
      }
      if random.below(2) == 0 {
        behavior.exits = [
          .init(after: some(0...40), code: random.below(2), weight: 2), .init(after: nil),
        ]
      }
      if random.below(2) == 0 {
        behavior.termination = .init(delay: random.below(3) == 0 ? nil : some(0...20), code: 143)
      }
      if random.below(2) == 0 { behavior.preStop = some(0...10) }
      if random.below(2) == 0 { behavior.postStart = some(0...10) }
      for kind in ProbeKind.allCases where random.below(3) == 0 {
        behavior.probeFailures.append(.init(kind, after: some(0...50), duration: some(1...60)))
      }
      if random.below(3) == 0 {
        behavior.memory = [
          .init(at: 0, 10 << 20),
          .init(at: random.integer(in: 1...90) * second, random.integer(in: 10...900) << 20),
        ]
      }
      return behavior
    }

    func fail(_ text: String) {
      if faults.count < 5 { faults.append("\(cluster.clock.now): \(text)") }
    }

    func see(_ event: WatchEvent) {
      let uid = event.object.uid
      let pod = Pod(fields: event.object)
      let phase = pod.status.phase ?? "Pending"
      if isLogging {
        log.append("\(cluster.clock.now) \(event.kind.rawValue) \(event.key) \(pod.status.value)")
      }
      if let before = phases[uid], before == "Succeeded" || before == "Failed", phase != before {
        fail("\(event.key) went from \(before) to \(phase)")
      }
      phases[uid] = phase
      for status in pod.status.initContainerStatuses + pod.status.containerStatuses {
        let name = "\(uid)/\(status.name ?? "")"
        let count = status.restartCount ?? 0
        if count < restarts[name, default: 0] { fail("\(name) restarted \(count) times") }
        restarts[name] = count
        if status.ready == true, status.state.running == nil,
          status.state.terminated?.exitCode != 0
        {
          fail("\(name) is ready and does not run")
        }
      }
      let isReady = pod.status.conditions.contains { $0.type == "Ready" && $0.status == "True" }
      if isReady, !pod.status.containerStatuses.allSatisfy({ $0.ready == true }) {
        fail("\(event.key) is ready and its containers are not")
      }
    }

    /// At most one run of a container at once, and none without power.
    func checkMachines() {
      for kubelet in fleet.kubelets {
        for sandbox in kubelet.machine.knownSandboxes {
          var names: Set<String> = []
          for run in sandbox.containers where !run.hasExited {
            if !names.insert(run.name).inserted {
              fail("\(sandbox.key)/\(run.name) runs twice on \(kubelet.nodeName)")
            }
            if !kubelet.machine.isOn { fail("\(sandbox.key) runs without power") }
          }
        }
      }
    }

    func step(_ number: Int) throws {
      let node = GlobPattern("node-\(1 + random.below(3))")
      let time = random.integer(in: 1...60) * second
      switch random.below(13) {
      case 0...3: try makePod(number)
      case 4, 5:
        let pods = try cluster.user.list(.pods, ListOptions()).items
        guard !pods.isEmpty else { return }
        let grace: Int64? = random.below(4) == 0 ? 0 : random.below(2) == 0 ? nil : 5
        _ = try? cluster.user.delete(
          .pods, ObjectKey(pods[random.below(pods.count)]),
          DeleteOptions(gracePeriodSeconds: grace))
      case 6: injector.crashNodes(node, rebootAfter: time)
      case 7, 8: injector.restartKubelets(node, downFor: random.below(2) == 0 ? 0 : time)
      case 9: injector.partitionNodes(node, for: time)
      case 10:
        var selector = BehaviorSelector()
        selector.pod = GlobPattern("*\(random.below(4))")
        if random.below(2) == 0 {
          injector.crashLoop(selector, after: time / 10, for: time)
        } else {
          injector.failProbe(selector, .allCases[random.below(3)], for: time)
        }
      case 11:
        // Somebody else writes the pods as well.
        for var pod in try cluster.user.list(.pods, ListOptions()).items {
          pod.modify("metadata") { metadata in
            metadata.modify("labels") { $0["note"] = .string(String(number)) }
          }
          try cluster.user.update(.pods, pod)
        }
      default: injector.delayAPI(node, by: time / 30, for: time)
      }
    }

    private func makePod(_ number: Int) throws {
      let policy = ["Always", "OnFailure", "Never"][random.below(3)]
      var spec = "restartPolicy: \(policy)\nterminationGracePeriodSeconds: \(random.below(20))\n"
      if random.below(3) == 0 {
        spec += """
          initContainers:
            - {name: first, image: tool:1}
            - {name: side, image: tool:2, restartPolicy: Always}

          """
      }
      if random.below(5) == 0 { spec += "activeDeadlineSeconds: \(20 + random.below(100))\n" }
      var container = ""
      for (name, _) in [("startupProbe", 0), ("readinessProbe", 1), ("livenessProbe", 2)]
      where random.below(3) == 0 {
        container += "\(name): {tcpSocket: {port: 80}, periodSeconds: \(1 + random.below(10))}\n"
      }
      if random.below(3) == 0 {
        container +=
          "lifecycle: {preStop: {exec: {command: [a]}}, postStart: {exec: {command: [b]}}}\n"
      }
      if random.below(3) == 0 { container += "resources: {limits: {memory: 300Mi}}\n" }
      // Names come again, so that a pod may follow another one of its name.
      let name = "pod-\(number % 7)"
      let key = ObjectKey(namespace: "default", name: name)
      guard try cluster.user.find(.pods, key) == nil else { return }
      for object in try cluster.apply(NodeRig.pod(name, spec: spec, container: container)) {
        try cluster.user.bind(
          ObjectKey(object), uid: object.uid, to: "node-\(1 + random.below(3))")
      }
    }

    func run() throws {
      cluster.clock.afterStep = { [unowned self] in self.checkMachines() }
      for number in 0..<60 {
        try step(number)
        cluster.run(seconds: Double(random.below(20)))
      }
      // All faults end; then pods that are to be deleted are gone, and nothing else runs.
      cluster.run(seconds: 400)
      for kubelet in fleet.kubelets {
        kubelet.machine.boot()
        kubelet.machine.connect()
        kubelet.start()
      }
      cluster.run(seconds: 1_000)
      let pods = try cluster.user.list(.pods, ListOptions()).items
      for pod in pods where pod.metadata["deletionTimestamp"] != nil {
        fail("\(ObjectKey(pod)) is still there")
      }
      let wanted = Dictionary(
        uniqueKeysWithValues: pods.map { ($0.uid, Pod(fields: $0)) })
      for kubelet in fleet.kubelets {
        for sandbox in kubelet.machine.knownSandboxes {
          let isRunning = sandbox.containers.contains { !$0.hasExited }
          guard isRunning else { continue }
          guard let pod = wanted[sandbox.uid] else {
            fail("\(sandbox.key) runs and is gone")
            continue
          }
          if pod.spec.nodeName != kubelet.nodeName { fail("\(sandbox.key) runs elsewhere") }
          if pod.status.phase == "Succeeded" || pod.status.phase == "Failed" {
            fail("\(sandbox.key) runs and has ended")
          }
        }
      }
      for pod in wanted.values where pod.status.phase == "Running" {
        let name = pod.spec.nodeName ?? ""
        let sandbox = fleet[name]?.machine.sandbox(pod.fields.uid)
        for status in pod.status.containerStatuses where status.state.running != nil {
          if sandbox?.latest(status.name ?? "")?.isRunning != true {
            fail("\(ObjectKey(pod)) is told to run and does not")
          }
        }
      }
    }
  }

  @Test(arguments: 0..<40) func invariantsHold(_ seed: UInt64) throws {
    let history = try History(seed)
    try history.run()
    #expect(history.faults.isEmpty)
  }

  @Test func aHistoryIsTheSameEachTime() throws {
    let (first, second) = (try History(5, isLogging: true), try History(5, isLogging: true))
    try first.run()
    try second.run()
    #expect(first.log == second.log)
    #expect(first.log.count > 20)
  }
}
