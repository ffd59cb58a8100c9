// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Sees when a node runs short of memory, and evicts pods until it does not.
///
/// Use is known as a function of time, so the moment at which memory runs short is worked out and
/// nothing is looked at before. From `pkg/kubelet/eviction`.
final class MemoryPressure {
  private unowned let kubelet: Kubelet
  private var appointment: Appointment?
  private var isScheduled = false
  /// When memory was short last.
  private var lastShort: Timestamp?
  /// Whether the node tells that memory is short.
  private(set) var isTold = false

  init(_ kubelet: Kubelet) { self.kubelet = kubelet }

  private var clock: any Clock { kubelet.environment.clock }

  func stop() {
    appointment?.cancel()
    appointment = nil
    (isScheduled, isTold, lastShort) = (false, false, nil)
  }

  /// Works out anew when memory runs short, once what happens now has happened.
  func schedule() {
    guard kubelet.node.memoryCapacity != nil, !isScheduled else { return }
    let isUsed = kubelet.workers.values.contains { worker in
      worker.units.contains { $0.isActive && $0.container?.plan.memory != nil }
    }
    guard isUsed || isTold || appointment != nil else { return }
    isScheduled = true
    clock.scheduleNext { [weak self] in
      self?.isScheduled = false
      self?.look()
    }
  }

  private var runs: [MachineContainer] {
    kubelet.machine.knownSandboxes.flatMap(\.containers).filter {
      $0.isRunning && $0.plan.memory != nil
    }
  }

  private func look() {
    appointment?.cancel()
    appointment = nil
    guard kubelet.isRunning, let capacity = kubelet.node.memoryCapacity else { return }
    let configuration = kubelet.configuration
    let most = capacity - configuration.systemMemory - configuration.memoryThreshold
    let runs = runs
    let now = clock.now
    func used(_ time: Int64) -> Int64 {
      runs.reduce(0) { $0 + $1.memory(at: Timestamp(microseconds: time)) }
    }
    let present = used(now.microseconds)
    if present > most {
      lastShort = now
      isTold = true
      kubelet.node.setMemoryPressure(true)
      evict(available: capacity - configuration.systemMemory - present)
      again(after: configuration.evictionPeriod)
      return
    }
    let edges = runs.flatMap { run in
      (run.plan.memory?.points ?? []).map { run.startedAt.microseconds + $0.time }
    }
    var next = UsageCurve.firstTime(from: now.microseconds, edges: edges, above: most, used)
    if isTold, let lastShort {
      let end = lastShort.advanced(by: configuration.pressureTransition)
      if end <= now {
        isTold = false
        kubelet.node.setMemoryPressure(false)
      } else {
        next = min(next ?? .max, end.microseconds)
      }
    }
    if let next { again(after: next - now.microseconds) }
  }

  private func again(after delay: Int64) {
    appointment = clock.schedule(after: delay) { [weak self] in
      self?.appointment = nil
      self?.look()
    }
  }

  /// Evicts the pod that ranks first: one that uses more than it requests, of low priority, that
  /// uses most above its request (`rankMemoryPressure` in `helpers.go`).
  private func evict(available: Int64) {
    let now = clock.now
    var ranked: [(worker: PodWorker, exceeds: Bool, priority: Int64, above: Int64)] = []
    for worker in kubelet.activeWorkers where worker.ending == nil && !isCritical(worker) {
      var (used, requested) = (Int64(0), Int64(0))
      for (index, unit) in worker.units.enumerated() {
        used += unit.container?.memory(at: now) ?? 0
        if worker.shape.containers[index].role != .initial {
          requested += worker.shape.containers[index].memoryRequest
        }
      }
      var priority: Int64 = 0
      if case .integer(let value)? = worker.spec["priority"] { priority = value }
      ranked.append((worker, used > requested, priority, used - requested))
    }
    ranked.sort { left, right in
      if left.exceeds != right.exceeds { return left.exceeds }
      if left.priority != right.priority { return left.priority < right.priority }
      if left.above != right.above { return left.above > right.above }
      return left.worker.key < right.worker.key
    }
    kubelet.node.tell?(.warning, "EvictionThresholdMet", "Attempting to reclaim memory")
    guard let victim = ranked.first?.worker else { return }
    let message = message(victim, available: available)
    kubelet.tell(victim.pod, .warning, reason: "Evicted", message)
    victim.fail(reason: "Evicted", message: message, gracePeriod: 0, isDisruption: true)
  }

  private func isCritical(_ worker: PodWorker) -> Bool {
    if case .integer(let priority)? = worker.spec["priority"] { return priority >= 2_000_000_000 }
    return false
  }

  /// Memory is used in pages.
  private static func pages(_ bytes: Int64) -> Int64 { bytes / 4_096 * 4_096 }

  private func message(_ worker: PodWorker, available: Int64) -> String {
    var text =
      "The node was low on resource: memory. Threshold quantity: "
      + "\(QuantityUnit.bytes.format(kubelet.configuration.memoryThreshold)), "
      + "available: \(QuantityUnit.bytes.format(Self.pages(available))). "
    for (index, unit) in worker.units.enumerated() {
      let used = unit.container?.memory(at: clock.now) ?? 0
      let request = worker.shape.containers[index].memoryRequest
      if used > request {
        text +=
          "Container \(worker.shape.containers[index].name) was using \(QuantityUnit.bytes.format(Self.pages(used))), "
          + "request is \(QuantityUnit.bytes.format(request)), has larger consumption of memory. "
      }
    }
    return text
  }
}
