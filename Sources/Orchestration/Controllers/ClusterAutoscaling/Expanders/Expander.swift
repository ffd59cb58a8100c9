// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import VectorPacking

/// Chooses among options of adding nodes.
///
/// From `cluster-autoscaler/expander`: an expander leaves the options that are best to it, so that
/// several may follow each other.
protocol Expander {
  /// The name.
  var name: String { get }

  /// Leaves the best options, at least one of one or more.
  ///
  /// - Parameter options: Options, in which what it said of them is noted under its name.
  /// - Returns: The positions of the best.
  func best(of options: inout [ScaleUpOption]) -> [Int]
}

extension Expander {
  /// The options with the least score.
  func least(
    of options: inout [ScaleUpOption], _ score: (ScaleUpOption) -> Double
  ) -> [Int] {
    var best = Double.infinity
    var places: [Int] = []
    for place in options.indices {
      let found = score(options[place])
      options[place].scores[name] = found
      if found < best {
        (best, places) = (found, [place])
      } else if found == best {
        places.append(place)
      }
    }
    return places
  }
}

/// Helps the most pods.
struct MostPodsExpander: Expander {
  var name: String { "most-pods" }

  func best(of options: inout [ScaleUpOption]) -> [Int] {
    let places = least(of: &options) { -Double($0.pods.count) }
    for place in options.indices { options[place].scores[name] = Double(options[place].pods.count) }
    return places
  }
}

/// Leaves the least of new nodes unused: the sum of the shares of CPU and memory that are not
/// requested.
struct LeastWasteExpander: Expander {
  var name: String { "least-waste" }

  func best(of options: inout [ScaleUpOption]) -> [Int] {
    least(of: &options) { option in
      func waste(_ all: Double, _ requested: Double) -> Double {
        all > 0 ? (all - requested) / all : 0
      }
      return waste(option.available.cpu, option.requested.cpu)
        + waste(option.available.memory, option.requested.memory)
    }
  }
}

/// Adds the fewest nodes.
struct LeastNodesExpander: Expander {
  var name: String { "least-nodes" }

  func best(of options: inout [ScaleUpOption]) -> [Int] {
    least(of: &options) { Double($0.nodeCount) }
  }
}

/// Pays least for what the pods that are helped are worth.
///
/// Of `expander/price` the ratio of prices is kept; what it makes of the size of nodes that a
/// cluster of some size would better have is left out.
struct PriceExpander: Expander {
  var name: String { "price" }
  /// What a thousandth of a CPU and a byte of memory cost an hour.
  let unit: (cpu: Double, memory: Double)

  /// Creates an expander that finds the worth of a pod in what the groups cost on average, half of
  /// it for CPU and half for memory.
  init(_ groups: [NodeGroup]) {
    var unit = (cpu: 0.0, memory: 0.0)
    for group in groups {
      let option = ScaleUpOption(
        nodes: [group.name: 1], pods: [],
        [group.name: NodeTemplate(group, daemonSets: [])], .init(empty: .init()))
      let half = group.spec.pricePerHour / 2 / Double(groups.count)
      if option.available.cpu > 0 { unit.cpu += half / option.available.cpu }
      if option.available.memory > 0 { unit.memory += half / option.available.memory }
    }
    self.unit = unit
  }

  func best(of options: inout [ScaleUpOption]) -> [Int] {
    // As the pod that upstream adds on both sides: half a CPU and 500 MB for ten minutes.
    let constant = (500 * unit.cpu + 500_000_000 * unit.memory) / 6
    return least(of: &options) { option in
      let worth = option.requested.cpu * unit.cpu + option.requested.memory * unit.memory
      return worth + constant > 0 ? (option.costPerHour + constant) / (worth + constant) : 0
    }
  }
}

/// Prefers groups by a list of people: the highest priority whose patterns a name matches.
struct PriorityExpander: Expander {
  var name: String { "priority" }
  /// The patterns of each priority, the highest first.
  let priorities: [(priority: Int, patterns: [String])]

  func best(of options: inout [ScaleUpOption]) -> [Int] {
    for (priority, patterns) in priorities {
      let regexes = patterns.compactMap { try? Regex($0) }
      let places = options.indices.filter { place in
        options[place].groups.allSatisfy { group in
          regexes.contains { group.firstMatch(of: $0) != nil }
        }
      }
      if places.isEmpty { continue }
      for place in places { options[place].scores[name] = Double(priority) }
      return places
    }
    return Array(options.indices)
  }
}

/// Chooses at random.
struct RandomExpander: Expander {
  var name: String { "random" }
  let seed: UInt64
  let moment: String

  func best(of options: inout [ScaleUpOption]) -> [Int] {
    guard !options.isEmpty else { return [] }
    var random = Draw.generator(seed: seed, "expander", moment)
    return [random.below(options.count)]
  }
}
