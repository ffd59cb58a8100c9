// SPDX-License-Identifier: Apache-2.0

/// Whether shares of single devices fit beside each other and beside whole devices taken.
///
/// Exact: the shares are laid into devices by exhaustive search.
struct DeviceShareRule: Sendable {
  /// How many devices are free.
  let devices: Int64
  let unit: Int64
  /// For each item, the whole devices one copy takes.
  let whole: [Int64]
  /// For each item, the shares one copy takes.
  let shares: [[Int64]]

  /// - Returns: `nil` where no item takes a share, so that amounts just add up.
  init?(resource: Int, demands: [[Int64]], free: Int64, unit: Int64?) {
    guard let unit, demands.contains(where: { $0.contains { $0 > 0 && $0 < unit } }) else {
      return nil
    }
    self.unit = unit
    devices = free / unit
    whole = demands.map { $0.reduce(0) { $0 + ($1 >= unit ? $1 / unit : 0) } }
    shares = demands.map { $0.filter { $0 > 0 && $0 < unit } }
  }

  /// Whether a bin can hold these copies of items.
  func holds(_ copies: some Sequence<(item: Int, count: Int)>) -> Bool {
    var taken: Int64 = 0
    var pieces: [Int64] = []
    for entry in copies {
      taken += whole[entry.item] * Int64(entry.count)
      for _ in 0..<entry.count { pieces += shares[entry.item] }
    }
    pieces.sort(by: >)
    return holds(whole: taken, shares: pieces)
  }

  /// Whether a bin can hold whole devices and shares of single ones.
  ///
  /// - Parameters:
  ///   - whole: How many whole devices are taken.
  ///   - shares: The shares, the largest first.
  /// - Returns: Whether devices are left for all.
  func holds(whole: Int64, shares: [Int64]) -> Bool {
    let left = devices - whole
    guard left >= 0 else { return false }
    guard left < shares.count else { return true }
    var assignment = ShareAssignment(shares)
    return assignment.exists(devices: Int(left), unit: unit)
  }
}

/// The search for a way to lay shares into single devices.
///
/// Largest share first, into the fullest device that takes it; a share that fills a device goes
/// there and nowhere else, and what was tried in vain is remembered.
private struct ShareAssignment {
  /// The largest first.
  private let shares: [Int64]
  /// By position, the sum of the shares from there on.
  private let sums: [Int64]
  private var failed: Set<[Int64]> = []

  init(_ shares: [Int64]) {
    self.shares = shares
    var sums = Array(repeating: Int64(0), count: shares.count + 1)
    for index in shares.indices.reversed() { sums[index] = sums[index + 1] + shares[index] }
    self.sums = sums
  }

  mutating func exists(devices: Int, unit: Int64) -> Bool {
    guard shares.count(where: { 2 * $0 > unit }) <= devices else { return false }
    return exists(from: 0, Array(repeating: unit, count: devices))
  }

  /// Whether the shares from a position on fit, given what devices have free, the fullest first.
  private mutating func exists(from index: Int, _ free: [Int64]) -> Bool {
    guard index < shares.count, let least = shares.last else { return true }
    let share = shares[index]
    let usable = free.filter { $0 >= least }
    guard sums[index] <= usable.reduce(0, +) else { return false }
    var tried: Int64 = -1
    for device in usable.indices where usable[device] >= share && usable[device] != tried {
      tried = usable[device]
      var rest = usable
      rest.remove(at: device)
      let amount = tried - share
      rest.insert(amount, at: rest.firstIndex { $0 > amount } ?? rest.count)
      if !failed.contains([Int64(index)] + rest) {
        if exists(from: index + 1, rest) { return true }
        failed.insert([Int64(index)] + rest)
      }
      if amount == 0 { return false }
    }
    return false
  }
}
