// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// A scheduler and a kubelet without any detail, for tests of controllers: every pod is put on one
/// node, runs and is ready after a while, and is gone once it is to end.
final class InstantNode: Component {
  let name = "instant-node"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let pods: Informer
  private let readyAfter: (Fields) -> Int64?
  private let endsAfter: (Fields) -> (delay: Int64, exitCode: Int64)?
  private var running: [String: Int64] = [:]

  /// Creates it.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - readyAfter: After how many microseconds of running a pod is ready; never where `nil`.
  ///   - endsAfter: After how many microseconds of running a pod ends by itself, and with which
  ///     exit code; never where `nil`.
  init(
    _ environment: ComponentEnvironment, readyAfter: @escaping (Fields) -> Int64? = { _ in 0 },
    endsAfter: @escaping (Fields) -> (delay: Int64, exitCode: Int64)? = { _ in nil }
  ) {
    (self.environment, self.readyAfter, self.endsAfter) = (environment, readyAfter, endsAfter)
    loop = ControllerLoop(name: name, environment: environment)
    pods = loop.watch(.pods) { [$0.key] }
  }

  var isRunning: Bool { loop.isRunning }
  func stop() { loop.stop() }
  func start() {
    loop.start { [unowned self] key throws(APIStatus) in try self.reconcile(key) }
  }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let object = pods[key] else { return }
    let pod = Pod(fields: object)
    if object.metadata["deletionTimestamp"] != nil {
      // Who holds the pod sees that it was killed.
      if object.metadata["finalizers"] != nil, !object.hasFinishedPhase {
        try end(object, exitCode: 137)
      }
      try environment.client.deleteIfPresent(
        .pods, key, DeleteOptions(gracePeriodSeconds: 0, uid: object.uid))
      running[object.uid] = nil
      return
    }
    guard pod.spec.nodeName ?? "" != "" else {
      // Pods of DaemonSets say which node they are for.
      let node = DaemonPod.target(of: object["spec"]?.object) ?? "node-1"
      try environment.client.bind(key, uid: object.uid, to: node)
      return
    }
    guard pod.status.phase != "Succeeded", pod.status.phase != "Failed" else { return }
    let now = environment.clock.now.microseconds
    let since = running[object.uid] ?? now
    running[object.uid] = since
    if let (delay, exitCode) = endsAfter(object) {
      if now >= since + delay { return try end(object, exitCode: exitCode) }
      loop.add(key, after: since + delay - now)
    }
    var isReady = false
    if let delay = readyAfter(object) {
      isReady = now >= since + delay
      if !isReady { loop.add(key, after: since + delay - now) }
    }
    let isKnown = pod.status.conditions.contains {
      $0.type == "Ready" && $0.status == (isReady ? "True" : "False")
    }
    if isKnown { return }
    var changed = object
    let timestamp = environment.timestamp
    changed.modify("status") { status in
      status["phase"] = "Running"
      if status["startTime"] == nil { status["startTime"] = timestamp }
      var conditions = status["conditions"]?.array ?? []
      for type in ["Ready", "ContainersReady"] {
        conditions.removeAll { $0.object?["type"]?.string == type }
        conditions.append([
          "type": .string(type), "status": isReady ? "True" : "False",
          "lastTransitionTime": timestamp,
        ])
      }
      status["conditions"] = .array(conditions)
    }
    try environment.client.updateStatus(.pods, changed)
  }

  /// The containers of a pod have ended.
  private func end(_ pod: Fields, exitCode: Int64) throws(APIStatus) {
    let timestamp = environment.timestamp
    let containers = pod.wanted["containers"]?.array ?? []
    let statuses: [Value] = containers.map { container in
      [
        "name": container.object?["name"] ?? "",
        "state": [
          "terminated": ["exitCode": .integer(exitCode), "finishedAt": timestamp]
        ],
      ]
    }
    try environment.client.change(
      .pods, ObjectKey(pod), uid: pod.uid, subresource: .status
    ) { object in
      object.modify("status") { status in
        status["phase"] = exitCode == 0 ? "Succeeded" : "Failed"
        status["containerStatuses"] = .array(statuses)
      }
      object.setCondition(ObjectCondition(type: "Ready", status: "False"), at: timestamp)
      return true
    }
  }
}
