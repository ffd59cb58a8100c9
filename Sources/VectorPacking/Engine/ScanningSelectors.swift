// SPDX-License-Identifier: Apache-2.0

/// Next fit: only the bin opened last is looked at.
struct NextFitSelector: BinSelector {
  private var current: Int?

  mutating func select(_ shape: Int, in bins: OpenBins) -> Int? {
    guard let group = current, bins.room(in: group, for: shape) > 0 else { return nil }
    return group
  }

  func batch(of shape: Int, left: Int, room: Int, group: Int, in bins: OpenBins) -> (
    copies: Int, bins: Int
  ) {
    // The bins of a group are alike, so any of them may stand for the one opened last.
    (min(left, room), 1)
  }

  mutating func didOpen(_ group: Int, in bins: OpenBins) {
    current = group
  }
}

/// A random open bin among all that have room, each as likely as the others.
struct RandomFitSelector: BinSelector {
  private var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  mutating func select(_ shape: Int, in bins: OpenBins) -> Int? {
    guard bins.groupCount > 0 else { return nil }
    // Drawing groups until one has room is uniform over those that do; after some misses the
    // scan below is cheaper and draws from the same distribution.
    if bins.groupCount == bins.binCount {
      for _ in 0..<16 {
        let group = random.below(bins.groupCount)
        if bins.room(in: group, for: shape) > 0 { return group }
      }
    }
    var total = 0
    var chosen: Int?
    for group in 0..<bins.groupCount where bins.room(in: group, for: shape) > 0 {
      let count = Int(bins.counts[group])
      total += count
      if random.below(total) < count { chosen = group }
    }
    return chosen
  }

  func batch(of shape: Int, left: Int, room: Int, group: Int, in bins: OpenBins) -> (
    copies: Int, bins: Int
  ) {
    (1, 1)
  }
}
