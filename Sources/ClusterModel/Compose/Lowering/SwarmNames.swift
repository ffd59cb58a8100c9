// SPDX-License-Identifier: Apache-2.0

/// Names of labels and annotations by which stacks stand beside objects of Kubernetes.
public enum SwarmNames {
  /// The label of a pod that names its stack.
  public static let stackLabel = "com.docker.stack.namespace"
  /// The label of a pod that names its service, with the stack in front.
  public static let serviceLabel = "com.docker.swarm.service.name"
  /// The annotation of a pod that says how many of its service a node may have.
  ///
  /// Kubernetes has no rule for it. One a node is also written as anti-affinity, which says the
  /// same.
  public static let maxPerNodeAnnotation = "stevedore.dev/max-per-node"
  /// The annotation of a pod that has the limits without a reservation: `cpu=500m,memory=1Gi`.
  ///
  /// Kubernetes takes a limit for a request that is missing, Swarm does not; so such limits do
  /// not stand among the limits of the container.
  public static let bareLimitsAnnotation = "stevedore.dev/limits-without-reservation"

  /// The label of a node that has its identity in the swarm.
  public static let nodeIDLabel = "swarm.node.id"
  /// The label of a node that has its role in the swarm, `manager` or `worker`.
  public static let nodeRoleLabel = "swarm.node.role"
  /// What stands before the keys of an engine's labels on a node.
  public static let engineLabelPrefix = "engine.labels."
  /// What stands before a kind of things to make it the name of an extended resource.
  public static let resourcePrefix = "swarm.stevedore.dev/"

  static let controlPlaneLabel = "node-role.kubernetes.io/control-plane"
  static let masterLabel = "node-role.kubernetes.io/master"
  static let hostnameLabel = "kubernetes.io/hostname"
  static let osLabel = "kubernetes.io/os"
  static let architectureLabel = "kubernetes.io/arch"
}
