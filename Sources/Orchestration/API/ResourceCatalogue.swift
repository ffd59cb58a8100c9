// SPDX-License-Identifier: Apache-2.0

/// The types that an API serves, found by their names.
public struct ResourceCatalogue: Sendable {
  /// The types, in the order in which they were added.
  public private(set) var types: [ResourceType] = []
  private var byKind: [String: ResourceType] = [:]
  private var byPlural: [String: ResourceType] = [:]
  private var byShortName: [String: ResourceType] = [:]

  /// Creates a catalogue.
  ///
  /// - Parameter types: What it has, those of Kubernetes where left out.
  public init(_ types: [ResourceType] = ResourceType.kubernetes + ResourceType.measurements) {
    for type in types { add(type) }
  }

  /// Adds a type, in the place of another of the same group, version and kind.
  public mutating func add(_ type: ResourceType) {
    if let old = byKind["\(type.apiVersion)/\(type.kind)"] { remove(old) }
    types.append(type)
    byKind["\(type.apiVersion)/\(type.kind)"] = type
    byPlural["\(type.apiVersion)/\(type.plural)"] = type
    for name in [type.plural, type.singular] + type.shortNames where byShortName[name] == nil {
      byShortName[name] = type
    }
  }

  /// Takes a type out.
  public mutating func remove(_ type: ResourceType) {
    types.removeAll { $0 == type }
    byKind["\(type.apiVersion)/\(type.kind)"] = nil
    byPlural["\(type.apiVersion)/\(type.plural)"] = nil
    byShortName = byShortName.filter { $0.value != type }
  }

  /// The type of an object's kind.
  ///
  /// - Parameters:
  ///   - apiVersion: The group and version, such as `apps/v1`.
  ///   - kind: The kind, such as `Deployment`.
  /// - Returns: The type, `nil` where it is not served.
  public func type(apiVersion: String, kind: String) -> ResourceType? {
    byKind["\(apiVersion)/\(kind)"]
  }

  /// The type of a path.
  ///
  /// - Parameters:
  ///   - apiVersion: The group and version, such as `apps/v1`.
  ///   - plural: The name in the path, such as `deployments`.
  /// - Returns: The type, `nil` where it is not served.
  public func type(apiVersion: String, plural: String) -> ResourceType? {
    byPlural["\(apiVersion)/\(plural)"]
  }

  /// The type that a person means by a name: the plural, the singular or a short name, with
  /// `.group` behind it or not.
  public func type(named name: String) -> ResourceType? {
    let name = name.lowercased()
    if let type = byShortName[name] { return type }
    return types.first { type in
      !type.group.isEmpty
        && ([type.plural, type.singular] + type.shortNames).contains {
          "\($0).\(type.group)" == name
        }
    }
  }
}
