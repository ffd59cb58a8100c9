// SPDX-License-Identifier: Apache-2.0

/// What random clusters are made of.
public struct ClusterRecipe: Sendable {
  /// A kind of thing that nodes and pods may have.
  public enum Ingredient: String, Sendable, Hashable, CaseIterable {
    /// Taints of all effects, and tolerations of them.
    case taints
    /// Nodes that are cordoned, and pods that do not mind.
    case cordons
    /// Node selectors, required and preferred node affinity.
    case nodeAffinity
    /// Terms that name nodes.
    case nodeNames
    /// Ports of the host.
    case hostPorts
    /// Init containers, sidecars, overhead, requests of the pod, limits alone.
    case podShapes
    /// Containers without requests, or with a request of zero.
    case missingRequests
    /// Ephemeral storage, devices and huge pages.
    case extendedResources
    /// Spread constraints of both kinds.
    case spread
    /// Minimal domains, both policies and label keys of spread constraints.
    case spreadDetails
    /// Required and preferred affinity between pods.
    case podAffinity
    /// Pods of several namespaces, and terms that select them.
    case namespaces
    /// Label keys of terms.
    case labelKeys
    /// Images, and volumes of images.
    case images
    /// Nodes that lack the labels of domains.
    case missingLabels
    /// Pods that have ended or are being deleted.
    case endedPods
    /// Priorities.
    case priorities
    /// Pods that are nominated to a node.
    case nominations
    /// Services and controllers, whose pods are spread by default.
    case owners
    /// Claims, volumes and limits of volumes.
    case volumes
    /// Limits of how many pods of an owner a node takes.
    case perNodeLimits
  }

  /// How many nodes.
  public var nodes = 1...12
  /// How many zones.
  public var zones = 1...3
  /// How many pods are on nodes.
  public var boundPods = 0...30
  /// How many pods wait.
  public var pendingPods = 1...6
  /// What there is.
  public var ingredients = Set(Ingredient.allCases)
  /// How often of a hundred times a pod has what it may have, per kind.
  public var density = 25

  /// Creates a recipe with everything.
  public init() {}

  /// Creates a recipe with some kinds of things, which pods have more often.
  public init(_ ingredients: Ingredient..., density: Int = 60) {
    (self.ingredients, self.density) = (Set(ingredients), density)
  }

  /// Recipes that together reach every filter and score often, by name; the last has everything.
  public static let all: [(name: String, recipe: ClusterRecipe)] = [
    ("nodes", ClusterRecipe(.taints, .cordons, .nodeAffinity, .nodeNames, .missingLabels)),
    (
      "room",
      ClusterRecipe(
        .podShapes, .missingRequests, .extendedResources, .priorities, .nominations, .endedPods)
    ),
    ("ports and images", ClusterRecipe(.hostPorts, .images, .podShapes)),
    (
      "spread",
      ClusterRecipe(
        .spread, .spreadDetails, .missingLabels, .endedPods, .nodeAffinity, .taints,
        density: 70)
    ),
    ("default spread", ClusterRecipe(.owners, .namespaces, .missingLabels, .endedPods)),
    (
      "affinity", ClusterRecipe(.podAffinity, .namespaces, .labelKeys, .missingLabels, density: 50)
    ),
    ("volumes", ClusterRecipe(.volumes, density: 70)),
    (
      "limits per node",
      ClusterRecipe(
        .perNodeLimits, .owners, .namespaces, .priorities, .nominations, .endedPods, density: 60)
    ),
    ("everything", ClusterRecipe()),
  ]
}
