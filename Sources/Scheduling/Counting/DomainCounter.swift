// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// How many pods that a matcher means lie in each domain of a topology, kept while pods come and go.
struct DomainCounter: Sendable {
  /// What makes a counter: counters that agree in this are one.
  struct Key: Hashable, Sendable {
    let matcher: Int
    let topology: Int
    /// The nodes whose pods count; all where `nil`.
    let eligible: BitRow?
    let ignoresTerminating: Bool
  }

  let key: Key
  /// The number of pods in each domain.
  private(set) var counts: [Int32]
  /// The number of pods in all domains.
  private(set) var total = 0
  /// Whether an eligible node lies in the domain.
  private let isPresent: [Bool]
  /// How many domains have an eligible node.
  let domainCount: Int
  /// How many such domains hold so many pods.
  private var histogram: [Int32]
  /// The fewest pods in such a domain; 0 where there is none.
  private(set) var minimum: Int32 = 0

  init(key: Key, topology: Topology) {
    self.key = key
    counts = Array(repeating: 0, count: topology.values.count)
    var isPresent = Array(repeating: false, count: topology.values.count)
    for (node, domain) in topology.domainOfNode.enumerated() where domain >= 0 {
      if key.eligible?[node] ?? true { isPresent[Int(domain)] = true }
    }
    self.isPresent = isPresent
    domainCount = isPresent.count { $0 }
    histogram = [Int32(domainCount)]
  }

  /// Counts a pod in a domain, or no longer.
  mutating func add(_ change: Int32, domain: Int) {
    let before = counts[domain]
    let after = before + change
    counts[domain] = after
    total += Int(change)
    guard isPresent[domain] else { return }
    histogram[Int(before)] -= 1
    if Int(after) >= histogram.count {
      histogram.append(contentsOf: repeatElement(0, count: Int(after) - histogram.count + 1))
    }
    histogram[Int(after)] += 1
    if after < minimum {
      minimum = after
    } else {
      while histogram[Int(minimum)] == 0 { minimum += 1 }
    }
  }
}

/// The sum of what the terms of pods weigh in each domain of a topology.
struct OwnerCounter: Sendable {
  enum Kind: Sendable, Hashable {
    /// Pods that must not be near pods that the matcher means.
    case requiredAntiAffinity
    /// Pods that must be near them.
    case requiredAffinity
    /// Pods that had better be near or not, with their weights.
    case preference
  }

  struct Key: Hashable, Sendable {
    let matcher: Int
    let topology: Int
    let kind: Kind
  }

  let key: Key
  var sums: [Int64]

  init(key: Key, topology: Topology) {
    self.key = key
    sums = Array(repeating: 0, count: topology.values.count)
  }
}
