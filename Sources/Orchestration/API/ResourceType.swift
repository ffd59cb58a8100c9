// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A kind of objects as the API serves it, such as the pods of `v1`.
///
/// There is one value of each type in a process, so types are compared and hashed by identity.
public final class ResourceType: Sendable {
  /// The group; empty for the core group.
  public let group: String
  /// The version, such as `v1`.
  public let version: String
  /// The kind of its objects, such as `Pod`.
  public let kind: String
  /// The name in paths, such as `pods`.
  public let plural: String
  /// The name of one, such as `pod`.
  public let singular: String
  /// Shorter names that people type, such as `po`.
  public let shortNames: [String]
  /// Names of groups of kinds, such as `all`.
  public let categories: [String]
  /// Whether its objects are in a namespace.
  public let isNamespaced: Bool
  /// Which resources there are beneath an object.
  public let subresources: Set<Subresource>
  /// Whether only the latest state of its objects is kept, in memory and without revisions, as of
  /// measurements; such objects cannot be watched or deleted.
  public let isLatestOnly: Bool
  /// The index of its type in `schema`; `nil` where the fields are not known.
  public let schemaType: Int?

  /// Creates a type.
  public init(
    group: String = "", version: String = "v1", kind: String, plural: String,
    shortNames: [String] = [], categories: [String] = [], isNamespaced: Bool = true,
    subresources: Set<Subresource> = [], isLatestOnly: Bool = false
  ) {
    (self.group, self.version, self.kind, self.plural) = (group, version, kind, plural)
    singular = kind.lowercased()
    (self.shortNames, self.categories) = (shortNames, categories)
    (self.isNamespaced, self.subresources) = (isNamespaced, subresources)
    self.isLatestOnly = isLatestOnly
    schemaType = Schema.kubernetes.type(
      apiVersion: group.isEmpty ? version : "\(group)/\(version)", kind: kind)
  }

  /// The group and version as objects have them, such as `apps/v1`.
  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
  /// The name that messages use, such as `deployments.apps`.
  public var qualifiedName: String { group.isEmpty ? plural : "\(plural).\(group)" }
  /// Whether its objects have a status that is written by itself.
  public var hasStatus: Bool { subresources.contains(.status) }
}

extension ResourceType: Hashable {
  /// Whether both are one and the same.
  public static func == (left: ResourceType, right: ResourceType) -> Bool { left === right }
  /// Feeds the identity to a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A resource beneath an object.
public enum Subresource: String, Sendable, Hashable, CaseIterable {
  /// What was observed, written by who observed it.
  case status
  /// How many replicas are wanted, whatever the kind.
  case scale
  /// The node of a pod.
  case binding
  /// A deletion that disruption budgets may refuse.
  case eviction
  /// The finalizers of a namespace.
  case finalize
  /// Containers added to a running pod.
  case ephemeralcontainers
  /// The resources of a running pod.
  case resize
  /// What a container has written.
  case log
}
