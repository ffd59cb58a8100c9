// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// A resource that an input packs by, and the unit it is counted in.
struct InputResource {
  let name: String
  let unit: QuantityUnit
  let deviceUnit: Int64?

  init(_ name: String, unit: QuantityUnit? = nil, deviceUnit: Int64? = nil) {
    self.name = name
    self.unit = unit ?? QuantityUnit(forResource: name)
    self.deviceUnit = deviceUnit
  }

  /// The problem's resource.
  var resource: Resource { Resource(name, deviceUnit: deviceUnit) }

  /// An amount as an integer of the unit; parts of whole things are refused.
  ///
  /// - Throws: A message that says what was found and expected.
  func count(_ amount: Quantity, text: @autoclosure () -> String) throws(AmountError) -> Int64 {
    let result: (value: Int64, isExact: Bool)
    do throws(QuantityError) {
      result = try amount.exactValue(in: unit)
    } catch {
      throw AmountError(message: "found \(text()), \(error)")
    }
    if unit == .count, !result.isExact {
      throw AmountError(message: "found \(text()), expected a whole number of '\(name)'")
    }
    if result.value > PackingProblem.largestQuantity {
      throw AmountError(
        message: "found \(text()), expected at most \(unit.format(PackingProblem.largestQuantity))")
    }
    return result.value
  }
}
