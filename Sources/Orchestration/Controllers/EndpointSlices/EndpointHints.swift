// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// For which zones or nodes endpoints are.
enum EndpointHints {
  /// Whether a service wants its endpoints shared out among zones by their processors.
  static func isProportional(_ service: Fields) -> Bool {
    let mode =
      service.annotation("service.kubernetes.io/topology-mode")
      ?? service.annotation("service.kubernetes.io/topology-aware-hints")
    return mode == "Auto" || mode == "auto"
  }

  /// Sets the hints of a service's endpoints.
  ///
  /// - Parameters:
  ///   - plan: The slices.
  ///   - service: The service.
  ///   - shares: What zones are to have.
  /// - Returns: Why zones have no shares where they should; `nil` where nothing is wrong.
  static func set(
    _ plan: inout SlicePlan, _ service: Fields, _ shares: @autoclosure () -> ZoneShares
  ) -> ZoneShares.Fault? {
    if isProportional(service) { return share(&plan, shares()) }
    switch service.wanted["trafficDistribution"] {
    case "PreferClose", "PreferSameZone": plan.setHints { close($0, withNode: false) }
    case "PreferSameNode": plan.setHints { close($0, withNode: true) }
    default: plan.setHints { _ in nil }
    }
    return nil
  }

  private static func isReady(_ endpoint: Fields) -> Bool {
    endpoint["conditions"]?[path: "ready"] == true
  }

  private static func value(zone: String?, node: String? = nil) -> Value? {
    var hints = Fields()
    if let zone { hints["forZones"] = [["name": .string(zone)]] }
    if let node { hints["forNodes"] = [["name": .string(node)]] }
    return hints.isEmpty ? nil : .object(hints)
  }

  /// Each endpoint that is ready is for its own zone or node (`trafficdist/trafficdist.go`).
  private static func close(_ endpoint: Fields, withNode: Bool) -> Value? {
    guard isReady(endpoint) else { return nil }
    return value(
      zone: endpoint["zone"]?.string, node: withNode ? endpoint["nodeName"]?.string : nil)
  }

  private static func share(_ plan: inout SlicePlan, _ shares: ZoneShares) -> ZoneShares.Fault? {
    let zones = plan.slices.flatMap(\.endpoints).filter(isReady).map { $0["zone"]?.string ?? "" }
    switch shares.hints(zones) {
    case .failure(let failure):
      plan.setHints { _ in nil }
      return failure.fault
    case .success(let hints):
      var next = hints.startIndex
      plan.setHints { endpoint in
        guard isReady(endpoint), next < hints.endIndex else { return nil }
        defer { next += 1 }
        return value(zone: hints[next])
      }
      return nil
    }
  }
}
