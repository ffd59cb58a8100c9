// SPDX-License-Identifier: Apache-2.0

/// In which order nodes and pods are listed.
///
/// Written as `name`, `pods`, or a resource and what of it: `cpu`, `cpu.limit`, `memory.percent`,
/// `nvidia.com/gpu.allocatable`. The largest comes first, names ascend and decide between equals.
public struct UsageOrder: Sendable, Hashable {
  /// What of a resource is compared.
  public enum Figure: String, Sendable, Hashable, CaseIterable {
    /// What is requested.
    case request
    /// What is the limit.
    case limit
    /// What is requested, as a share of what is allocatable.
    case percent
    /// The limits as a share of what is allocatable.
    case limitPercent = "limit-percent"
    /// What is allocatable.
    case allocatable
  }

  /// What is compared.
  enum Key: Sendable, Hashable {
    case name
    case pods
    case resource(String, Figure)
  }

  let key: Key

  /// By name.
  public static let name = UsageOrder(key: .name)

  private init(key: Key) {
    self.key = key
  }

  /// Reads an order.
  ///
  /// - Parameter text: As it is written; without a figure the requests are compared.
  public init(_ text: String) {
    switch text {
    case "name": key = .name
    case "pods": key = .pods
    default:
      for figure in Figure.allCases where text.hasSuffix("." + figure.rawValue) {
        let resource = String(text.dropLast(figure.rawValue.count + 1))
        key = .resource(resource == "mem" ? "memory" : resource, figure)
        return
      }
      key = .resource(text == "mem" ? "memory" : text, .request)
    }
  }

  /// The resource that is compared, where it is one.
  public var resource: String? {
    if case .resource(let name, _) = key { name } else { nil }
  }
}

extension ClusterUsage {
  /// The nodes in an order.
  ///
  /// - Parameter order: The order; a resource that nothing has leaves them by name.
  /// - Returns: Indices of `nodes`.
  public func nodes(by order: UsageOrder) -> [Int] {
    sorted(
      nodes.indices.map { ([nodes[$0].name], nodes[$0].amounts) }, by: order)
  }

  /// Some pods in an order.
  ///
  /// - Parameters:
  ///   - pods: Indices of `pods`.
  ///   - order: The order; shares are those of the pod's node.
  /// - Returns: The same indices.
  public func pods(_ pods: [Int], by order: UsageOrder) -> [Int] {
    let entries = pods.map { index -> ([String], Amounts) in
      let pod = self.pods[index]
      var amounts = Amounts()
      amounts.requests = pod.requests
      amounts.limits = pod.limits
      amounts.pods = 1
      if let node = pod.node { amounts.allocatable = nodes[node].amounts.allocatable }
      return ([pod.namespace, pod.name], amounts)
    }
    return sorted(entries, by: order).map { pods[$0] }
  }

  private func sorted(
    _ entries: [(names: [String], amounts: Amounts)], by order: UsageOrder
  ) -> [Int] {
    let shares = entries.map { share(of: $0.amounts, by: order.key) }
    return entries.indices.sorted { left, right in
      switch shares[left].compared(to: shares[right]) {
      case let sign where sign != 0: sign > 0
      default:
        entries[left].names != entries[right].names
          ? entries[left].names.lexicographicallyPrecedes(entries[right].names) : left < right
      }
    }
  }

  private func share(of amounts: Amounts, by key: UsageOrder.Key) -> Share {
    switch key {
    case .name: return Share(part: 0, whole: 1)
    case .pods: return Share(part: amounts.pods, whole: 1)
    case .resource(let name, let figure):
      guard let resource = resources.index(of: name) else { return Share(part: 0, whole: 1) }
      let whole = amounts.allocatable[resource]
      switch figure {
      case .request: return Share(part: amounts.requests[resource], whole: 1)
      case .limit: return Share(part: amounts.limits[resource], whole: 1)
      case .allocatable: return Share(part: whole, whole: 1)
      case .percent: return Share(part: amounts.requests[resource], whole: whole)
      case .limitPercent: return Share(part: amounts.limits[resource], whole: whole)
      }
    }
  }
}
