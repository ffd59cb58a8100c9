// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A column, or a key of a node type, that holds amounts of a resource.
///
/// The name is the resource's own, or carries the unit of its plain numbers behind an
/// underscore: `cpu_milli`, `cpu_cores`, `memory_mib`, `memory_bytes`.
struct ResourceColumn {
  /// The resource's name.
  let resource: String

  private let powerOfTen: Int
  private let powerOfTwo: Int

  private static let suffixes: [(name: String, unit: QuantityUnit, ten: Int, two: Int)] = [
    ("_millis", .milli, -3, 0), ("_milli", .milli, -3, 0), ("_cores", .milli, 0, 0),
    ("_bytes", .bytes, 0, 0),
    ("_kib", .bytes, 0, 10), ("_mib", .bytes, 0, 20), ("_gib", .bytes, 0, 30),
    ("_tib", .bytes, 0, 40),
    ("_kb", .bytes, 3, 0), ("_mb", .bytes, 6, 0), ("_gb", .bytes, 9, 0), ("_tb", .bytes, 12, 0),
  ]

  /// Interprets a name; `nil` when it is of no resource that is known.
  ///
  /// - Parameters:
  ///   - name: The column's name.
  ///   - selected: Names that are resources because the user says so.
  init?(_ name: String, selected: [String] = []) {
    for suffix in Self.suffixes where name.hasSuffix(suffix.name) {
      let base = String(name.dropLast(suffix.name.count))
      if Self.isKnown(base) || selected.contains(base),
        QuantityUnit(forResource: base) == suffix.unit
      {
        (resource, powerOfTen, powerOfTwo) = (base, suffix.ten, suffix.two)
        return
      }
    }
    guard Self.isKnown(name) || selected.contains(name) else { return nil }
    (resource, powerOfTen, powerOfTwo) = (name, 0, 0)
  }

  /// Whether a name is a resource's without anyone saying so.
  private static func isKnown(_ name: String) -> Bool {
    switch name {
    case "cpu", "memory", "storage", "ephemeral-storage", "gpu", "pods", "size": return true
    default:
      if name.hasPrefix("dim"), name.utf8.count > 3 {
        return name.utf8.dropFirst(3).allSatisfy(\.isDigit)
      }
      if name.hasPrefix("hugepages-") { return true }
      return name.utf8.contains(UInt8(ascii: "/"))
    }
  }

  /// Reads an amount of the resource in the units of this column.
  ///
  /// - Throws: A message that says what was found and expected.
  func amount(_ text: ArraySlice<UInt8>) throws(AmountError) -> Quantity {
    let quantity: Quantity
    do throws(QuantityError) {
      quantity = try Quantity(utf8: text)
    } catch {
      throw AmountError(message: "found \(excerpt(text)), \(error)")
    }
    if quantity.isNegative {
      throw AmountError(message: "found \(excerpt(text)), expected at least 0")
    }
    return powerOfTen == 0 && powerOfTwo == 0
      ? quantity : quantity.scaled(powerOfTen: powerOfTen, powerOfTwo: powerOfTwo)
  }
}

/// Why an amount was refused; whoever reads the file adds the place.
struct AmountError: Error {
  let message: String
}
