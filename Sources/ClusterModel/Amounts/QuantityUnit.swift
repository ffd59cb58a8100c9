// SPDX-License-Identifier: Apache-2.0

/// The unit in which a resource is counted as integers.
public enum QuantityUnit: String, Sendable, Hashable, Codable {
  /// Thousandths: CPU in millicores.
  case milli
  /// Bytes: memory and storage.
  case bytes
  /// Whole things, or numbers without a unit.
  case count

  /// The unit that Kubernetes counts a resource in: `cpu` in thousandths, memory, storage and
  /// huge pages in bytes, everything else in whole things.
  ///
  /// - Parameter resource: The resource's name, such as `memory` or `nvidia.com/gpu`.
  public init(forResource resource: String) {
    switch resource {
    case "cpu": self = .milli
    case "memory", "storage", "ephemeral-storage": self = .bytes
    default: self = resource.hasPrefix("hugepages-") ? .bytes : .count
    }
  }

  /// Writes an integer of this unit for people, exactly: `96`, `500m`, `384Gi`.
  ///
  /// - Parameter value: An amount in this unit.
  /// - Returns: Text that `Quantity` reads back as the same amount.
  public func format(_ value: Int64) -> String {
    switch self {
    case .count:
      return String(value)
    case .milli:
      return value.isMultiple(of: 1_000) ? String(value / 1_000) : "\(value)m"
    case .bytes:
      let suffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
      var (value, step) = (value, 0)
      while value != 0, value.isMultiple(of: 1_024), step + 1 < suffixes.count {
        value /= 1_024
        step += 1
      }
      return "\(value)\(suffixes[step])"
    }
  }
}
