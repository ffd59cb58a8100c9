// SPDX-License-Identifier: Apache-2.0

/// What has been found out about classes of pods on nodes.
///
/// What a node alone decides is kept with the stamp of the node, and found out again when the stamp
/// has changed. It belongs to the snapshot, so that a fork never sees what holds for another.
struct ClassCaches: Sendable {
  /// How many numbers all caches may hold together.
  static let largestSize = 1 << 25

  private var entries: [ClassCache?] = []
  private var used = 0
  private let nodeCount: Int

  init(nodeCount: Int) { self.nodeCount = nodeCount }

  mutating func addClass() { entries.append(nil) }

  /// Forgets everything.
  mutating func forget() {
    for index in entries.indices { entries[index] = nil }
    used = 0
  }

  func has(_ index: Int) -> Bool { entries[index] != nil }

  /// Takes the cache of a class out, so that it can be changed in place.
  mutating func take(_ index: Int) -> ClassCache? {
    var cache: ClassCache?
    swap(&cache, &entries[index])
    return cache
  }

  /// Forgets what is known of one class.
  mutating func forget(_ index: Int) {
    guard entries[index] != nil else { return }
    entries[index] = nil
    used -= nodeCount
  }

  /// Puts the cache of a class in; `isNew` where it was not taken out.
  mutating func put(_ cache: consuming ClassCache, _ index: Int, isNew: Bool) {
    if isNew {
      if used + nodeCount > Self.largestSize {
        for index in entries.indices { entries[index] = nil }
        used = 0
      }
      used += nodeCount
    }
    entries[index] = cache
  }
}

/// What has been found out about one class.
struct ClassCache: Sendable {
  /// What keeps the class off a node whatever is on it.
  var isAllowed: [Bool]
  /// The preferred terms of each node; `nil` where there are none.
  var preferences: [Int64]?
  /// The taints of each node that had better be avoided; `nil` where no node has any.
  var taints: [Int64]?
  /// The scores that the node alone decides.
  let scores: OwnScores
  /// The stamp a node had when its state was found out; 0 for never.
  var stamps: [UInt32]
  /// The weighted scores that the node alone decides, or -1 where it is not feasible.
  var states: [Int32]
  /// How often nodes and images had changed when it was last brought up to date.
  var nodeChanges = 0
  var imageChanges = 0
  /// How often claims had been bound or released when the states were found out.
  var claimChanges = 0
  /// The nodes on which eviction might help, once they were asked for and where they stay the same.
  var potential: [Int32]?

  /// Has everything that nodes decide alone found out again.
  mutating func forgetStates() {
    for node in stamps.indices { stamps[node] = 0 }
  }
}

/// The weights of the scores that a node alone decides, `nil` where one is off, and the resources
/// that they look at.
struct OwnScores: Sendable {
  let fit: Int64?
  let balance: Int64?
  let image: Int64?
  let fitResources: [ScoredResource]
  let balancedResources: [ScoredResource]

  init(_ profile: SchedulerProfile, in snapshot: ClusterSnapshot) {
    fit = profile.weights[.nodeResourcesFit]
    balance = profile.weights[.nodeResourcesBalancedAllocation]
    image = profile.weights[.imageLocality]
    fitResources = snapshot.scoredResources(profile.scoredResources)
    balancedResources = snapshot.scoredResources(profile.balancedResources)
  }
}
