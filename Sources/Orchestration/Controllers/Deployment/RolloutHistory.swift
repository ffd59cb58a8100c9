// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// The revisions of a deployment, and the way back to one of them.
///
/// It does what `kubectl rollout history` and `kubectl rollout undo` do
/// (`kubectl/pkg/polymorphichelpers/history.go` and `rollback.go`).
public struct RolloutHistory {
  /// A revision of a deployment.
  public struct Revision: Sendable, Hashable {
    /// Its number.
    public let number: Int
    /// The name of its ReplicaSet.
    public let replicaSet: String
    /// Why it was rolled out, as the annotation `kubernetes.io/change-cause` says.
    public let cause: String?
    /// The template of its pods.
    public let template: PodTemplateSpec
  }

  private let client: any APIClient

  /// Creates the history that is seen by a client.
  public init(client: any APIClient) { self.client = client }

  /// The revisions of a deployment, the first one first.
  ///
  /// - Parameter deployment: The deployment.
  /// - Returns: The revisions of which there still is a ReplicaSet.
  /// - Throws: `NotFound` where there is no such deployment.
  public func revisions(of deployment: ObjectKey) throws(APIStatus) -> [Revision] {
    let object = try client.get(.deployments, deployment)
    return try sets(of: object).map { set in
      Revision(
        number: set.revision, replicaSet: set.name,
        cause: set.fields.annotation("kubernetes.io/change-cause"),
        template: PodTemplateSpec(fields: set.fields.podTemplate))
    }
  }

  private func sets(of deployment: Fields) throws(APIStatus) -> [OwnedReplicaSet] {
    let options = ListOptions(
      namespace: ObjectKey(deployment).namespace,
      labels: PodLedger.selector(deployment) ?? LabelSelector())
    return try client.list(.replicaSets, options).items
      .filter { ControllerReference(of: $0)?.uid == deployment.uid }
      .map { OwnedReplicaSet($0) }.filter { $0.revision > 0 }
      .sorted { $0.revision < $1.revision }
  }

  /// Restores the template of a revision, and the annotations that came with it.
  ///
  /// - Parameters:
  ///   - deployment: The deployment.
  ///   - number: The revision; 0 for the one before the latest.
  /// - Returns: The deployment as it is then.
  /// - Throws: `BadRequest` where the deployment is paused or there is no such revision.
  @discardableResult
  public func undo(
    _ deployment: ObjectKey, toRevision number: Int = 0
  ) throws(APIStatus) -> Deployment {
    var object = try client.get(.deployments, deployment)
    if object["spec"]?.object?["paused"] == true {
      throw .badRequest(
        "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' "
          + "and try again")
    }
    let sets = try sets(of: object)
    let found = number == 0 ? sets.dropLast().last : sets.last { $0.revision == number }
    guard let found else {
      throw .badRequest(
        number == 0
          ? "no rollout history found for deployment \"\(deployment.name)\""
          : "unable to find specified revision \(number) in history")
    }
    if found.fields.podTemplate.isSameTemplate(as: object.podTemplate) {
      return Deployment(fields: object)
    }
    object.restoreTemplate(of: found.fields)
    return Deployment(fields: try client.update(.deployments, object))
  }
}
