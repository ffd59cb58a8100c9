// SPDX-License-Identifier: Apache-2.0

/// Why a problem cannot be built: what was found, and where.
public enum ProblemError: Error, Sendable, Hashable {
  /// No resource was named.
  case noResources
  /// Two resources have the same name.
  case duplicateResource(name: String)
  /// A device unit is not positive.
  case invalidDeviceUnit(resource: String, found: Int64)
  /// No bin type was added.
  case noBinTypes
  /// A vector has the wrong number of values.
  case dimension(of: String, found: Int, expected: Int)
  /// A demand is negative or above the largest value that is allowed.
  case demandOutOfRange(shape: String, resource: String, found: Int64)
  /// A capacity is negative or above the largest value that is allowed.
  case capacityOutOfRange(binType: String, resource: String, found: Int64)
  /// What is already in a bin is negative or exceeds its capacity.
  case loadOutOfRange(binType: String, resource: String, found: Int64, capacity: Int64)
  /// A capacity or load of a device resource is not a whole number of devices.
  case partialDevice(binType: String, resource: String, found: Int64, unit: Int64)
  /// A demand above one device is not a whole number of devices.
  case straddlesDevices(shape: String, resource: String, found: Int64, unit: Int64)
  /// A cost is negative or above the largest value that is allowed.
  case costOutOfRange(binType: String, found: Int64)
  /// An availability is negative.
  case availabilityOutOfRange(binType: String, found: Int)
  /// A shape has no item or too many.
  case countOutOfRange(shape: String, found: Int)
  /// A limit per bin is not positive.
  case perBinLimitOutOfRange(shape: String, found: Int)
  /// A compatibility list names a bin type that does not exist.
  case unknownBinType(index: Int, shape: String)
  /// A conflict names a shape that does not exist.
  case unknownShape(index: Int)
  /// A shape conflicts with itself; a limit of one per bin says that.
  case conflictWithItself(shape: String)
  /// A spread rule names no shape.
  case spreadWithoutShape(rule: Int)
  /// A spread rule names a shape that does not exist.
  case spreadOfUnknownShape(rule: Int, shape: Int)
  /// A spread rule names a shape twice.
  case spreadNamesShapeTwice(rule: Int, shape: String)
  /// A spread rule does not say for each bin type which domain it lies in.
  case spreadDomainCount(rule: Int, found: Int, expected: Int)
  /// No bin type lies in a domain of a spread rule.
  case spreadWithoutDomain(rule: Int)
  /// The skew that a spread rule allows is not positive.
  case skewOutOfRange(rule: Int, found: Int)
  /// The demands of all items add up to more than can be counted.
  case totalDemandTooLarge(resource: String)
  /// There are more items than can be counted.
  case tooManyItems(limit: Int)
}

extension ProblemError: CustomStringConvertible {
  /// What was found, and on a new line what to do about it.
  public var description: String {
    switch self {
    case .noResources:
      "the problem has no resources\nName at least one, such as cpu."
    case .duplicateResource(let name):
      "resource '\(name)' is named twice\nEvery resource needs a name of its own."
    case .invalidDeviceUnit(let resource, let found):
      "resource '\(resource)' has a device unit of \(found)\nA device unit is at least 1."
    case .noBinTypes:
      "the problem has no bin types\nAdd at least one, with a capacity for every resource."
    case .dimension(let of, let found, let expected):
      "\(of) has \(found) values, expected \(expected)\nGive one value for each resource."
    case .demandOutOfRange(let shape, let resource, let found):
      "\(shape) needs \(found) of '\(resource)'\nA demand is between 0 and \(PackingProblem.largestQuantity)."
    case .capacityOutOfRange(let binType, let resource, let found):
      "bin type '\(binType)' has a capacity of \(found) for '\(resource)'\nA capacity is between 0 and \(PackingProblem.largestQuantity)."
    case .loadOutOfRange(let binType, let resource, let found, let capacity):
      "bin type '\(binType)' already holds \(found) of '\(resource)'\nA load is between 0 and the capacity, \(capacity)."
    case .partialDevice(let binType, let resource, let found, let unit):
      "bin type '\(binType)' has \(found) of '\(resource)', which is not a whole number of devices\nUse a multiple of \(unit)."
    case .straddlesDevices(let shape, let resource, let found, let unit):
      "\(shape) needs \(found) of '\(resource)', more than one device but not a whole number\nUse a multiple of \(unit), or less than \(unit)."
    case .costOutOfRange(let binType, let found):
      "bin type '\(binType)' costs \(found)\nA cost is between 0 and \(PackingProblem.largestCost)."
    case .availabilityOutOfRange(let binType, let found):
      "there are \(found) bins of type '\(binType)'\nUse 0 or more, or leave the number out for no limit."
    case .countOutOfRange(let shape, let found):
      "\(shape) has \(found) items\nA shape has between 1 and \(PackingProblem.mostItems) items."
    case .perBinLimitOutOfRange(let shape, let found):
      "\(shape) allows \(found) items per bin\nA limit per bin is at least 1."
    case .unknownBinType(let index, let shape):
      "\(shape) may use bin type \(index), which does not exist\nAdd bin types before the shapes that name them."
    case .unknownShape(let index):
      "a conflict names shape \(index), which does not exist\nAdd shapes before their conflicts."
    case .conflictWithItself(let shape):
      "\(shape) conflicts with itself\nSay it with a limit of one item per bin."
    case .spreadWithoutShape(let rule):
      "spread rule \(rule) names no shape\nName the shapes whose items are to be spread."
    case .spreadOfUnknownShape(let rule, let shape):
      "spread rule \(rule) names shape \(shape), which does not exist\nAdd shapes before the rules that name them."
    case .spreadNamesShapeTwice(let rule, let shape):
      "spread rule \(rule) names \(shape) twice\nName each shape once; alike shapes may have been merged."
    case .spreadDomainCount(let rule, let found, let expected):
      "spread rule \(rule) gives \(found) domains for \(expected) bin types\nGive one for each bin type, nil where it lies in none."
    case .spreadWithoutDomain(let rule):
      "no bin type lies in a domain of spread rule \(rule)\nGive at least one bin type a domain, or leave the rule out."
    case .skewOutOfRange(let rule, let found):
      "spread rule \(rule) allows a skew of \(found)\nA skew is at least 1."
    case .totalDemandTooLarge(let resource):
      "the demands for '\(resource)' add up to more than 2^62\nUse a coarser unit."
    case .tooManyItems(let limit):
      "there are more than \(limit) items\nSplit the input."
    }
  }
}
