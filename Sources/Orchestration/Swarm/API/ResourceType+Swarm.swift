// SPDX-License-Identifier: Apache-2.0

/// The kinds of Docker Swarm, beside those of Kubernetes.
///
/// Secrets and configs of Swarm are Secrets and ConfigMaps, tasks are Pods.
extension ResourceType {
  /// The group of the kinds of Docker Swarm.
  public static let swarmGroup = "swarm.stevedore.dev"

  /// Services: tasks of one kind, and how they are replaced.
  public static let swarmServices = ResourceType(
    group: swarmGroup, kind: "SwarmService", plural: "swarmservices", shortNames: ["swsvc"],
    subresources: [.status, .scale])
  /// What people say of nodes: role, availability and labels, by the name of the node.
  public static let swarmNodes = ResourceType(
    group: swarmGroup, kind: "SwarmNode", plural: "swarmnodes", shortNames: ["swnode"],
    isNamespaced: false, subresources: [.status])
  /// Networks that tasks are attached to.
  public static let swarmNetworks = ResourceType(
    group: swarmGroup, kind: "SwarmNetwork", plural: "swarmnetworks", shortNames: ["swnet"])

  /// The kinds of Docker Swarm, in the order in which they are listed.
  public static let swarm: [ResourceType] = [swarmServices, swarmNodes, swarmNetworks]
}

extension CustomResource.Scale {
  /// Where the number of replicas of a Swarm service stands.
  static let swarm = CustomResource.Scale(
    specReplicas: ["spec", "Mode", "Replicated", "Replicas"],
    statusReplicas: ["status", "ServiceStatus", "RunningTasks"], labelSelector: nil)
}
