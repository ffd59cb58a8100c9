// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Why nobody knows how many pods a budget is about.
struct BudgetFault: Error {
  var message: String
}

/// How many pods there should be.
extension DisruptionController {
  /// Whether the controllers of pods are asked how many there should be.
  func countsControllers(_ spec: PodDisruptionBudgetSpec) -> Bool {
    if spec.maxUnavailable != nil { return true }
    if case .string = spec.minAvailable { return true }
    return false
  }

  /// How many pods there should be, and how many of them healthy.
  func expectation(
    _ budget: PodDisruptionBudget, _ covered: BudgetMembers
  ) throws(BudgetFault) -> (expected: Int, desired: Int) {
    let spec = budget.spec
    let namespace = budget.metadata.namespace ?? ""
    if let most = spec.maxUnavailable {
      let expected = try expectedScale(covered, namespace)
      return (expected, max(0, expected - (try Self.scaled(most, expected))))
    }
    guard let least = spec.minAvailable else { return (0, 0) }
    if case .int(let number) = least { return (covered.count, number) }
    let expected = try expectedScale(covered, namespace)
    return (expected, try Self.scaled(least, expected))
  }

  private static func scaled(_ share: IntOrString, _ total: Int) throws(BudgetFault) -> Int {
    guard let number = share.scaled(of: total, rounding: .up) else {
      throw BudgetFault(
        message: "invalid value for IntOrString: invalid type: string is not a percentage")
    }
    return number
  }

  /// How many pods the controllers of the pods want, all together.
  private func expectedScale(
    _ covered: BudgetMembers, _ namespace: String
  ) throws(BudgetFault) -> Int {
    var scales: [String: Int] = [:]
    for reference in covered.controllerReferences {
      guard let (uid, replicas) = try scale(of: reference, namespace) else {
        throw BudgetFault(
          message: "found no controllers for pod "
            + "\"\(covered.firstName(of: reference["uid"]?.string ?? ""))\"")
      }
      scales[uid] = replicas
    }
    return scales.values.reduce(0, +)
  }

  /// How many replicas a controller wants, or the Deployment behind it.
  private func scale(
    of reference: Fields, _ namespace: String
  ) throws(BudgetFault) -> (uid: String, replicas: Int)? {
    let version = reference["apiVersion"]?.string ?? ""
    let key = ObjectKey(namespace: namespace, name: reference["name"]?.string ?? "")
    let uid = reference["uid"]?.string ?? ""
    func replicas(_ object: Fields?) -> (uid: String, replicas: Int)? {
      guard let object, object.uid == uid else { return nil }
      return (uid, Int(object.wanted.integer("replicas") ?? 1))
    }
    switch (version, reference["kind"]?.string ?? "") {
    case ("v1", "ReplicationController"): return replicas(replicationControllers[key])
    case ("apps/v1", "StatefulSet"): return replicas(statefulSets[key])
    case ("apps/v1", "ReplicaSet"):
      guard let set = replicaSets[key], set.uid == uid else { return nil }
      guard let owner = set.controllerReference, owner["kind"] == "Deployment" else {
        return replicas(set)
      }
      let deployment = deployments[
        ObjectKey(namespace: namespace, name: owner["name"]?.string ?? "")]
      guard let deployment, deployment.uid == owner["uid"]?.string else { return nil }
      return (deployment.uid, Int(deployment.wanted.integer("replicas") ?? 1))
    case (_, let kind):
      guard let type = catalogue().type(apiVersion: version, kind: kind) else {
        throw BudgetFault(
          message: "no matches for kind \"\(kind)\" in version \"\(version)\"")
      }
      guard type.subresources.contains(.scale) else {
        throw BudgetFault(
          message: "\(type.qualifiedName) does not implement the scale subresource")
      }
      guard let scale = try? environment.client.get(type, key, subresource: .scale),
        scale.uid == uid
      else { return nil }
      return (uid, Int(scale.wanted.integer("replicas") ?? 0))
    }
  }
}
