// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The resources of the container of a task.
///
/// Reservations are requests. Limits without a reservation are left out, as Kubernetes would take
/// them for requests; an annotation has them.
struct SwarmTaskResources {
  /// `requests` and `limits`.
  var fields = Fields()
  /// The limits without a reservation, such as `cpu=500m,memory=1Gi`.
  var bareLimits: String?

  init(_ resources: Fields) {
    let reserved = resources["Reservations"]?.object ?? Fields()
    let limited = resources["Limits"]?.object ?? Fields()
    var requests = Self.amounts(reserved)
    let limits = Self.amounts(limited)
    var kept = limits.filter { requests[$0.key] != nil }
    let bare = limits.filter { requests[$0.key] == nil }
    if !bare.isEmpty {
      bareLimits = bare.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        .joined(separator: ",")
    }
    for resource in reserved["GenericResources"]?.array ?? [] {
      let discrete = resource[path: "DiscreteResourceSpec"]?.object
      let named = resource[path: "NamedResourceSpec"]?.object
      guard let kind = (discrete ?? named)?["Kind"]?.string else { continue }
      let count = discrete?.wholeNumber("Value") ?? 1
      let name = Self.resourceName(of: kind)
      let sum = (requests[name].flatMap { Int64($0) } ?? 0) + Int64(count)
      requests[name] = String(sum)
      kept[name] = String(sum)
    }
    if !requests.isEmpty { fields["requests"] = requests.value }
    if !kept.isEmpty { fields["limits"] = kept.value }
  }

  private static func resourceName(of kind: String) -> String {
    StackOptions().resourceNames[kind]
      ?? (kind.contains("/") ? kind : SwarmNames.resourcePrefix + kind)
  }

  private static func amounts(_ fields: Fields) -> [String: String] {
    var amounts: [String: String] = [:]
    if case .integer(let nano)? = fields["NanoCPUs"], nano > 0 {
      amounts["cpu"] = nano % 1_000_000 == 0 ? "\(nano / 1_000_000)m" : "\(nano)n"
    }
    if case .integer(let bytes)? = fields["MemoryBytes"], bytes > 0 {
      amounts["memory"] = String(bytes)
    }
    return amounts
  }
}

/// The health check of a task as probes.
///
/// A task runs once its check succeeds, and fails where it does so as often in a row as `Retries`
/// says. Failures within `StartPeriod` do not count.
struct SwarmTaskHealth {
  private let command: [Value]
  private let interval: Int64
  private let timeout: Int64
  private let retries: Int64
  private let startPeriod: Int64

  init?(_ check: Fields) {
    let test = check["Test"]?.array ?? []
    switch test.first?.string {
    case "CMD"?: command = Array(test.dropFirst())
    case "CMD-SHELL"?: command = ["/bin/sh", "-c"] + Array(test.dropFirst().prefix(1))
    default: return nil
    }
    if command.isEmpty { return nil }
    func seconds(_ name: String, _ standard: Int64) -> Int64 {
      guard let span = check.microseconds(name), span > 0 else { return standard }
      return max(1, (span + 999_999) / 1_000_000)
    }
    (interval, timeout) = (seconds("Interval", 30), seconds("Timeout", 30))
    retries = check.wholeNumber("Retries").flatMap { $0 > 0 ? Int64($0) : nil } ?? 3
    startPeriod = seconds("StartPeriod", 0)
  }

  func apply(to container: inout Fields) {
    var probe: Fields = [
      "exec": ["command": .array(command)], "periodSeconds": .integer(interval),
      "timeoutSeconds": .integer(timeout), "failureThreshold": .integer(retries),
    ]
    container["livenessProbe"] = .object(probe)
    container["readinessProbe"] = .object(probe)
    guard startPeriod > 0 else { return }
    probe["failureThreshold"] = .integer((startPeriod + interval - 1) / interval + retries)
    container["startupProbe"] = .object(probe)
  }
}
