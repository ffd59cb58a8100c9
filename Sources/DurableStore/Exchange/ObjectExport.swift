// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
public import Orchestration

/// Reads the objects of a store for people: all, or those of some types, as of now or before.
public struct ObjectExport: Sendable {
  /// As of which revision; the latest where `nil`.
  public var revision: Int64?
  /// Names of types, such as `pods`, `po` or `deployments.apps`; all types where empty.
  public var types: [String] = []
  /// Whether the data of Secrets and of other encrypted types is shown as it is.
  public var showsSecrets = false

  /// Creates an export of everything but secrets.
  public init() {}

  /// The objects, by type, namespace and name.
  ///
  /// - Throws: `failed` where a type or the revision is not known, or an object cannot be read.
  /// - Complexity: Linear in the sizes of the objects.
  public func objects(of store: SQLiteStore) throws(StoreError) -> [Fields] {
    let page = StorePage(revision: revision)
    if let revision, revision > store.revision || revision < 0 {
      throw StoreFault.sentence(
        store.path, "there is no revision \(revision); the latest is \(store.revision)")
    }
    var objects: [Fields] = []
    for type in try selected(of: store) {
      let list: StoredList
      do throws(StoreError) {
        list = try store.list(type, namespace: "", page: page)
      } catch {
        guard case .compacted(let requested, let oldest) = error else { throw error }
        throw StoreFault.sentence(
          store.path,
          "revision \(requested) of \(type.qualifiedName) was forgotten; the oldest is \(oldest)")
      }
      let isSecret = store.encrypts(type)
      for item in list.items {
        objects.append(showsSecrets ? item.object : Self.shown(item.object, isSecret))
      }
    }
    return objects
  }

  private func selected(of store: SQLiteStore) throws(StoreError) -> [ResourceType] {
    let known = store.types
    if types.isEmpty { return known }
    let catalogue = ResourceCatalogue(known)
    var selected: Set<ResourceType> = []
    for name in types {
      guard let type = catalogue.type(named: name) else {
        let names = known.map(\.qualifiedName).joined(separator: ", ")
        throw StoreFault.sentence(
          store.path,
          "there are no objects of a type '\(name)'\n"
            + (names.isEmpty ? "The store is empty." : "There are \(names)."))
      }
      // One name may stand for a type in several versions.
      for other in known where other.qualifiedName == type.qualifiedName { selected.insert(other) }
    }
    return known.filter { selected.contains($0) }
  }

  /// What stands in the place of what is not shown; it is no base64, so that nobody takes it for
  /// data.
  static let redacted = "<redacted>"

  /// An object as people may see it.
  private static func shown(_ object: Fields, _ isSecret: Bool) -> Fields {
    var object = object
    if object["kind"]?.string == "Secret" {
      for name in ["data", "stringData"] {
        guard let data = object[name]?.object else { continue }
        object[name] = .object(Fields(data.keys.map { ($0, .string(redacted)) }))
      }
    } else if isSecret {
      for name in object.keys where !["apiVersion", "kind", "metadata"].contains(name) {
        object[name] = .string(redacted)
      }
    } else {
      return object
    }
    // `kubectl apply` keeps the whole manifest there.
    let annotation = "kubectl.kubernetes.io/last-applied-configuration"
    if let annotations = object.metadata["annotations"]?.object, annotations[annotation] != nil {
      object.modify("metadata") { metadata in
        metadata.modify("annotations") { $0[annotation] = nil }
      }
    }
    return object
  }
}

extension SQLiteStore {
  /// Whether the objects of a type are secrets: they are encrypted where there are keys.
  func encrypts(_ type: ResourceType) -> Bool {
    options.encryptedTypes.contains(type.qualifiedName)
  }
}
