// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// When a node has last renewed its lease.
///
/// A node renews the lease of its name in `kube-node-lease` every ten seconds. So that a week of a
/// thousand nodes does not cost sixty million writes, a lease may say that it is renewed without
/// being written: the annotation `stevedore.dev/renews-every: "10s"` means that it is renewed at
/// every such period after `renewTime`, until further notice. Who models the end of a node writes
/// the last `renewTime` and takes the annotation away.
public enum NodeLease {
  /// The namespace of the leases.
  public static let namespace = "kube-node-lease"
  /// The annotation that says how often a lease is renewed without being written.
  public static let renewsEvery = "stevedore.dev/renews-every"

  /// The name of a node's lease.
  static func key(_ node: String) -> ObjectKey { ObjectKey(namespace: namespace, name: node) }

  /// How often the lease is renewed without being written, in microseconds; `nil` where it is not.
  static func period(_ lease: Fields) -> Int64? {
    lease.annotation(renewsEvery).flatMap { microseconds($0) }
  }

  /// When the lease was last renewed, up to a moment.
  ///
  /// - Returns: The moment; `nil` where it was never.
  static func renewal(_ lease: Fields, at now: Timestamp) -> Timestamp? {
    guard let renewed = lease.wanted.moment("renewTime") else { return nil }
    guard let period = period(lease), now > renewed else { return renewed }
    let elapsed = now.microseconds - renewed.microseconds
    return renewed.advanced(by: elapsed - elapsed % period)
  }

  /// Reads a period such as `10s`, `500ms` or `1m`.
  static func microseconds(_ text: String) -> Int64? {
    let units: [(suffix: String, factor: Int64)] = [
      ("ms", 1_000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000),
    ]
    for (suffix, factor) in units where text.hasSuffix(suffix) {
      guard let number = Int64(text.dropLast(suffix.count)), number > 0 else { continue }
      let (product, overflow) = number.multipliedReportingOverflow(by: factor)
      return overflow ? nil : product
    }
    return nil
  }
}
