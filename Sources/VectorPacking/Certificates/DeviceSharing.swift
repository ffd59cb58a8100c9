// SPDX-License-Identifier: Apache-2.0

/// Whether shares of devices can be laid into devices so that none straddles two.
enum DeviceSharing {
  /// More shares than that in one bin are left undecided.
  private static let mostShares = 4_096

  /// Tries all ways, the plainest first.
  ///
  /// - Parameters:
  ///   - shares: What each share takes, at most `unit`.
  ///   - devices: How many devices there are.
  ///   - unit: What one device holds.
  ///   - budget: What the search may take.
  /// - Returns: Whether they fit, or `nil` if the budget did not suffice to find out.
  static func fits(
    _ shares: [Int64], into devices: Int64, unit: Int64, within budget: inout StepBudget
  ) -> Bool? {
    if Int64(shares.count) <= devices { return true }
    if devices <= 0 { return false }
    let sorted = shares.sorted(by: >)
    if Int64(sorted.count { $0 > unit - $0 }) > devices { return false }
    let total = sorted.reduce(Int128(0)) { $0 + Int128($1) }
    if total > Int128(devices) * Int128(unit) { return false }
    if sorted.count > mostShares { return nil }
    var search = Search(shares: sorted, unit: unit, devices: Int(devices), left: total)
    return search.place(0, within: &budget)
  }

  /// Lays the shares, largest first, each onto every device that differs.
  private struct Search {
    let shares: [Int64]
    let unit: Int64
    let devices: Int
    /// What the shares that are not laid yet take.
    var left: Int128
    /// What each device in use has free.
    var free: [Int64] = []

    init(shares: [Int64], unit: Int64, devices: Int, left: Int128) {
      self.shares = shares
      self.unit = unit
      self.devices = devices
      self.left = left
    }

    mutating func place(_ position: Int, within budget: inout StepBudget) -> Bool? {
      guard position < shares.count else { return true }
      guard budget.spend(free.count + 1) else { return nil }
      let share = shares[position]
      let smallest = shares[shares.count - 1]
      let room = free.reduce(Int128(devices - free.count) * Int128(unit)) {
        $0 + Int128($1 >= smallest ? $1 : 0)
      }
      if room < left { return false }
      left -= Int128(share)
      defer { left += Int128(share) }
      var tried: Set<Int64> = []
      for device in free.indices.sorted(by: { (free[$0], $0) < (free[$1], $1) })
      where free[device] >= share && tried.insert(free[device]).inserted {
        free[device] -= share
        let found = place(position + 1, within: &budget)
        free[device] += share
        if found != false { return found }
      }
      guard free.count < devices else { return false }
      free.append(unit - share)
      let found = place(position + 1, within: &budget)
      free.removeLast()
      return found
    }
  }
}
