// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Turns the fields of a certificate into values, and names the field where that fails.
struct CertificateFields {
  let file: String

  func problem(_ fields: CertificateDocument.Problem) throws(InputError) -> PackingProblem {
    var builder = PackingProblem.Builder(
      resources: fields.resources.map { Resource($0.name, deviceUnit: $0.deviceUnit) },
      mergingAlikeShapes: false)
    for type in fields.nodeTypes {
      builder.add(
        BinType(
          name: type.name, capacity: type.capacity, load: type.load, cost: type.cost,
          available: type.available.map { Int($0) }))
    }
    for (position, shape) in fields.shapes.enumerated() {
      let place = "problem.shapes[\(position)]"
      if shape.count < 1 || shape.count > Int64(PackingProblem.mostItems) {
        throw failure(
          "\(place).count", "found \(shape.count), expected 1 to \(PackingProblem.mostItems)")
      }
      builder.add(
        demand: shape.demand, count: Int(shape.count),
        perBinLimit: shape.perNodeLimit.map { Int($0) },
        binTypes: shape.nodeTypes.map { $0.map { Int($0) } }, name: shape.name ?? "")
    }
    for (position, pair) in (fields.conflicts ?? []).enumerated() {
      guard pair.count == 2 else {
        throw failure(
          "problem.conflicts[\(position)]", "found \(pair.count) numbers, expected two shapes")
      }
      builder.addConflict(Int(pair[0]), Int(pair[1]))
    }
    for rule in fields.spread ?? [] {
      builder.addSpread(
        of: rule.shapes.map { Int($0) }, over: rule.domains.map { $0.map { Int($0) } },
        maxSkew: Int(rule.maxSkew))
    }
    do throws(ProblemError) {
      return try builder.build()
    } catch {
      throw failure("problem", "\(error)")
    }
  }

  func packing(
    _ plan: CertificateDocument.Plan, of problem: PackingProblem
  ) throws(InputError) -> Packing {
    var builder = Packing.Builder()
    var items: Int64 = 0
    var cost: Int64 = 0
    var bins: Int64 = 0
    for (position, pattern) in plan.patterns.enumerated() {
      let place = "packing.patterns[\(position)]"
      let binType = try index(
        pattern.nodeType, below: problem.binTypes.count, at: "\(place).nodeType")
      guard pattern.count > 0, pattern.count < Int64(Int32.max) else {
        throw failure(
          "\(place).count", "found \(pattern.count), expected 1 to \(Int32.max - 1)")
      }
      let contents = try counts(
        pattern.contents, below: problem.shapeCount, at: "\(place).contents")
      if contents.isEmpty { throw failure("\(place).contents", "found nothing, expected items") }
      for (number, entry) in contents.enumerated().dropFirst()
      where entry.shape <= contents[number - 1].shape {
        throw failure(
          "\(place).contents[\(number)]", "found shapes that are not in ascending order")
      }
      let inBin = contents.reduce(Int64(0)) { $0 &+ Int64($1.count) }
      let (all, many) = inBin.multipliedReportingOverflow(by: pattern.count)
      let (price, dear) = problem.binTypes[binType].cost
        .multipliedReportingOverflow(by: pattern.count)
      let sums = [
        items.addingReportingOverflow(all), cost.addingReportingOverflow(price),
        bins.addingReportingOverflow(pattern.count),
      ]
      if many || dear || contents.count > problem.shapeCount
        || sums.contains(where: { $0.overflow })
      {
        throw failure(place, "found more than can be counted in 63 bits")
      }
      (items, cost, bins) = (sums[0].partialValue, sums[1].partialValue, sums[2].partialValue)
      builder.add(binType: binType, count: Int(pattern.count), contents: contents)
    }
    return builder.build(for: problem)
  }

  /// A position in a list.
  func index(_ number: Int64, below count: Int, at field: String) throws(InputError) -> Int {
    guard number >= 0, number < Int64(count) else {
      throw failure(
        field,
        count == 0
          ? "found \(number), expected nothing"
          : "found \(number), expected 0 to \(count - 1)")
    }
    return Int(number)
  }

  /// Pairs of a shape and a count.
  func counts(
    _ pairs: [[Int64]], below shapes: Int, at field: String
  ) throws(InputError) -> [ShapeCount] {
    var counts: [ShapeCount] = []
    counts.reserveCapacity(pairs.count)
    for (position, pair) in pairs.enumerated() {
      let place = "\(field)[\(position)]"
      guard pair.count == 2 else {
        throw failure(place, "found \(pair.count) numbers, expected a shape and a count")
      }
      let shape = try index(pair[0], below: shapes, at: "\(place)[0]")
      guard pair[1] > 0, pair[1] <= Int64(Int32.max) else {
        throw failure("\(place)[1]", "found \(pair[1]), expected 1 to \(Int32.max)")
      }
      counts.append(ShapeCount(shape: shape, count: Int(pair[1])))
    }
    return counts
  }

  func failure(_ field: String, _ message: String) -> InputError {
    InputError(file: file, field: field, message: message)
  }
}
