// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Which containers a behaviour is about; what is left out selects everything.
public struct BehaviorSelector: Sendable, Hashable {
  /// The pattern of the pod's namespace.
  public var namespace: GlobPattern?
  /// The pattern of the pod's name.
  public var pod: GlobPattern?
  /// The labels of the pod.
  public var labels = LabelSelector()
  /// The pattern of the container's name.
  ///
  /// Init containers and sidecars have to be named.
  public var container: GlobPattern?
  /// The pattern of the image.
  public var image: GlobPattern?
  /// The pattern of the node's name.
  public var node: GlobPattern?
  /// The labels of the node.
  public var nodeLabels = LabelSelector()

  /// Selects everything.
  public init() {}

  /// Whether a container is meant.
  package func selects(_ subject: BehaviorSubject) -> Bool {
    if let container {
      guard container.matches(subject.container) else { return false }
    } else if subject.role != .main {
      return false
    }
    return selectsPod(subject) && (image?.matches(subject.image) ?? true)
  }

  /// Whether a pod is meant, whatever its container.
  package func selectsPod(_ subject: BehaviorSubject) -> Bool {
    let metadata = subject.pod.metadata
    if let namespace, !namespace.matches(metadata["namespace"]?.string ?? "") { return false }
    if let pod, !pod.matches(metadata["name"]?.string ?? "") { return false }
    if let node, !node.matches(subject.node) { return false }
    if !labels.isEmpty {
      let found = metadata["labels"].flatMap { [String: String]($0) } ?? [:]
      guard labels.matches(found) else { return false }
    }
    return nodeLabels.isEmpty || nodeLabels.matches(subject.nodeLabels)
  }

  /// Whether an image is meant when a node fetches it for a pod.
  package func selectsImage(_ subject: BehaviorSubject) -> Bool {
    (image?.matches(subject.image) ?? true) && (container?.matches(subject.container) ?? true)
      && selectsPod(subject)
  }
}

/// A container that is about to do something.
package struct BehaviorSubject {
  /// What a container of a pod is for.
  package enum Role: Sendable, Hashable {
    /// It does its work before the others start.
    case initial
    /// It starts before the others and ends after them.
    case sidecar
    /// What the pod is for.
    case main
  }

  package var pod: Fields
  package var container: String
  package var image: String
  package var role: Role
  package var attempt: Int
  package var node: String
  package var nodeLabels: [String: String]
  /// With what its image is fetched.
  package var credentials: [ImageCredentials] = []

  package init(
    pod: Fields, container: String, image: String, role: Role, attempt: Int, node: String,
    nodeLabels: [String: String]
  ) {
    (self.pod, self.container, self.image, self.role) = (pod, container, image, role)
    (self.attempt, self.node, self.nodeLabels) = (attempt, node, nodeLabels)
  }
}
