// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Brings a stack to a cluster, as `docker stack deploy` does.
public struct StackDeployment {
  private let client: any APIClient

  /// What was done.
  public struct Outcome: Sendable, Hashable {
    /// The objects that are new, such as `SwarmService web`.
    public var created: [String] = []
    /// Those that were changed.
    public var updated: [String] = []
    /// The services that the file does not have any more and that are gone.
    public var pruned: [String] = []
  }

  /// Creates what brings stacks to a cluster.
  public init(client: any APIClient) { self.client = client }

  /// Brings a stack to the cluster: what is there is replaced, what is not is created.
  ///
  /// - Parameters:
  ///   - stack: The stack.
  ///   - prune: Whether services that the file does not have are deleted.
  /// - Returns: What was done.
  /// - Throws: What the API refuses: secrets and configs whose content is another one cannot be
  ///   changed, only replaced by others under a new name.
  public func deploy(_ stack: SwarmStack, prune: Bool = false) throws(APIStatus) -> Outcome {
    var outcome = Outcome()
    var services: Set<String> = []
    var namespace = ""
    for object in stack.objects {
      let kind = object["kind"]?.string ?? ""
      let types: [String: ResourceType] = [
        "Namespace": .namespaces, "SwarmNetwork": .swarmNetworks, "ConfigMap": .configMaps,
        "Secret": .secrets, "SwarmService": .swarmServices,
      ]
      guard let type = types[kind] else { continue }
      let key = ObjectKey(object)
      if type == .namespaces { namespace = key.name }
      if type == .swarmServices { services.insert(key.name) }
      guard let known = try client.find(type, key) else {
        try client.create(type, object)
        outcome.created.append("\(kind) \(key.name)")
        continue
      }
      guard let changed = try Self.change(known, to: object, type, stack.name) else { continue }
      try client.update(type, changed)
      outcome.updated.append("\(kind) \(key.name)")
    }
    guard prune else { return outcome }
    for service in try client.list(.swarmServices, ListOptions(namespace: namespace)).items {
      let name = service.objectName
      guard !services.contains(name), service.label(SwarmNames.stackLabel) == stack.name else {
        continue
      }
      try client.deleteIfPresent(
        .swarmServices, ObjectKey(service),
        DeleteOptions(propagation: .background, uid: service.uid))
      outcome.pruned.append(name)
    }
    return outcome
  }

  /// An object as the stack wants it; `nil` where it is that already.
  private static func change(
    _ known: Fields, to wanted: Fields, _ type: ResourceType, _ stack: String
  ) throws(APIStatus) -> Fields? {
    var changed = known
    switch type {
    case .namespaces: return nil
    case .secrets, .configMaps:
      let isSecret = type == .secrets
      guard known["data"] != wanted["data"] else { return nil }
      let noun = isSecret ? "secret" : "config"
      throw APIStatus(
        .invalid,
        "failed to update \(noun) \(stack)_\(known.objectName): only updates to Labels are allowed")
    default:
      changed["spec"] = wanted["spec"]
      changed.modify("metadata") { metadata in
        metadata["labels"] = wanted["metadata"]?[path: "labels"]
      }
    }
    return changed["spec"] == known["spec"] ? nil : changed
  }
}
