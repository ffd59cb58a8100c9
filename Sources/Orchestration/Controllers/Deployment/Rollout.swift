// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// One look at a deployment and its ReplicaSets, and what is done about them.
///
/// From `syncDeployment` in `pkg/controller/deployment/deployment_controller.go`.
struct Rollout {
  let environment: ComponentEnvironment
  /// The deployment as it is kept.
  var deployment: Fields
  /// Its status, with conditions that are set on the way.
  var conditions: DeploymentConditions
  /// All its ReplicaSets, the oldest first.
  var all: [OwnedReplicaSet]
  /// Which of them is of the deployment's template.
  var newIndex: Int?
  /// How far the rollout may stray.
  let limits: RolloutLimits
  /// After how many microseconds the deployment is to be looked at again.
  var nextLook: Int64?

  init(_ deployment: Fields, _ owned: [OwnedReplicaSet], _ environment: ComponentEnvironment) {
    self.environment = environment
    self.deployment = deployment
    all = owned
    conditions = DeploymentConditions(deployment)
    limits = RolloutLimits(deployment)
  }

  var spec: Fields { deployment["spec"]?.object ?? Fields() }
  var name: String { deployment.objectName }
  var isPaused: Bool { spec["paused"] == true }
  var template: Fields { deployment.podTemplate }
  /// The ReplicaSet of the deployment's template, where there is one.
  var newSet: OwnedReplicaSet? { newIndex.map { all[$0] } }
  /// The indices of the others, the oldest first.
  var oldIndices: [Int] { all.indices.filter { $0 != newIndex } }
  /// The indices of those that are to have pods, the oldest first.
  var activeIndices: [Int] { all.indices.filter { all[$0].replicas > 0 } }
  /// How many pods all are to have.
  var total: Int { all.reduce(0) { $0 + $1.replicas } }
  /// How many pods are available.
  var available: Int { all.reduce(0) { $0 + $1.available } }
  /// In how many seconds there has to be progress; `nil` for no matter when.
  var progressDeadline: Int? {
    let seconds = spec.wholeNumber("progressDeadlineSeconds") ?? 600
    return seconds == Int(Int32.max) ? nil : seconds
  }

  /// Does what there is to do.
  mutating func run() throws(APIStatus) {
    try notePause()
    if isPaused {
      try synchronize()
      return
    }
    if try rollBackIfFailed() { return }
    try readNewSet(creating: false)
    let isScaled = activeIndices.contains { index in
      guard let desired = all[index].fields.annotation(RolloutAnnotation.desired) else {
        return false
      }
      return Int(desired) != limits.replicas
    }
    if isScaled {
      try synchronize()
    } else if spec["strategy"]?.object?["type"] == "Recreate" {
      try recreate()
    } else {
      try roll()
    }
  }

  /// Looks after a deployment that was scaled, or is paused.
  private mutating func synchronize() throws(APIStatus) {
    try readNewSet(creating: false)
    try scale()
    if isPaused { try cleanUp() }
    try writeStatus(counted())
  }

  /// Says in the status that the deployment is paused or goes on.
  private mutating func notePause() throws(APIStatus) {
    guard progressDeadline != nil else { return }
    let condition = conditions["Progressing"]
    if condition?.reason == "ProgressDeadlineExceeded" { return }
    let isKnown = condition?.reason == "DeploymentPaused"
    guard isPaused != isKnown else { return }
    conditions.set(
      "Progressing", "Unknown", isPaused ? "DeploymentPaused" : "DeploymentResumed",
      isPaused ? "Deployment is paused" : "Deployment is resumed", environment.timestamp)
    try writeConditions()
  }
}
