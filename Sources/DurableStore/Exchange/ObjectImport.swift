// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
public import Orchestration

/// Writes objects from elsewhere into a store, as they are: all of them in one transaction, or none.
///
/// Nothing is filled in or checked as a server would; only where they lie is found out. Custom
/// resources need their definition among the objects or in the store.
public struct ObjectImport {
  /// What an import has done.
  public struct Outcome: Sendable, Hashable {
    /// How many objects are new.
    public var created = 0
    /// How many took the place of others.
    public var replaced = 0
    /// How many have no `uid`, as objects have that no server has seen yet.
    public var withoutIdentity = 0
  }

  /// Whether objects take the place of those of the same name.
  public var replaces = false
  private var objects: [(object: Fields, place: String)] = []

  /// Creates an import of nothing yet.
  public init() {}

  /// Adds an object.
  ///
  /// - Parameters:
  ///   - object: The object.
  ///   - place: Where it stands, such as `web.yaml:12`, for messages.
  public mutating func add(_ object: Fields, at place: String) { objects.append((object, place)) }

  /// Writes the objects.
  ///
  /// - Parameter store: Where to.
  /// - Returns: What was done.
  /// - Throws: `failed` with the first object that cannot be written; none was, then. Where that
  ///   turns out while they are written, the store has to be opened anew.
  public func write(to store: SQLiteStore) throws(StoreError) -> Outcome {
    let plan = try plan(for: store)
    var outcome = Outcome()
    var failure: StoreError?
    do throws(StoreError) {
      try store.withBatch {
        for item in plan {
          do throws(StoreError) {
            let current = try store.object(item.type, item.key)?.revision
            _ = try store.put(item.type, item.key, item.object, expecting: current)
            if current == nil { outcome.created += 1 } else { outcome.replaced += 1 }
            if item.object.uid.isEmpty { outcome.withoutIdentity += 1 }
          } catch {
            failure = error
            store.abandonBatch(error)
            return
          }
        }
      }
    } catch {
      throw failure ?? error
    }
    return outcome
  }

  private struct Item {
    let type: ResourceType
    let key: ObjectKey
    let object: Fields
  }

  /// What is to be written, all of which was looked at.
  private func plan(for store: SQLiteStore) throws(StoreError) -> [Item] {
    var catalogue = ResourceCatalogue()
    let definitions = try store.list(
      .customResourceDefinitions, namespace: "", page: StorePage()
    ).items.map(\.object)
    for type in store.types + (definitions + objects.map(\.object)).flatMap(Self.types)
    where catalogue.type(apiVersion: type.apiVersion, kind: type.kind) == nil {
      catalogue.add(type)
    }
    var plan: [Item] = []
    var places: [String: String] = [:]
    for (object, place) in objects {
      func fault(_ text: String) -> StoreError { .failed("\(place): \(text)") }
      let (version, kind) = (object["apiVersion"]?.string ?? "", object["kind"]?.string ?? "")
      guard let type = catalogue.type(apiVersion: version, kind: kind) else {
        throw fault(
          "found kind '\(kind)' of '\(version)', which is not known\n"
            + "Add the CustomResourceDefinition of it.")
      }
      guard let name = object.metadata["name"]?.string, !name.isEmpty else {
        throw fault("found \(kind) without metadata.name, expected a name")
      }
      var object = object
      var namespace = ""
      if type.isNamespaced {
        namespace = object.metadata["namespace"]?.string ?? ""
        if namespace.isEmpty {
          namespace = "default"
          object.modify("metadata") { $0["namespace"] = "default" }
        }
      } else if object.metadata["namespace"] != nil {
        object.modify("metadata") { $0["namespace"] = nil }
      }
      let key = ObjectKey(namespace: namespace, name: name)
      let subject = "\(type.qualifiedName) \(key)"
      guard !Self.isRedacted(object) else {
        throw fault("\(subject): its data was left out\nExport it with --show-secrets.")
      }
      if let other = places.updateValue(place, forKey: subject) {
        throw fault("\(subject): it is there twice, also at \(other)")
      }
      if !replaces, try store.object(type, key) != nil {
        throw fault("\(subject): the store has it already\nReplace what is there with --replace.")
      }
      plan.append(Item(type: type, key: key, object: object))
    }
    return plan
  }

  private static func isRedacted(_ object: Fields) -> Bool {
    object.values.contains { value in
      let marks: [Value] = [.string(ObjectExport.redacted), .string("<secret contents redacted>")]
      return marks.contains(value) || value.object?.values.contains { marks.contains($0) } == true
    }
  }

  /// The types that a CustomResourceDefinition defines; none of other objects.
  private static func types(_ definition: Fields) -> [ResourceType] {
    guard definition["kind"]?.string == "CustomResourceDefinition",
      let spec = definition["spec"]?.object, let names = spec["names"]?.object,
      let kind = names["kind"]?.string, let plural = names["plural"]?.string
    else { return [] }
    return (spec["versions"]?.array ?? []).compactMap { version in
      version.object?["name"]?.string.map {
        ResourceType(
          group: spec["group"]?.string ?? "", version: $0, kind: kind, plural: plural,
          isNamespaced: spec["scope"]?.string == "Namespaced")
      }
    }
  }
}
