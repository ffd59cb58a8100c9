// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The status of a pod, from what its worker knows.
///
/// From `pkg/kubelet/kubelet_pods.go` (`generateAPIPodStatus`, `getPhase`) and
/// `status/generate.go`.
extension PodWorker {
  private static let names = [
    "observedGeneration", "phase", "conditions", "message", "reason", "hostIP", "hostIPs", "podIP",
    "podIPs", "startTime", "initContainerStatuses", "containerStatuses", "qosClass",
  ]

  /// The status as it is to be written.
  func makeStatus() -> Fields {
    let old = status
    if case .rejected(let reason, let message)? = ending {
      var status: Fields = [
        "phase": "Failed", "conditions": old["conditions"] ?? [], "message": .string(message),
        "reason": .string(reason),
      ]
      status["startTime"] = startTime
      status["qosClass"] = old["qosClass"]
      return status
    }
    let phase = makePhase()
    let isTerminal = phase == "Succeeded" || phase == "Failed"
    let generation = pod.metadata["generation"]
    let before = old["conditions"]?.array ?? []
    let conditions = kubelet.patterns.conditions(
      before, wantedConditions(phase, before), generation: generation, at: machine.shown(now))
    var reason: Value?
    var message: Value?
    if isTerminal, case .failed(let why, let text, _, _)? = ending {
      (reason, message) = (.string(why), .string(text))
    } else if isTerminalInAPI {
      (reason, message) = (old["reason"], old["message"])
    }
    var address = old["podIP"]
    var addresses = old["podIPs"]
    if let own = machine.sandbox(uid)?.address, address?.string != own {
      address = .string(own)
      addresses = [["ip": .string(own)]]
    }
    let initial = 0..<shape.initialCount
    let main = shape.initialCount..<units.count
    let values: [Value?] = [
      generation, .string(phase), .array(conditions), message, reason, kubelet.hostAddress,
      kubelet.hostAddresses, address, addresses, startTime,
      initial.isEmpty
        ? nil : containerStatuses(initial, old["initContainerStatuses"]?.array ?? []),
      containerStatuses(main, old["containerStatuses"]?.array ?? []), old["qosClass"],
    ]
    var status = kubelet.patterns.fields(Self.names, values)
    for (name, value) in old where !Self.names.contains(name) { status[name] = value }
    return status
  }

  // MARK: Phase

  private func makePhase() -> String {
    // What has ended stays as it ended.
    if isTerminalInAPI { return phase }
    if hasEnded, let ending {
      switch ending {
      case .failed, .rejected: return "Failed"
      case .deleted, .removed, .completed: break
      }
    }
    var (running, waiting, succeeded, stopped) = (0, 0, 0, 0)
    for index in 0..<shape.initialCount {
      let unit = units[index]
      guard shape.containers[index].role == .initial else {
        if !isStarted(index), !isInitialized, !hasEnded { return "Pending" }
        continue
      }
      if isInitialized { continue }
      guard let run = unit.container, run.hasExited else {
        if hasEnded { continue }
        return "Pending"
      }
      if run.exitCode != 0 { return restartPolicy == "Never" || hasEnded ? "Failed" : "Pending" }
    }
    for index in shape.initialCount..<units.count {
      guard let run = units[index].container else {
        waiting += 1
        continue
      }
      if run.hasExited {
        stopped += 1
        if run.exitCode == 0 { succeeded += 1 }
      } else if isShownRunning(index) {
        running += 1
      } else if units[index].previous == nil {
        waiting += 1
      } else {
        stopped += 1
      }
    }
    if hasEnded {
      // Containers that never ran are lost.
      return waiting == 0 && stopped == succeeded ? "Succeeded" : "Failed"
    }
    if waiting > 0 { return "Pending" }
    if running > 0 { return "Running" }
    if stopped == 0 { return "Pending" }
    switch restartPolicy {
    case "Never" where isCompleted: return succeeded == stopped ? "Succeeded" : "Failed"
    case "OnFailure" where isCompleted && succeeded == stopped: return "Succeeded"
    default: return "Running"
    }
  }

  private var isCompleted: Bool {
    if case .completed? = ending { return hasEnded }
    return false
  }

  /// Whether a container takes requests, or has done its work before the others.
  func isReady(_ index: Int) -> Bool {
    let run = units[index].container
    if shape.containers[index].role == .initial {
      return run?.hasExited == true && run?.exitCode == 0
    }
    return units[index].isReady && run?.isRunning == true
  }

  /// Whether a container has started and runs.
  func isStarted(_ index: Int) -> Bool {
    units[index].isStarted && units[index].container?.isRunning == true
  }

  private func isShownRunning(_ index: Int) -> Bool {
    guard let run = units[index].container, run.isRunning else { return false }
    // A container is said to run once the hook after its start is done.
    if let end = units[index].hookEnd, end > now { return false }
    return true
  }

  // MARK: Conditions

  private func wantedConditions(_ phase: String, _ before: [Value]) -> [StatusPatterns.Wanted] {
    let isOver = phase == "Succeeded"
    let main = shape.initialCount..<units.count
    let initial = 0..<shape.initialCount
    func text(_ kind: String, _ unready: [Int]) -> String {
      "containers with \(kind) status: ["
        + unready.map { shape.containers[$0].name }.joined(separator: " ") + "]"
    }
    func wanted(
      _ type: String, _ isTrue: Bool, _ reason: String? = nil, _ message: String? = nil
    ) -> StatusPatterns.Wanted {
      StatusPatterns.Wanted(type: type, isTrue: isTrue, reason: reason, message: message)
    }
    var conditions: [StatusPatterns.Wanted] = []
    if case .failed(_, let message, _, true)? = ending {
      conditions.append(wanted("DisruptionTarget", true, "TerminationByKubelet", message))
    }
    let hasSandbox = !hasEnded && machine.sandbox(uid)?.isAlive == true
    conditions.append(wanted("PodReadyToStartContainers", hasSandbox))
    let incomplete = initial.filter { index in
      if isInitialized { return false }
      return shape.containers[index].role == .sidecar
        ? !isStarted(index)
        : units[index].container?.hasExited != true
          || units[index].container?.exitCode != 0
    }
    if isOver {
      conditions.append(wanted("Initialized", true, "PodCompleted"))
    } else if incomplete.isEmpty {
      conditions.append(wanted("Initialized", true))
    } else {
      conditions.append(
        wanted(
          "Initialized", false, "ContainersNotInitialized", text("incomplete", incomplete)))
    }
    let sidecars = initial.filter { shape.containers[$0].role == .sidecar }
    let unready = (sidecars + main).filter { !isReady($0) }
    var containers = wanted("ContainersReady", true)
    if isOver {
      containers = wanted("ContainersReady", false, "PodCompleted")
    } else if phase == "Failed" {
      containers = wanted("ContainersReady", false, "PodFailed")
    } else if !unready.isEmpty {
      containers = wanted(
        "ContainersReady", false, "ContainersNotReady", text("unready", unready))
    }
    var ready = containers
    ready.type = "Ready"
    if containers.isTrue, let closed = closedGates(before) {
      (ready.isTrue, ready.reason, ready.message) = (false, "ReadinessGatesNotReady", closed)
    }
    conditions.append(ready)
    conditions.append(containers)
    return conditions
  }

  /// What the gates say that are not open; `nil` where all are.
  private func closedGates(_ conditions: [Value]) -> String? {
    guard let gates = spec["readinessGates"]?.array, !gates.isEmpty else { return nil }
    var texts: [String] = []
    for gate in gates {
      let type = gate.object?["conditionType"]?.string ?? ""
      let found = conditions.first { $0.object?["type"]?.string == type }?.object
      if found == nil {
        texts.append("corresponding condition of pod readiness gate \"\(type)\" does not exist.")
      } else if found?["status"]?.string != "True" {
        texts.append(
          "the status of pod readiness gate \"\(type)\" is not \"True\", but "
            + (found?["status"]?.string ?? ""))
      }
    }
    return texts.isEmpty ? nil : texts.joined(separator: ", ")
  }
}
