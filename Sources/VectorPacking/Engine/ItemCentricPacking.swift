// SPDX-License-Identifier: Apache-2.0

/// Chooses among open bins for one item, and is told about every change to them.
protocol BinSelector {
  /// The group whose first bin takes the next item of a shape, or `nil` when none does.
  mutating func select(_ shape: Int, in bins: OpenBins) -> Int?

  /// How the next items of a shape go into a selected group when the rule is followed item by
  /// item: how many into each bin, and into how many bins.
  func batch(of shape: Int, left: Int, room: Int, group: Int, in bins: OpenBins) -> (
    copies: Int, bins: Int
  )

  /// Called before a group changes.
  mutating func willChange(_ group: Int, in bins: OpenBins)

  /// Called after a group changed or was split off another.
  mutating func didChange(_ group: Int, in bins: OpenBins)

  /// Called after a group was opened and received its first items.
  mutating func didOpen(_ group: Int, in bins: OpenBins)
}

extension BinSelector {
  /// A selected bin is filled before another one is looked at.
  func batch(of shape: Int, left: Int, room: Int, group: Int, in bins: OpenBins) -> (
    copies: Int, bins: Int
  ) {
    let full = min(Int(bins.counts[group]), left / room)
    return full > 0 ? (room, full) : (left, 1)
  }

  mutating func willChange(_ group: Int, in bins: OpenBins) {}
  mutating func didChange(_ group: Int, in bins: OpenBins) {}
  mutating func didOpen(_ group: Int, in bins: OpenBins) { didChange(group, in: bins) }
}

/// Places items one after the other, each into the bin a selector chooses or a new one.
struct ItemCentricPacking<Selector: BinSelector> {
  private(set) var bins: OpenBins
  private var selector: Selector
  private let opener: BinOpener
  private let context: SolveContext
  private var steps = 0

  init(bins: OpenBins, selector: Selector, context: SolveContext) {
    self.bins = bins
    self.selector = selector
    self.context = context
    opener = BinOpener(bins.problem, layout: bins.layout)
  }

  /// Places runs of items in the order given.
  ///
  /// - Returns: Why it stopped before the end, or `nil` when all runs were handled.
  mutating func place(_ runs: some Sequence<ShapeCount>) -> StopReason? {
    for run in runs {
      steps += 1
      if steps & 0x1F == 1, let stop = context.stopRequest { return stop }
      if let stop = place(run.shape, count: run.count) { return stop }
    }
    return nil
  }

  private mutating func place(_ shape: Int, count: Int) -> StopReason? {
    var left = count
    while left > 0 {
      steps += 1
      if steps & 0x1F == 0, let stop = context.stopRequest { return stop }
      if let group = selector.select(shape, in: bins) {
        let room = bins.room(in: group, for: shape)
        let batch = selector.batch(of: shape, left: left, room: room, group: group, in: bins)
        selector.willChange(group, in: bins)
        let rest = bins.place(shape, copies: batch.copies, bins: batch.bins, in: group)
        selector.didChange(group, in: bins)
        if let rest { selector.didChange(rest, in: bins) }
        left -= batch.copies * batch.bins
      } else if let type = opener.type(for: shape, in: bins) {
        left -= open(type, for: shape, left: left)
      } else {
        return nil
      }
    }
    return nil
  }

  /// Opens bins for items that fit nowhere else: full ones first, then one for the remainder.
  ///
  /// No other open bin takes the shape, so whatever the rule it fills the new bins in turn.
  private mutating func open(_ type: Int, for shape: Int, left: Int) -> Int {
    let room = bins.room(inUnopened: type, for: shape)
    let full = min(left / room, bins.available[type])
    let copies = full > 0 ? room : left
    let count = max(1, full)
    let group = bins.open(type: type, count: count)
    bins.place(shape, copies: copies, bins: count, in: group)
    selector.didOpen(group, in: bins)
    return copies * count
  }
}
