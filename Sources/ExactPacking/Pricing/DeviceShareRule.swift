// SPDX-License-Identifier: Apache-2.0

/// Whether shares of single devices fit beside each other and beside whole devices taken.
///
/// Exact: the shares are laid into devices by exhaustive search, largest first.
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
    var left = devices
    var pieces: [Int64] = []
    for entry in copies {
      left -= whole[entry.item] * Int64(entry.count)
      for _ in 0..<entry.count { pieces += shares[entry.item] }
    }
    guard left >= 0 else { return false }
    pieces.sort(by: >)
    return Self.fit(
      pieces[...], Array(repeating: unit, count: min(Int(left), pieces.count)))
  }

  private static func fit(_ pieces: ArraySlice<Int64>, _ free: [Int64]) -> Bool {
    guard let piece = pieces.first else { return true }
    guard pieces.reduce(0, +) <= free.reduce(0, +) else { return false }
    var tried: [Int64] = []
    for device in free.indices where free[device] >= piece && !tried.contains(free[device]) {
      tried.append(free[device])
      var rest = free
      rest[device] -= piece
      if fit(pieces.dropFirst(), rest) { return true }
    }
    return false
  }
}
