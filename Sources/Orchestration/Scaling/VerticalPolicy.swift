// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a VerticalPodAutoscaler says of the containers it is about.
struct VerticalPolicy {
  /// What becomes of recommendations.
  enum Mode: String, CaseIterable {
    /// They are only told.
    case off = "Off"
    /// New pods get them.
    case initial = "Initial"
    /// New pods get them, and pods that need others are evicted.
    case recreate = "Recreate"
  }

  /// The annotation of pods that says what was changed in them.
  static let updateAnnotation = "vpaUpdates"

  private let spec: Fields

  /// Reads an autoscaler.
  init(_ autoscaler: Fields) { spec = autoscaler.wanted }

  /// What becomes of recommendations; what resizes pods in place evicts them here.
  var mode: Mode {
    Mode(rawValue: spec["updatePolicy"]?.object?["updateMode"]?.string ?? "") ?? .recreate
  }

  /// How many replicas have to be there before one is evicted.
  var leastReplicas: Int {
    spec["updatePolicy"]?.object?.integer("minReplicas").map { Int($0) } ?? 2
  }

  /// What is scaled.
  var target: ObjectReference {
    spec["targetRef"].flatMap { ObjectReference($0) } ?? ObjectReference()
  }

  private func policy(_ container: String) -> Fields {
    let policies = (spec["resourcePolicy"]?.object?["containerPolicies"]?.array ?? [])
      .compactMap(\.object)
    return policies.first { $0["containerName"]?.string == container }
      ?? policies.first { $0["containerName"]?.string == "*" } ?? Fields()
  }

  /// Whether a container is left alone.
  func isOff(_ container: String) -> Bool { policy(container)["mode"]?.string == "Off" }

  /// Whether limits are scaled with requests.
  func scalesLimits(_ container: String) -> Bool {
    policy(container)["controlledValues"]?.string != "RequestsOnly"
  }

  /// Which resources are recommended.
  func resources(_ container: String) -> [String] {
    let named = policy(container)["controlledResources"]?.array?.compactMap(\.string)
    return ["cpu", "memory"].filter { named?.contains($0) ?? true }
  }

  /// An amount within what is allowed: millicores or bytes.
  func capped(_ amount: Int64, _ resource: String, _ container: String) -> Int64 {
    let policy = policy(container)
    func bound(_ name: String) -> Int64? {
      let value = policy[name]?.object?[resource]
      return value.flatMap { Quantity($0) }
        .flatMap { try? $0.value(in: QuantityUnit(forResource: resource)) }
    }
    let raised = max(amount, bound("minAllowed") ?? amount)
    return min(raised, bound("maxAllowed") ?? raised)
  }
}
