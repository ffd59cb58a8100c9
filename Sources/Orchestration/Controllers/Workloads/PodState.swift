// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the controllers of workloads look at in a pod, read once a change.
struct PodState {
  /// How far a pod is, in the order in which pods are deleted.
  enum Phase: UInt8 {
    /// Not all containers have begun.
    case pending
    /// Its node does not answer.
    case unknown
    /// It runs.
    case running
    /// All containers have ended well.
    case succeeded
    /// A container has failed for good.
    case failed
  }

  /// The identity.
  let uid: String
  /// When it was created, in microseconds.
  let created: Int64
  /// The number of its node; negative where it has none.
  var node: Int32
  /// How far it is.
  var phase: Phase
  /// Whether deletion was asked for.
  var isToEnd: Bool
  /// Since when it is ready, in microseconds; `nil` where it is not.
  var readySince: Int64?
  /// What the annotation `controller.kubernetes.io/pod-deletion-cost` says.
  var deletionCost: Int64
  /// The most restarts of a container.
  var restarts: Int

  /// Reads a pod.
  ///
  /// - Parameters:
  ///   - pod: The pod.
  ///   - previous: What was known of it, which saves reading what cannot change.
  ///   - number: The number of a node.
  init(_ pod: Fields, previous: PodState?, node number: (String) -> Int32) {
    let metadata = pod["metadata"]?.object
    uid = metadata?["uid"]?.string ?? ""
    created = previous?.created ?? pod.created
    isToEnd = metadata?["deletionTimestamp"] != nil
    if let name = pod["spec"]?.object?["nodeName"]?.string, !name.isEmpty {
      node = previous.flatMap { $0.node >= 0 ? $0.node : nil } ?? number(name)
    } else {
      node = -1
    }
    deletionCost = 0
    if let annotations = metadata?["annotations"]?.object, !annotations.isEmpty {
      deletionCost =
        annotations["controller.kubernetes.io/pod-deletion-cost"]?.string.flatMap { Int64($0) } ?? 0
    }
    (phase, readySince, restarts) = (.pending, nil, 0)
    guard let status = pod["status"]?.object else { return }
    phase = Self.phase(status["phase"]?.string)
    readySince = Self.readySince(status, previous)
    for case .object(let container) in status["containerStatuses"]?.array ?? [] {
      restarts = max(restarts, container.wholeNumber("restartCount") ?? 0)
    }
  }

  private static func phase(_ text: String?) -> Phase {
    switch text {
    case "Running": .running
    case "Succeeded": .succeeded
    case "Failed": .failed
    case "Unknown": .unknown
    default: .pending
    }
  }

  private static func readySince(_ status: Fields, _ previous: PodState?) -> Int64? {
    for case .object(let condition) in status["conditions"]?.array ?? [] {
      guard condition["type"] == "Ready" else { continue }
      guard condition["status"] == "True" else { return nil }
      return condition["lastTransitionTime"].flatMap { Timestamp($0) }?.microseconds ?? 0
    }
    return nil
  }

  /// Whether it has ended.
  var hasEnded: Bool { phase == .succeeded || phase == .failed }
  /// Whether it has neither ended nor is to end (`controller.IsPodActive`).
  var isActive: Bool { !isToEnd && !hasEnded }
  /// Whether it is to end and has not (`controller.IsPodTerminating`).
  var isTerminating: Bool { isToEnd && !hasEnded }
  /// Whether it is ready.
  var isReady: Bool { readySince != nil }
}
