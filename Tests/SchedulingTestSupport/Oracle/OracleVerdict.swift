// SPDX-License-Identifier: Apache-2.0

/// What the filters say about a pod on a node.
public enum OracleVerdict: Sendable, Hashable {
  /// Every filter lets it pass.
  case fits
  /// A filter refuses it: which, for what reasons, and whether evicting pods could not help.
  case refused(plugin: String, reasons: [String], unresolvable: Bool)
}

extension OracleVerdict {
  /// Whether every filter lets the pod pass.
  public var isFit: Bool { self == .fits }

  /// A refusal for one reason.
  static func refused(
    _ plugin: String, _ reason: OracleReason, unresolvable: Bool
  ) -> OracleVerdict {
    .refused(plugin: plugin, reasons: [reason.rawValue], unresolvable: unresolvable)
  }
}

/// What one plugin gives a node.
public struct OracleScore: Sendable, Hashable {
  /// Before normalisation.
  public var raw: Int64
  /// From 0 to 100.
  public var normalised: Int64

  /// Creates a score.
  public init(raw: Int64, normalised: Int64) {
    (self.raw, self.normalised) = (raw, normalised)
  }
}

/// What all plugins give a node.
public struct OracleNodeScore: Sendable, Hashable {
  /// The score of each plugin that is on; 0 and 0 of one that skips the pod.
  public var plugins: [String: OracleScore]
  /// The sum of weight times normalised score.
  public var total: Int64

  /// Creates a score.
  public init(plugins: [String: OracleScore], total: Int64) {
    (self.plugins, self.total) = (plugins, total)
  }
}
