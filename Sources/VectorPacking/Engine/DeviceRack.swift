// SPDX-License-Identifier: Apache-2.0

/// The devices of one resource in one bin: how many are untouched, and what the shared ones have
/// left.
///
/// A share goes onto the fullest device that still takes it, an untouched one only when no
/// shared device does.
struct DeviceRack: Sendable, Hashable {
  private(set) var untouched: Int64
  /// What each shared device has left, ascending.
  private(set) var shared: [Int64] = []
  let unit: Int64

  init(capacity: Int64, unit: Int64) {
    untouched = capacity / unit
    self.unit = unit
  }

  /// What the emptiest device has left.
  var largestShare: Int64 { untouched > 0 ? unit : shared.last ?? 0 }

  /// How many further items with a demand fit, all alike.
  func room(for demand: Int64) -> Int64 {
    if demand >= unit { return untouched / (demand / unit) }
    return shared.reduce(untouched * (unit / demand)) { $0 + $1 / demand }
  }

  /// Takes one item's demand out; the caller has checked that it fits.
  mutating func take(_ demand: Int64) {
    if demand >= unit {
      untouched -= demand / unit
      return
    }
    let left: Int64
    if let device = shared.firstIndex(where: { $0 >= demand }) {
      left = shared.remove(at: device) - demand
    } else {
      untouched -= 1
      left = unit - demand
    }
    shared.insert(left, at: shared.firstIndex { $0 >= left } ?? shared.endIndex)
  }
}
