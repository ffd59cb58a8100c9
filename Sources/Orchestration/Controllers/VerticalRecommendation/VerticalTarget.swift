// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Why it cannot be told which pods an autoscaler is about.
struct VerticalTargetFault: Error {
  var message: String
}

/// Finds the pods that a VerticalPodAutoscaler is about.
enum VerticalTarget {
  private static let types: [ResourceType] = [
    .deployments, .statefulSets, .daemonSets, .replicaSets, .jobs, .replicationControllers,
  ]

  /// The type of a target.
  static func type(of target: ObjectReference) -> ResourceType? {
    types.first { $0.kind == target.kind && $0.apiVersion == target.apiVersion }
  }

  /// The selector of a target.
  ///
  /// - Parameters:
  ///   - target: The target.
  ///   - namespace: Its namespace.
  ///   - client: The way to the API.
  /// - Returns: The selector.
  /// - Throws: Why there is none.
  static func selector(
    of target: ObjectReference, in namespace: String, _ client: any APIClient
  ) throws(VerticalTargetFault) -> LabelSelector {
    guard let type = type(of: target) else {
      throw VerticalTargetFault(
        message: "Unsupported target kind \(target.kind ?? "") of \(target.apiVersion ?? "")")
    }
    let key = ObjectKey(namespace: namespace, name: target.name ?? "")
    guard let object = (try? client.find(type, key)).flatMap(\.self) else {
      throw VerticalTargetFault(
        message: "Cannot read targetRef. Reason: \(type.kind) \(key) does not exist")
    }
    guard let selector = selector(of: object) else {
      throw VerticalTargetFault(message: "\(type.kind) \(key) has no selector")
    }
    return selector
  }

  /// The selector of a workload.
  static func selector(of object: Fields) -> LabelSelector? {
    guard let written = object.wanted["selector"] else { return nil }
    // Replication controllers have the labels themselves.
    if object["kind"] == "ReplicationController", let labels = [String: String](written) {
      return try? LabelSelector(matching: labels)
    }
    return LabelSelectorSpec(written).flatMap { try? $0.compiled() }
  }
}
