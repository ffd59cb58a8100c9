// SPDX-License-Identifier: Apache-2.0

extension PackingProblem {
  /// How many distinct shapes there are.
  public var shapeCount: Int { counts.count }

  /// The indices of the shapes.
  public var shapes: Range<Int> { 0..<counts.count }

  /// How many items a shape has.
  public func count(of shape: Int) -> Int { Int(counts[shape]) }

  /// What one item of a shape needs of one resource.
  public func demand(of shape: Int, in resource: Int) -> Int64 {
    demands[shape * resources.count + resource]
  }

  /// What one item of a shape needs, one value per resource.
  public func demand(of shape: Int) -> ArraySlice<Int64> {
    demands[shape * resources.count..<(shape + 1) * resources.count]
  }

  /// The most items of a shape that one bin may hold, or `nil` without such a limit.
  public func perBinLimit(of shape: Int) -> Int? {
    guard !perBinLimits.isEmpty, perBinLimits[shape] != .max else { return nil }
    return Int(perBinLimits[shape])
  }

  /// Whether a shape may go into a bin type at all, sizes aside.
  ///
  /// A shape under a spread rule may not go into bins that lie in no domain of the rule.
  public func isCompatible(_ shape: Int, with binType: Int) -> Bool {
    guard !compatibilityOfShape.isEmpty else { return true }
    return compatibilityRows[Int(compatibilityOfShape[shape])][binType]
  }

  /// The shapes that may not share a bin with this one, ascending.
  public func conflicts(of shape: Int) -> [Int32] {
    conflictLists.isEmpty ? [] : conflictLists[shape]
  }

  /// Whether any shape has a conflict or a limit per bin, or any resource comes in devices, so
  /// that what fits into a bin depends on more than the free amounts.
  ///
  /// It says nothing about rules that link bins; see `hasLinkingRules`.
  public var hasBinRules: Bool {
    !conflictLists.isEmpty || !perBinLimits.isEmpty || hasDevices
  }

  /// Whether any resource comes in indivisible devices.
  public var hasDevices: Bool { resources.contains { $0.deviceUnit != nil } }

  /// The name of a shape: the one given, or else its position.
  public func name(of shape: Int) -> String {
    if !shapeNames.isEmpty, !shapeNames[shape].isEmpty { return shapeNames[shape] }
    return "shape-\(shape)"
  }

  /// What all items of all shapes need of one resource together.
  ///
  /// - Complexity: O(shapes).
  public func totalDemand(in resource: Int) -> Int64 {
    shapes.reduce(0) { $0 + demand(of: $1, in: resource) * Int64(counts[$1]) }
  }

  /// How many items of one shape fit together into an empty bin of a type.
  ///
  /// Capacity, compatibility, the limit per bin and devices count; conflicts do not.
  ///
  /// - Complexity: O(resources).
  public func copies(of shape: Int, inEmpty binType: Int) -> Int {
    guard isCompatible(shape, with: binType) else { return 0 }
    let bin = binTypes[binType]
    var copies = Int64(perBinLimit(of: shape) ?? Int(Int32.max))
    for resource in resources.indices {
      let need = demand(of: shape, in: resource)
      guard need > 0 else { continue }
      let free = bin.capacity[resource] - bin.load[resource]
      if let unit = resources[resource].deviceUnit {
        let devices = free / unit
        copies = min(copies, need >= unit ? devices / (need / unit) : devices * (unit / need))
      } else {
        copies = min(copies, free / need)
      }
    }
    return Int(max(0, copies))
  }

  /// Whether one item of a shape fits into an empty bin of a type.
  public func fits(_ shape: Int, inEmpty binType: Int) -> Bool {
    copies(of: shape, inEmpty: binType) > 0
  }

  /// The bin types whose empty bins can hold an item of a shape, ascending.
  public func usableBinTypes(for shape: Int) -> [Int] {
    binTypes.indices.filter { binTypes[$0].available != 0 && fits(shape, inEmpty: $0) }
  }
}
