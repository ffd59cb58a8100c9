// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A pod of a trace: when it came, what it requested, and how long it stayed.
public struct TracedPod: Sendable {
  /// The beginning of its name; that of the arrivals where empty.
  public var name: String
  /// When it comes, in microseconds since the first of the trace.
  public var time: Int64
  /// How long it stays, in microseconds; until it ends by itself where `nil`.
  public var lifetime: Int64?
  /// What it requests, by resource.
  public var requests: [String: Quantity]

  /// Creates a pod.
  public init(
    name: String = "", time: Int64, lifetime: Int64? = nil, requests: [String: Quantity]
  ) {
    (self.name, self.time, self.lifetime, self.requests) = (name, time, lifetime, requests)
  }

  /// The pod as an object.
  ///
  /// - Parameters:
  ///   - arrivals: The beginning of its name, where it has none of its own.
  ///   - template: What it has besides its requests, which its first container gets; a container
  ///     of its own where `nil`.
  /// - Returns: The pod.
  func object(of arrivals: String, template: Fields?) -> Fields {
    var object: Fields = template ?? ["apiVersion": "v1", "kind": "Pod"]
    object.modify("metadata") { metadata in
      if metadata["name"] == nil { metadata["name"] = .string(name.isEmpty ? arrivals : name) }
    }
    let amounts = Fields(
      requests.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value.description)) })
    object.modify("spec") { spec in
      var containers = spec["containers"]?.array ?? []
      if containers.isEmpty {
        containers = [.object(["name": "main", "image": "example.org/trace:1"])]
      }
      var first = containers[0].object ?? Fields()
      first.modify("resources") { resources in
        resources["requests"] = .object(amounts)
        // Of extended resources the limit is the request.
        let extended = Fields(amounts.filter { $0.0.contains("/") })
        if !extended.isEmpty { resources["limits"] = .object(extended) }
      }
      containers[0] = .object(first)
      spec["containers"] = .array(containers)
    }
    return object
  }
}
