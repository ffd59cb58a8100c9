// SPDX-License-Identifier: Apache-2.0

/// Labels and annotations of tasks and nodes of a swarm, besides those of `SwarmNames`.
public enum SwarmLabels {
  /// The label of a pod that names its slot: a number from 1, or the node of a global service.
  public static let slot = "swarm.stevedore.dev/slot"
  /// The label of a pod that says how many tasks its slot had up to it.
  public static let attempt = "swarm.stevedore.dev/attempt"
  /// The label of a pod that stands for what the service wanted of its tasks when it was made.
  public static let specVersion = "swarm.stevedore.dev/spec-version"
  /// The label of a pod with the identity of its task.
  public static let taskID = "com.docker.swarm.task.id"
  /// The label of a pod with the name of its task, such as `web.1`.
  public static let taskName = "com.docker.swarm.task.name"
  /// The label of a pod with the identity of its service.
  public static let serviceID = "com.docker.swarm.service.id"

  /// The annotation of a pod that names the update that it was made by: when that began.
  public static let update = "swarm.stevedore.dev/update"
  /// The annotation of a pod that says since when its task runs, once its update has seen it.
  public static let runningSince = "swarm.stevedore.dev/running-since"
  /// The annotation of a pod that says how often its slot was restarted with the same spec.
  public static let restarts = "swarm.stevedore.dev/restarts"
  /// The annotation of a pod with the preferences of its placement, as `SwarmPreference` reads them.
  public static let preferences = "swarm.stevedore.dev/preferences"
  /// The annotation of a pod with the platforms that it runs on: `linux/amd64,linux/arm64`.
  public static let platforms = "swarm.stevedore.dev/platforms"
  /// The annotation of a pod that says from when on its task may run.
  public static let startAfter = "swarm.stevedore.dev/start-after"
  /// The annotation of a pod that is to move to where there is more room, with the reason.
  public static let rebalance = "swarm.stevedore.dev/rebalance"
  /// The gate that keeps a task from being placed before its turn, the state `ready` of Swarm.
  public static let gate = "swarm.stevedore.dev/ready"

  /// The label of a service that allows its tasks to be moved to nodes that have joined.
  public static let rebalances = "swarm.stevedore.dev/rebalance"
  /// The annotation of a node with its availability: `active`, `pause` or `drain`.
  public static let availability = "swarm.stevedore.dev/availability"
  /// What stands before the name of a plugin to make it a label of the nodes that have it.
  public static let pluginPrefix = "plugin.swarm.stevedore.dev/"
  /// The name of the scheduler of tasks.
  public static let scheduler = "swarm"
}
