// SPDX-License-Identifier: Apache-2.0

/// Whether what keeps a pod off a node could be mended by evicting other pods.
public enum Resolvability: Sendable, Hashable {
  /// Evicting pods may help (`Unschedulable`).
  case byEviction
  /// Evicting pods does not help (`UnschedulableAndUnresolvable`).
  case never
}
