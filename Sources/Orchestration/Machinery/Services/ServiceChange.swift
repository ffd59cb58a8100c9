// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What becomes of a service's addresses and ports when it is changed: what was given stays unless
/// another is asked for, and goes where the new type has no use for it.
///
/// From `patchAllocatedValues` and `normalizeClusterIPs` in
/// `pkg/registry/core/service/storage/storage.go`, and `dropTypeDependentFields` in
/// `pkg/registry/core/service/strategy.go`.
enum ServiceChange {
  static func prepare(_ object: inout Fields, _ old: Fields) {
    let before = old.wanted
    object.complete("spec") { spec in
      normalize(&spec, before)
      keep(&spec, before)
      drop(&spec, before)
    }
  }

  /// Of the address and the list of addresses, the one that was changed counts.
  private static func normalize(_ spec: inout Fields, _ before: Fields) {
    guard spec.lacks("clusterIP") || spec["clusterIP"] != before["clusterIP"] else { return }
    guard spec["clusterIPs"] == before["clusterIPs"], before["clusterIPs"] != nil else { return }
    if let address = spec["clusterIP"], !spec.lacks("clusterIP") {
      spec["clusterIPs"] = [address]
    } else {
      spec["clusterIPs"] = nil
    }
  }

  private static func keep(_ spec: inout Fields, _ before: Fields) {
    if spec.needsClusterAddress, before.needsClusterAddress {
      if spec.lacks("clusterIP"), let address = before["clusterIP"] { spec["clusterIP"] = address }
      if spec["clusterIPs"]?.array?.isEmpty ?? true, spec["clusterIP"] == before["clusterIP"],
        let addresses = before["clusterIPs"]
      {
        spec["clusterIPs"] = addresses
      }
    }
    if spec.needsNodePorts, before.needsNodePorts { keepPorts(&spec, before) }
    if spec.needsHealthCheckPort, before.needsHealthCheckPort,
      spec.wholeNumber("healthCheckNodePort") ?? 0 == 0
    {
      spec["healthCheckNodePort"] = before["healthCheckNodePort"]
    }
  }

  /// Ports are known by their names.
  private static func keepPorts(_ spec: inout Fields, _ before: Fields) {
    func nodePorts(_ spec: Fields) -> [Int] {
      (spec["ports"]?.array ?? []).compactMap { $0.object?.wholeNumber("nodePort") }
    }
    var used = Set(nodePorts(before)).intersection(nodePorts(spec))
    var byName: [String: Int] = [:]
    for case .object(let port) in before["ports"]?.array ?? [] {
      byName[port["name"]?.string ?? ""] = port.wholeNumber("nodePort")
    }
    spec.completeEach("ports") { port in
      guard port.wholeNumber("nodePort") ?? 0 == 0,
        let number = byName[port["name"]?.string ?? ""], number != 0,
        used.insert(number).inserted
      else { return }
      port["nodePort"] = .integer(Int64(number))
    }
  }

  private static func drop(_ spec: inout Fields, _ before: Fields) {
    func isSame(_ name: String) -> Bool { spec[name] == before[name] }
    if before.needsClusterAddress, !spec.needsClusterAddress {
      if isSame("clusterIP"), isSame("clusterIPs") {
        spec["clusterIP"] = nil
        spec["clusterIPs"] = nil
      }
      for name in ["ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"] where isSame(name) {
        spec[name] = nil
      }
    }
    if before.needsNodePorts, !spec.needsNodePorts { dropPorts(&spec, before) }
    if before.needsHealthCheckPort, !spec.needsHealthCheckPort, isSame("healthCheckNodePort") {
      spec["healthCheckNodePort"] = nil
    }
    if before.serviceType == "LoadBalancer", spec.serviceType != "LoadBalancer" {
      for name in ["allocateLoadBalancerNodePorts", "loadBalancerClass"] where isSame(name) {
        spec[name] = nil
      }
    }
    if before.isReachedFromOutside, !spec.isReachedFromOutside, isSame("externalTrafficPolicy") {
      spec["externalTrafficPolicy"] = nil
    }
  }

  private static func dropPorts(_ spec: inout Fields, _ before: Fields) {
    func nodePorts(_ spec: Fields) -> Set<Int> {
      Set((spec["ports"]?.array ?? []).compactMap { $0.object?.wholeNumber("nodePort") })
    }
    guard nodePorts(spec).isSubset(of: nodePorts(before)) else { return }
    spec.completeEach("ports") { port in
      if port["nodePort"] != nil { port["nodePort"] = nil }
    }
  }
}
