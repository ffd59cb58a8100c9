// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How many endpoints each zone is to have, by the processors of its nodes
/// (`staging/src/k8s.io/endpointslice/topologycache`).
struct ZoneShares {
  /// Why zones cannot have shares.
  enum Fault: String {
    /// Something is not known of nodes.
    case insufficientNodes =
      "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes"
    /// An endpoint has no zone.
    case noZone = "One or more endpoints do not have a zone specified"
    /// There are fewer endpoints than zones.
    case insufficientEndpoints = "Insufficient number of endpoints"
    /// Some zone would have to bear too much.
    case overload = "Minimum allocation required exceeds overload threshold"
  }

  /// By how much a zone may be overloaded.
  static let overloadThreshold = 0.2
  /// The thousandths of processors of each zone; empty where something is not known.
  private(set) var processors: [String: Int64] = [:]

  /// Counts the nodes that are ready and not of the control plane.
  ///
  /// - Parameter nodes: The zone and the thousandths of processors of each.
  init(_ nodes: some Sequence<(zone: String, processors: Int64)>) {
    for (zone, amount) in nodes {
      guard !zone.isEmpty, amount > 0 else {
        processors = [:]
        return
      }
      processors[zone, default: 0] += amount
    }
    if processors.count < 2 { processors = [:] }
  }

  /// The hints of endpoints: first each is for its own zone, then zones that have too many give to
  /// those that have too few.
  ///
  /// - Parameter zones: The zones of the endpoints, in order.
  /// - Returns: The zone that each is for, or why there are none.
  func hints(_ zones: [String]) -> Result<[String], HintFault> {
    if processors.isEmpty { return .failure(HintFault(.insufficientNodes)) }
    if processors.count > zones.count { return .failure(HintFault(.insufficientEndpoints)) }
    if zones.contains("") { return .failure(HintFault(.noZone)) }
    let names = processors.keys.sorted()
    let total = Double(processors.values.reduce(0, +))
    var desired: [String: Double] = [:]
    var left = zones.count
    for name in names {
      let share = Double(processors[name] ?? 0) / total * Double(zones.count)
      let least = (share * (1 / (1 + Self.overloadThreshold))).rounded(.up)
      desired[name] = max(share, least)
      left -= Int(least)
      if left < 0 { return .failure(HintFault(.overload)) }
    }
    var counts: [String: Int] = [:]
    for zone in zones { counts[zone, default: 0] += 1 }
    var (giving, receiving) = Self.exchange(names, desired, counts)
    return .success(
      zones.map { zone in
        guard let spare = giving[zone], spare > 0,
          let taker = names.filter({ receiving[$0] ?? 0 > 0 })
            .max(by: { (receiving[$0] ?? 0, $1) < (receiving[$1] ?? 0, $0) })
        else { return zone }
        giving[zone] = spare - 1
        receiving[taker, default: 0] -= 1
        return taker
      })
  }

  /// How many endpoints zones give and get.
  private static func exchange(
    _ names: [String], _ desired: [String: Double], _ counts: [String: Int]
  ) -> (giving: [String: Int], receiving: [String: Int]) {
    var (spare, lacking): ([String: Double], [String: Double]) = ([:], [:])
    for name in names {
      let (count, target) = (Double(counts[name] ?? 0), desired[name] ?? 0)
      if count > target {
        spare[name] = (count - target).rounded(.down)
      } else if count < target {
        lacking[name] = (target - count).rounded(.up)
      }
    }
    func most(_ amounts: [String: Double]) -> (name: String, amount: Double)? {
      var best: (name: String, amount: Double)?
      for name in names {
        guard let amount = amounts[name], amount > best?.amount ?? 0 else { continue }
        best = (name, amount)
      }
      return best
    }
    var (giving, receiving): ([String: Int], [String: Int]) = ([:], [:])
    while let giver = most(spare), let taker = most(lacking), giver.amount >= 1,
      taker.amount >= 0.5
    {
      giving[giver.name, default: 0] += 1
      receiving[taker.name, default: 0] += 1
      spare[giver.name] = giver.amount - 1
      lacking[taker.name] = taker.amount - 1
    }
    return (giving, receiving)
  }
}

/// That zones cannot have shares.
struct HintFault: Error {
  let fault: ZoneShares.Fault
  init(_ fault: ZoneShares.Fault) { self.fault = fault }
}
