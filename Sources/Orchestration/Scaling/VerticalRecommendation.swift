// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the status of a VerticalPodAutoscaler recommends.
struct VerticalRecommendation {
  /// How much a pod needs something else than it requests.
  struct Need {
    /// Whether a container requests less than the lower bound or more than the upper one.
    var isOutside = false
    /// Whether a container is to get more.
    var grows = false
    /// By which part of all requests they are off.
    var difference = 0.0
  }

  /// The recommendations by container.
  let containers: [String: Fields]

  /// Reads an autoscaler.
  init(_ autoscaler: Fields) {
    let list =
      autoscaler.observed["recommendation"]?.object?["containerRecommendations"]?.array ?? []
    var containers: [String: Fields] = [:]
    for case .object(let entry) in list { containers[entry["containerName"]?.string ?? ""] = entry }
    self.containers = containers
  }

  /// An amount for a container: millicores or bytes.
  func amount(_ bound: String, _ resource: String, _ container: String) -> Int64? {
    Self.amount(containers[container]?[bound]?.object?[resource], resource)
  }

  private static func amount(_ value: Value?, _ resource: String) -> Int64? {
    value.flatMap { Quantity($0) }
      .flatMap { try? $0.value(in: QuantityUnit(forResource: resource)) }
  }

  /// How much a pod needs something else: from `priority_processor.go` of the updater.
  func need(of pod: Fields) -> Need {
    var need = Need()
    var requested: [String: Int64] = [:]
    var recommended: [String: Int64] = [:]
    for case .object(let container) in pod.wanted["containers"]?.array ?? [] {
      let name = container["name"]?.string ?? ""
      let requests = container["resources"]?.object?["requests"]?.object
      for resource in ["cpu", "memory"] {
        guard let target = amount("target", resource, name) else { continue }
        recommended[resource, default: 0] += target
        guard let request = Self.amount(requests?[resource], resource) else {
          (need.isOutside, need.grows) = (true, true)
          continue
        }
        requested[resource, default: 0] += request
        if target > request { need.grows = true }
        let lower = amount("lowerBound", resource, name) ?? request
        let upper = amount("upperBound", resource, name) ?? request
        if request < lower || request > upper { need.isOutside = true }
      }
    }
    for resource in ["cpu", "memory"] {
      guard let target = recommended[resource] else { continue }
      let request = requested[resource] ?? 0
      need.difference += Double(abs(request - target)) / Double(max(request, 1))
    }
    return need
  }
}
