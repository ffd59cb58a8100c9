// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How a path of an ingress is compared with that of a request.
enum IngressPathType: String {
  case exact = "Exact"
  case prefix = "Prefix"
  case implementationSpecific = "ImplementationSpecific"

  /// Whether a path of a rule is for the path of a request.
  ///
  /// Prefixes are compared element by element, and a slash at the end does not count
  /// (`networking.k8s.io/v1`, `HTTPIngressPath`). What is left to the implementation is a prefix
  /// here.
  func matches(_ rule: String, _ path: String) -> Bool {
    guard self != .exact else { return rule == path }
    let prefix = rule.utf8.last == UInt8(ascii: "/") ? rule.dropLast() : rule[...]
    guard path.hasPrefix(prefix) else { return false }
    let rest = path.utf8.dropFirst(prefix.utf8.count)
    return rest.isEmpty || rest.first == UInt8(ascii: "/")
  }
}

/// One rule of an ingress: a host, a path, and where requests go.
struct IngressPathRule {
  let ingress: ObjectKey
  /// When the ingress was made: of rules that say the same, the oldest counts.
  let created: Timestamp
  let host: String
  let path: String
  let type: IngressPathType
  let backend: Fields

  /// Whether it comes before another for requests that both match.
  func precedes(_ other: IngressPathRule) -> Bool {
    let (own, others) = (length, other.length)
    if own != others { return own > others }
    if (type == .exact) != (other.type == .exact) { return type == .exact }
    if created != other.created { return created < other.created }
    return ingress < other.ingress
  }

  /// How much of a path it says; a slash at the end does not count.
  private var length: Int {
    type != .exact && path.utf8.last == UInt8(ascii: "/") && path.utf8.count > 1
      ? path.utf8.count - 1 : path.utf8.count
  }
}
