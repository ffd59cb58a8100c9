// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Tells what the pods of a node use, while somebody wants to know it: one small report a node, which
/// takes the place of the one before.
///
/// As a metrics server reads all kubelets at once every 15 seconds, all tell at the same moments.
/// A container that has run for less than ten seconds is not told of, nor is its pod (from
/// `metrics-server/pkg/storage/pod.go`).
final class UsageReporter {
  private unowned let kubelet: Kubelet
  private let demand: MetricsDemand
  private var appointment: Appointment?
  /// How often is told, in microseconds.
  static let period: Int64 = 15_000_000
  /// How long a container has to run before it is told of.
  static let shortestWindow: Int64 = 10_000_000

  init(_ kubelet: Kubelet, demand: MetricsDemand) {
    (self.kubelet, self.demand) = (kubelet, demand)
    demand.observe { [weak self] in self?.update() }
  }

  /// Begins or ends, as somebody asks or nobody does.
  func update() {
    guard kubelet.isRunning, demand.isPresent else {
      stop()
      return
    }
    if appointment == nil { schedule() }
  }

  func stop() {
    appointment?.cancel()
    appointment = nil
  }

  private func schedule() {
    let now = kubelet.environment.clock.now.microseconds
    let next = (now / Self.period + 1) * Self.period
    appointment = kubelet.environment.clock.schedule(at: Timestamp(microseconds: next)) {
      [weak self] in
      guard let self else { return }
      self.tell()
      self.schedule()
    }
  }

  // MARK: A report

  private struct ContainerUsage {
    let name: String
    let window: Int64
    var cpu: Double
    let memory: Int64
  }

  private func tell() {
    guard kubelet.isRunning, kubelet.machine.isReachable else { return }
    let now = kubelet.environment.clock.now
    var pods: [(worker: PodWorker, containers: [ContainerUsage], load: PodLoad)] = []
    var (cpu, memory) = (0.0, kubelet.configuration.systemMemory)
    for worker in kubelet.activeWorkers {
      let load = kubelet.machine.world.load(worker.uid)
      let containers = usage(of: worker, load, at: now)
      for container in containers {
        cpu += container.cpu
        memory += container.memory
      }
      guard demand.concerns(worker.key.namespace) else { continue }
      let isFresh = containers.contains { $0.window < Self.shortestWindow }
      if !isFresh { pods.append((worker, containers, load)) }
    }
    // What is wanted beyond what the machine has is not had by anybody.
    var part = 1.0
    if let capacity = kubelet.node.cpuCapacity, cpu > Double(capacity), cpu > 0 {
      part = Double(capacity) / cpu
      cpu = Double(capacity)
    }
    let report: Fields = [
      "apiVersion": .string(ResourceType.nodeUsageReports.apiVersion), "kind": "NodeUsageReport",
      "metadata": ["name": .string(kubelet.nodeName)], "timestamp": now.wholeSecond.value,
      "window": .string(DurationText.text(Self.period)), "usage": Self.amounts(cpu, memory),
      "pods": .array(pods.map { Self.entry($0.worker, $0.containers, $0.load, part) }),
    ]
    _ = try? kubelet.client.update(.nodeUsageReports, report)
  }

  /// What the running containers of a pod use; what requests cause is the first one's.
  private func usage(
    of worker: PodWorker, _ load: PodLoad, at now: Timestamp
  ) -> [ContainerUsage] {
    var found: [ContainerUsage] = []
    var isLoadLeft = true
    for (index, unit) in worker.units.enumerated() {
      guard let run = unit.container, run.isRunning else { continue }
      let window = min(Self.period, now.microseconds - run.startedAt.microseconds)
      var cpu = kubelet.machine.cpu(of: run, from: now.advanced(by: -window), to: now)
      if isLoadLeft, run.role == .main {
        cpu += Double(load.cpu)
        isLoadLeft = false
      }
      if let limit = worker.shape.containers[index].cpuLimit { cpu = min(cpu, Double(limit)) }
      found.append(
        ContainerUsage(name: run.name, window: window, cpu: cpu, memory: run.memory(at: now)))
    }
    return found
  }

  private static func amounts(_ cpu: Double, _ memory: Int64) -> Value {
    // A metrics server tells billionths of a processor and Ki.
    let nanocores = Int64((cpu * 1e6).rounded())
    let text = nanocores == 0 ? "0" : "\(nanocores)n"
    let kibibytes = (memory + 1_023) / 1_024
    return ["cpu": .string(text), "memory": .string(kibibytes == 0 ? "0" : "\(kibibytes)Ki")]
  }

  private static func entry(
    _ worker: PodWorker, _ containers: [ContainerUsage], _ load: PodLoad, _ part: Double
  ) -> Value {
    let window = containers.map(\.window).min() ?? period
    return [
      "name": .string(worker.key.name), "namespace": .string(worker.key.namespace),
      "uid": .string(worker.uid), "window": .string(DurationText.text(window)),
      "containers": .array(
        containers.map {
          ["name": .string($0.name), "usage": amounts($0.cpu * part, $0.memory)]
        }),
      "values": [
        "requests_per_second": .string(
          QuantityUnit.milli.format(Int64((load.requestsPerSecond * 1_000).rounded()))),
        "requests_in_flight": .string(String(load.inFlight)),
      ],
    ]
  }
}
