// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension ClusterSnapshot {
  /// `PodTopologySpread`: how many pods are near already, weighed by how many domains there are.
  ///
  /// From `plugins/podtopologyspread/scoring.go`.
  ///
  /// - Returns: One sum for each of the nodes, -1 for one that lacks a label it needs, or `nil`
  ///   where no constraint asks for it.
  func spreadSums(
    _ links: ClassLinks, hasSystemSpread: Bool, _ candidates: [Int32]
  ) -> [Int64]? {
    guard !links.softSpread.isEmpty else { return nil }
    var isScored = Array(repeating: true, count: candidates.count)
    if !hasSystemSpread {
      for constraint in links.softSpread {
        let domains = topologies[constraint.topology].domainOfNode
        for (index, node) in candidates.enumerated() where domains[Int(node)] < 0 {
          isScored[index] = false
        }
      }
    }
    var sums = Array(repeating: 0.0, count: candidates.count)
    for constraint in links.softSpread {
      let domains = topologies[constraint.topology].domainOfNode
      let counts = counters[constraint.counter].counts
      let size: Int
      if constraint.isHostname {
        size = isScored.count { $0 }
      } else {
        var isMet = Array(repeating: false, count: counts.count + 1)
        var met = 0
        for (index, node) in candidates.enumerated() where isScored[index] {
          // Nodes without the label, where it need not be there, are one domain together.
          let domain = domains[Int(node)] < 0 ? counts.count : Int(domains[Int(node)])
          if !isMet[domain] {
            isMet[domain] = true
            met += 1
          }
        }
        size = met
      }
      let weight = log(Double(size + 2))
      let base = Double(constraint.maxSkew - 1)
      for (index, node) in candidates.enumerated() where isScored[index] {
        let domain = domains[Int(node)]
        guard domain >= 0 else { continue }
        let count = counts[constraint.isHostname ? Int(node) : Int(domain)]
        sums[index] += Double(count) * weight + base
      }
    }
    return sums.indices.map { isScored[$0] ? Int64(sums[$0].rounded()) : -1 }
  }

  /// The fewer pods near, the closer to 100; 0 for nodes that lack a label.
  static func normalizeSpread(_ sums: inout [Int64]) {
    var least = Int64.max
    var most: Int64 = 0
    for sum in sums where sum >= 0 {
      least = min(least, sum)
      most = max(most, sum)
    }
    for index in sums.indices {
      if sums[index] < 0 {
        sums[index] = 0
      } else {
        sums[index] = most == 0 ? 100 : 100 * (most + least - sums[index]) / most
      }
    }
  }
}
