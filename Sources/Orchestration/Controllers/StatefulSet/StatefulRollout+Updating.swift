// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension StatefulRollout {
  private var rollingUpdate: Fields {
    spec["updateStrategy"]?.object?["rollingUpdate"]?.object ?? Fields()
  }

  /// Pods before this one, counted from the first, stay as they are.
  var partition: Int {
    spec["updateStrategy"]?.object?["type"] == "OnDelete"
      ? 0 : rollingUpdate.wholeNumber("partition") ?? 0
  }

  /// How many pods may be unavailable while they are updated.
  private var maxUnavailable: Int {
    let written = rollingUpdate["maxUnavailable"].flatMap { IntOrString($0) } ?? 1
    return max(1, written.scaled(of: replicas.count, rounding: .down) ?? 1)
  }

  /// Deletes pods of other revisions, the last first, so that they are created anew.
  func replaceOld(_ update: Fields) throws(APIStatus) {
    let name = update.objectName
    let last = max(0, min(partition, replicas.count))
    let most = maxUnavailable
    guard most > 1 else {
      for replica in replicas[last...].reversed() {
        if let pod = replica.pod, replica.revision != name, !replica.isTerminating {
          try delete(pod)
          return
        }
        // The one that was updated has to be healthy before the next one is.
        if !replica.isHealthy { return }
      }
      return
    }
    var room = most - replicas.count { !$0.isHealthy }
    for replica in replicas[last...].reversed() where room > 0 {
      guard let pod = replica.pod, replica.revision != name, !replica.isTerminating else {
        continue
      }
      try delete(pod)
      // What was unavailable already takes no more room.
      if replica.isHealthy { room -= 1 }
    }
  }

  /// Creates a pod and its claims.
  func create(_ ordinal: Int, of revision: Fields) throws(APIStatus) {
    try claims.create(ordinal)
    let name = identity.podName(ordinal)
    do throws(APIStatus) {
      try environment.client.create(.pods, identity.makePod(ordinal, of: revision))
    } catch {
      // It will be heard of.
      if error.reason == .alreadyExists || error.isOfEndingNamespace { return }
      environment.events.record(
        identity.set, .warning, reason: "FailedCreate",
        "create Pod \(name) in StatefulSet \(identity.name) failed error: \(error.message)")
      throw error
    }
    environment.events.record(
      identity.set, reason: "SuccessfulCreate",
      "create Pod \(name) in StatefulSet \(identity.name) successful")
  }

  /// Deletes a pod.
  func delete(_ pod: Fields) throws(APIStatus) {
    let name = pod.objectName
    do throws(APIStatus) {
      _ = try environment.client.delete(.pods, ObjectKey(pod), DeleteOptions(uid: pod.uid))
    } catch {
      if error.reason == .notFound { return }
      environment.events.record(
        identity.set, .warning, reason: "FailedDelete",
        "delete Pod \(name) in StatefulSet \(identity.name) failed error: \(error.message)")
      throw error
    }
    environment.events.record(
      identity.set, reason: "SuccessfulDelete",
      "delete Pod \(name) in StatefulSet \(identity.name) successful")
  }
}
