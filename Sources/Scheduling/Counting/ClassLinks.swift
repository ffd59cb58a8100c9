// SPDX-License-Identifier: Apache-2.0

/// Which counters a class of pods reads, and which it changes.
struct ClassLinks: Sendable {
  /// A required term: a counter of pods.
  struct Term: Sendable {
    let counter: Int
    let topology: Int
  }

  /// A counter whose sums count with a weight.
  struct WeightedTerm: Sendable {
    let counter: Int
    let topology: Int
    let weight: Int64
  }

  /// A spread constraint.
  struct Spread: Sendable {
    let counter: Int
    let topology: Int
    let maxSkew: Int32
    let minDomains: Int
    /// 1 where a pod of the class counts itself.
    let own: Int32
    let isHostname: Bool
  }

  /// What required affinity asks for; all terms count the pods that all of them mean.
  var affinity: [Term] = []
  /// Whether a pod of the class is itself among the pods its affinity terms mean.
  var meansItself = false
  /// What required anti-affinity forbids.
  var antiAffinity: [Term] = []
  /// What preferred terms of the class weigh.
  var preferences: [WeightedTerm] = []
  var hardSpread: [Spread] = []
  var softSpread: [Spread] = []
  /// Counters that a pod of the class counts in.
  var counted: [Int32] = []
  /// Owner counters that a pod of the class adds to.
  var owned: [(counter: Int32, weight: Int64)] = []
  /// Required anti-affinity of others that means this class.
  var forbidding: [Term] = []
  /// Required affinity and preferences of others that mean this class.
  var attracting: [Term] = []
  var preferring: [Term] = []

  /// Whether `InterPodAffinity` has something to look at.
  var hasAffinityFilters: Bool {
    !affinity.isEmpty || !antiAffinity.isEmpty || !forbidding.isEmpty
  }

  /// Whether filters have to look at other nodes' pods.
  var hasLinkedFilters: Bool { hasAffinityFilters || !hardSpread.isEmpty }
}
