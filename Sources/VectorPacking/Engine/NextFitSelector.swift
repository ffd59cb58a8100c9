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
