// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// An API on a virtual clock, with the namespace `default`, and what tests do with it.
final class TestCluster {
  let clock = VirtualClock()
  let machinery: APIMachinery
  /// The client of the person who uses the cluster.
  let user: InProcessClient
  private let informers: SharedInformers

  /// Creates a cluster.
  ///
  /// - Parameters:
  ///   - seed: For names that are made up.
  ///   - isPlain: Whether the API keeps objects as they come, so that tests of one component need to
  ///     write nothing that the component does not look at.
  /// - Throws: What the API refuses.
  init(seed: UInt64 = 1, isPlain: Bool = false) throws {
    machinery = APIMachinery(clock: clock, seed: seed)
    if isPlain {
      machinery.fillsAndChecks = false
      for type in machinery.rules.keys {
        machinery.rules[type]?.fillDefaults = { _ in }
        if type == .jobs { machinery.rules[type]?.prepareForCreate = { _ in } }
      }
    }
    user = machinery.client(named: "user")
    informers = SharedInformers(client: machinery.client(named: "informers"), clock: clock)
    try user.create(.namespaces, ["metadata": ["name": "default"]])
  }

  /// What a component works with.
  func environment(_ name: String, seed: UInt64 = 1) -> ComponentEnvironment {
    ComponentEnvironment(
      client: machinery.client(named: name), clock: clock, informers: informers, seed: seed)
  }

  /// Lets time pass.
  func run(seconds: Double) {
    clock.run(until: clock.now.advanced(by: Int64(seconds * 1_000_000)))
  }

  /// Creates the objects of a YAML text, whatever their kinds.
  @discardableResult
  func apply(_ yaml: String) throws -> [Fields] {
    var made: [Fields] = []
    for record in try ObjectReader(skipping: []).records(of: MemorySource(yaml)) {
      let object = record.fields
      let type = machinery.catalogue.type(
        apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
      made.append(try user.create(try #require(type), object))
    }
    return made
  }

  /// Objects of a type as a view, by namespace and name.
  func all<View: APIObject>(_ type: ResourceType, as view: View.Type) throws -> [View] {
    try user.list(type, ListOptions()).items.map { View(fields: $0) }
  }

  /// An object of the namespace `default`.
  func object<View: APIObject>(
    _ type: ResourceType, _ name: String, as view: View.Type, in namespace: String = "default"
  ) throws -> View? {
    let key = ObjectKey(namespace: type.isNamespaced ? namespace : "", name: name)
    return try user.find(type, key).map { View(fields: $0) }
  }
}
