// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// The name of an object among those of its kind: a namespace, empty for objects of the whole
/// cluster, and a name in it.
public struct ObjectKey: Sendable, Hashable {
  /// The namespace; empty for objects of the whole cluster.
  public let namespace: String
  /// The name.
  public let name: String

  /// Creates a key.
  public init(namespace: String = "", name: String) {
    (self.namespace, self.name) = (namespace, name)
  }

  /// The key of an object.
  public init(_ object: Fields) {
    let metadata = object["metadata"]?.object
    self.init(
      namespace: metadata?["namespace"]?.string ?? "", name: metadata?["name"]?.string ?? "")
  }

  /// The key of an object.
  public init(_ object: some APIObject) { self.init(object.fields) }
}

extension ObjectKey: Comparable {
  /// Whether one comes before another: by namespace, then by name, byte by byte.
  public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
    if left.namespace != right.namespace {
      return left.namespace.utf8.lexicographicallyPrecedes(right.namespace.utf8)
    }
    return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }
}

extension ObjectKey: CustomStringConvertible {
  /// The key as text: `namespace/name`, or the name alone.
  public var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }
}
