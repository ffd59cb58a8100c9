// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Why an item is not placed, as data.
enum UnplacedReason: Sendable, Hashable {
  /// There is no node type that it may use.
  case noTypeAllowed
  /// It may use some node types, but there is no node of them.
  case noNode(binTypes: [Int])
  /// Every node type it may use has too little of these resources.
  case tooLarge([Shortage], types: Int)
  /// Every node type it may use lacks something, though not all the same; the closest is named.
  case noTypeSuits(closest: Int, shortages: [Shortage], types: Int)
  /// All nodes of the types it may use are in use.
  case allFull(nodes: Int)
  /// A node has room, but one more item there would break this spread rule.
  case uneven(rule: Int)
  /// A node could take it, but the strategy ended without placing it.
  case leftOut(StopReason)
}

/// Too little of a resource: what an item needs and the most that a node type offers.
struct Shortage: Sendable, Hashable {
  var resource: Int
  var need: Int64
  var offered: Int64
  var binType: Int
}

extension UnplacedReason {
  /// Why no node type takes an item of a shape.
  ///
  /// - Complexity: O(bin types × resources).
  static func misfit(_ shape: Int, in problem: PackingProblem) -> UnplacedReason {
    let allowed = problem.binTypes.indices.filter { problem.isCompatible(shape, with: $0) }
    if allowed.isEmpty { return .noTypeAllowed }
    let present = allowed.filter { problem.binTypes[$0].available != 0 }
    if present.isEmpty { return .noNode(binTypes: allowed) }
    var most = problem.resources.indices.map {
      Shortage(resource: $0, need: problem.demand(of: shape, in: $0), offered: -1, binType: 0)
    }
    var closest: (binType: Int, shortages: [Shortage])?
    for binType in present {
      let bin = problem.binTypes[binType]
      var shortages: [Shortage] = []
      for resource in problem.resources.indices {
        let offered = bin.capacity[resource] - bin.load[resource]
        if offered > most[resource].offered {
          most[resource].offered = offered
          most[resource].binType = binType
        }
        if offered < most[resource].need {
          shortages.append(
            Shortage(
              resource: resource, need: most[resource].need, offered: offered, binType: binType))
        }
      }
      if closest.map({ shortages.count < $0.shortages.count }) ?? true {
        closest = (binType, shortages)
      }
    }
    let everywhere = most.filter { $0.offered < $0.need }
    if let closest, everywhere.isEmpty {
      return .noTypeSuits(
        closest: closest.binType, shortages: closest.shortages, types: present.count)
    }
    return .tooLarge(everywhere, types: present.count)
  }

  /// Why a strategy left out an item that some node type takes.
  static func leftOver(
    _ shape: Int, in problem: PackingProblem, nodesInUse: [Int], spread: SpreadCount,
    stop: StopReason
  ) -> UnplacedReason {
    var nodes = 0
    var broken: Int?
    for binType in problem.usableBinTypes(for: shape) {
      if let available = problem.binTypes[binType].available, nodesInUse[binType] >= available {
        nodes += available
        continue
      }
      guard let rule = spread.ruleBroken(byOneMore: shape, in: binType) else {
        return .leftOut(stop)
      }
      broken = broken ?? rule
    }
    return broken.map { .uneven(rule: $0) } ?? .allFull(nodes: nodes)
  }
}
