// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A ReplicaSet of a deployment, with what decisions are made from.
struct OwnedReplicaSet {
  /// The object.
  var fields: Fields
  /// The name.
  let name: String
  /// The identity.
  let uid: String
  /// When it was created, in microseconds.
  let created: Int64
  /// How many pods it is to have.
  var replicas: Int
  /// How many pods it has.
  let actual: Int
  /// How many of them are ready.
  let ready: Int
  /// How many of them are available.
  let available: Int
  /// How many pods are ending; `nil` where that is not told.
  let terminating: Int?
  /// Whether its controller has seen what it is to have.
  let isObserved: Bool

  /// Reads a ReplicaSet.
  init(_ fields: Fields) {
    self.fields = fields
    (name, uid, created) = (fields.objectName, fields.uid, fields.created)
    replicas = fields["spec"]?.object?.wholeNumber("replicas") ?? 1
    let status = fields["status"]?.object ?? Fields()
    actual = status.wholeNumber("replicas") ?? 0
    ready = status.wholeNumber("readyReplicas") ?? 0
    available = status.wholeNumber("availableReplicas") ?? 0
    terminating = status.wholeNumber("terminatingReplicas")
    isObserved = (status.wholeNumber("observedGeneration") ?? 0) >= fields.generation
  }

  /// The revision that it is of, 0 where it says none.
  var revision: Int { fields.annotation(RolloutAnnotation.revision).flatMap { Int($0) } ?? 0 }

  /// The order by age, then by name.
  static func isOlder(_ left: OwnedReplicaSet, _ right: OwnedReplicaSet) -> Bool {
    left.created != right.created
      ? left.created < right.created : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }
}

/// The annotations by which a rollout is kept track of.
enum RolloutAnnotation {
  /// The number of the rollout, of a deployment and of its ReplicaSets.
  static let revision = "deployment.kubernetes.io/revision"
  /// The numbers of rollouts that a ReplicaSet had before.
  static let history = "deployment.kubernetes.io/revision-history"
  /// How many pods the deployment wanted when the ReplicaSet was last scaled.
  static let desired = "deployment.kubernetes.io/desired-replicas"
  /// How many pods the deployment might have then.
  static let most = "deployment.kubernetes.io/max-replicas"
  /// What was applied last.
  static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"
  /// Asks that a failed rollout is undone; of ours.
  static let rollbackOnFailure = "stevedore.dev/rollback-on-failure"
  /// The revision at which a ReplicaSet was rolled out completely; of ours.
  static let complete = "stevedore.dev/complete-revision"
  /// The label that tells the pods of ReplicaSets of one deployment apart.
  static let hashLabel = "pod-template-hash"

  /// What is not copied between a deployment and its ReplicaSets.
  static let own: Set<String> = [
    revision, history, desired, most, lastApplied, complete, ConfigurationStamp.record,
    "deprecated.deployment.rollback.to",
  ]
}

extension Fields {
  /// Whether two templates of pods are equal, apart from the label that tells ReplicaSets apart
  /// (`EqualIgnoreHash` in `pkg/controller/deployment/util/deployment_util.go`).
  func isSameTemplate(as other: Fields) -> Bool {
    guard self["spec"] == other["spec"] else { return false }
    return withoutHash["metadata"] == other.withoutHash["metadata"]
  }

  /// A template of pods without the label that tells ReplicaSets apart.
  var withoutHash: Fields {
    guard let labels = self["metadata"]?.object?["labels"]?.object,
      labels[RolloutAnnotation.hashLabel] != nil
    else { return self }
    var template = self
    template.modify("metadata") { metadata in
      metadata.modify("labels") { $0[RolloutAnnotation.hashLabel] = nil }
    }
    return template
  }
}
