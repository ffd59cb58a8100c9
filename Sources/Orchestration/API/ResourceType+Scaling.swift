// SPDX-License-Identifier: Apache-2.0

/// The kinds by which nodes come and go.
extension ResourceType {
  /// Groups of nodes that are alike, which a cloud provider starts and takes away.
  public static let nodeGroups = ResourceType(
    group: "stevedore.dev", kind: "NodeGroup", plural: "nodegroups", shortNames: ["ng"],
    isNamespaced: false, subresources: [.status, .scale])
  /// What was decided about nodes and pods so that the cluster has the nodes that it needs.
  public static let capacityDecisions = ResourceType(
    group: "stevedore.dev", kind: "CapacityDecision", plural: "capacitydecisions",
    shortNames: ["capdec"], isNamespaced: false)

  /// All of the above.
  static let scaling: [ResourceType] = [nodeGroups, capacityDecisions]
}
