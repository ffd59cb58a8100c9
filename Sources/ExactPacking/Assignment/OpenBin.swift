// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// One bin while it is being filled, with every rule checked in integers.
struct OpenBin {
  let type: Int
  private(set) var contents: [Int: Int] = [:]
  private var free: [Int64]
  private let problem: PackingProblem

  init(_ problem: PackingProblem, type: Int) {
    self.problem = problem
    self.type = type
    free = problem.binTypes[type].free
  }

  /// Whether one more item of a shape fits.
  func accepts(_ shape: Int) -> Bool {
    guard problem.isCompatible(shape, with: type) else { return false }
    if let limit = problem.perBinLimit(of: shape), contents[shape, default: 0] >= limit {
      return false
    }
    for resource in problem.resources.indices
    where problem.demand(of: shape, in: resource) > free[resource] {
      return false
    }
    if problem.conflicts(of: shape).contains(where: { contents[Int($0)] != nil }) { return false }
    for (resource, kind) in problem.resources.enumerated() {
      guard let unit = kind.deviceUnit, problem.demand(of: shape, in: resource) > 0 else {
        continue
      }
      var more = contents
      more[shape, default: 0] += 1
      if DeviceLayout(of: more, resource: resource, unit: unit, type: type, in: problem) == nil {
        return false
      }
    }
    return true
  }

  /// Adds one item that fits.
  mutating func add(_ shape: Int) {
    contents[shape, default: 0] += 1
    for resource in problem.resources.indices {
      free[resource] -= problem.demand(of: shape, in: resource)
    }
  }

  /// Bins as a packing, equal ones merged.
  static func packing(of bins: [OpenBin], in problem: PackingProblem) -> Packing {
    var builder = Packing.Builder()
    for bin in bins {
      builder.add(
        binType: bin.type,
        contents: bin.contents.sorted { $0.key < $1.key }
          .map { ShapeCount(shape: $0.key, count: $0.value) })
    }
    return builder.build(for: problem).merged(for: problem)
  }
}

/// How the shares of devices in one bin lie in its devices.
struct DeviceLayout {
  /// The sizes of the shares in each device that holds any.
  let devices: [[Int64]]

  /// Lays shares into devices, largest first, trying every device that differs.
  ///
  /// - Returns: `nil` where they do not fit, or where no way was found in a bounded search.
  init?(
    of contents: [Int: Int], resource: Int, unit: Int64, type: Int, in problem: PackingProblem
  ) {
    let bin = problem.binTypes[type]
    var whole = bin.free[resource] / unit
    var shares: [Int64] = []
    for (shape, count) in contents.sorted(by: { $0.key < $1.key }) {
      let need = problem.demand(of: shape, in: resource)
      if need >= unit {
        whole -= need / unit * Int64(count)
      } else if need > 0 {
        shares += Array(repeating: need, count: count)
      }
    }
    guard whole >= 0 else { return nil }
    shares.sort(by: >)
    var devices: [[Int64]] = Array(repeating: [], count: min(Int(whole), shares.count))
    var free = Array(repeating: unit, count: devices.count)
    var steps = 20_000
    func place(_ position: Int) -> Bool {
      guard position < shares.count else { return true }
      steps -= 1
      guard steps > 0 else { return false }
      for device in free.indices where free[device] >= shares[position] {
        if free[..<device].contains(free[device]) { continue }
        free[device] -= shares[position]
        devices[device].append(shares[position])
        if place(position + 1) { return true }
        devices[device].removeLast()
        free[device] += shares[position]
      }
      return false
    }
    guard place(0) else { return nil }
    self.devices = devices.filter { !$0.isEmpty }
  }
}

/// Orders of shapes.
enum ShapeOrder {
  /// The shapes of a problem, the ones that are large for the bins first.
  static func decreasing(_ problem: PackingProblem) -> [Int] {
    let capacity = problem.resources.indices.map { resource in
      Double(problem.binTypes.map { $0.free[resource] }.max() ?? 0)
    }
    let size = problem.shapes.map { shape in
      zip(problem.demand(of: shape), capacity).reduce(0.0) {
        $0 + ($1.1 > 0 ? Double($1.0) / $1.1 : 0)
      }
    }
    return problem.shapes.sorted { (-size[$0], $0) < (-size[$1], $1) }
  }
}
