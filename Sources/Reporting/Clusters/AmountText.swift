// SPDX-License-Identifier: Apache-2.0

/// Amounts of resources as Kubernetes writes them: `500m`, `2`, `1536Mi`.
enum AmountText {
  /// To which side an amount of bytes is rounded that is no whole number of units.
  enum Rounding { case down, up }

  /// Writes an amount.
  ///
  /// - Parameters:
  ///   - amount: Thousandths of CPU, bytes of memory and storage, pieces of all else.
  ///   - resource: The name of the resource.
  ///   - rounding: What becomes of bytes: from 10 MiB on they are rounded to whole MiB.
  /// - Returns: The text.
  static func text(
    _ amount: Int64, of resource: String, rounding: Rounding = .down
  ) -> String {
    if amount < 0 {
      let positive = amount == .min ? Int64.max : -amount
      return "-" + text(positive, of: resource, rounding: rounding == .down ? .up : .down)
    }
    switch resource {
    case "cpu": return amount % 1000 == 0 ? "\(amount / 1000)" : "\(amount)m"
    case "memory", "ephemeral-storage": return bytes(amount, rounding)
    default: return resource.hasPrefix("hugepages-") ? bytes(amount, rounding) : "\(amount)"
    }
  }

  private static func bytes(_ amount: Int64, _ rounding: Rounding) -> String {
    let mebi: Int64 = 1 << 20
    var amount = amount
    if amount >= 10 * mebi, amount % mebi != 0, amount < Int64.max - mebi {
      amount = (amount / mebi + (rounding == .up ? 1 : 0)) * mebi
    }
    for (shift, suffix) in [(50, "Pi"), (40, "Ti"), (30, "Gi"), (20, "Mi"), (10, "Ki")] {
      let unit = Int64(1) << Int64(shift)
      if amount >= unit, amount % unit == 0 { return "\(amount / unit)\(suffix)" }
    }
    return "\(amount)"
  }
}
