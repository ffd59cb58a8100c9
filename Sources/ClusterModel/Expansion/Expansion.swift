// SPDX-License-Identifier: Apache-2.0

/// How workloads become pods.
public struct ExpansionOptions: Sendable {
  /// What containers without a request of a resource are taken to request.
  ///
  /// Without an entry they request nothing, which is stated.
  public var defaultRequests: [String: Quantity] = [:]
  /// How many pods there may be in all.
  public var maximumPods = 5_000_000

  /// Creates options.
  public init(defaultRequests: [String: Quantity] = [:]) {
    self.defaultRequests = defaultRequests
  }
}

/// The objects of a cluster with the pods that its workloads ask for, and what was assumed.
public struct Expansion: Sendable {
  /// The objects: those that were there, then what was made.
  public var objects: ClusterObjects
  /// How many of the pods were there; those that were made follow them.
  public var existingPods: Int
  /// What was assumed, by kind.
  public var assumptions: [Assumption]
}

extension ClusterObjects {
  /// Makes the pods that workloads ask for and that are not there yet.
  ///
  /// Pods follow in a fixed order: those that were there, then those of DaemonSets, Deployments,
  /// ReplicaSets, ReplicationControllers, StatefulSets, Jobs and CronJobs, each in the order of the
  /// objects. What controllers make on the way (ReplicaSets, Jobs, PersistentVolumeClaims) is made
  /// too, and owners are referred to. Names and identities depend on nothing but the input. Pods
  /// that no server has taken yet are filled in as a server does.
  ///
  /// - Parameter options: How workloads become pods.
  /// - Returns: The objects, and what was assumed.
  /// - Throws: What of a workload makes no sense.
  public func expanded(
    _ options: ExpansionOptions = ExpansionOptions()
  ) throws(ExpansionError) -> Expansion {
    var expander = WorkloadExpander(self, options)
    try expander.admitPods()
    for set in daemonSets { try expander.expand(set) }
    for index in deployments.indices { try expander.expandDeployment(at: index) }
    for set in replicaSets { try expander.expand(set) }
    for controller in replicationControllers { try expander.expand(controller) }
    for set in statefulSets { try expander.expand(set) }
    for job in jobs { try expander.expand(job) }
    for job in cronJobs { try expander.expand(job) }
    expander.checkNodes()
    expander.fillStorageClasses()
    expander.noteUnknownKinds()
    return Expansion(
      objects: expander.objects, existingPods: pods.count,
      assumptions: expander.log.assumptions)
  }
}
