// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Where in an object one is, for faults.
struct FaultContext {
  let object: String
  var path: String

  init(_ object: String, _ path: String = "") {
    self.object = object
    self.path = path
  }

  /// The context of a field below.
  subscript(_ field: String) -> FaultContext {
    FaultContext(object, path.isEmpty ? field : path + "." + field)
  }

  /// The context of an element.
  subscript(_ index: Int) -> FaultContext {
    FaultContext(object, path + "[\(index)]")
  }

  /// The context of a field below whose name may have dots in it.
  subscript(named name: String) -> FaultContext {
    guard name.isEmpty || name.contains(where: { ".[]".contains($0) }) else { return self[name] }
    return FaultContext(object, path + "[\"\(name)\"]")
  }

  func fault(_ message: String) -> ClusterFault {
    ClusterFault(object: object, field: path, message: message)
  }

  /// An amount in the unit of its resource, rounded up; faults where it is negative or too large.
  func amount(_ quantity: Quantity, of resource: String) throws(ClusterFault) -> Int64 {
    guard !quantity.isNegative else {
      throw self[named: resource].fault(
        "found \(quantity), expected an amount that is not negative")
    }
    do throws(QuantityError) {
      let value = try quantity.value(in: QuantityUnit(forResource: resource))
      guard value <= ResourceAmounts.largest else { throw .overflow }
      return value
    } catch {
      throw self[named: resource].fault("found \(quantity), expected at most 2^53")
    }
  }
}
