// SPDX-License-Identifier: Apache-2.0

/// The unit in which a resource is counted as integers.
public enum QuantityUnit: String, Sendable, Hashable, Codable {
  /// Thousandths: CPU in millicores.
  case milli
  /// Bytes: memory and storage.
  case bytes
  /// Whole things, or numbers without a unit.
  case count
}
