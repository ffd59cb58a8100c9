// SPDX-License-Identifier: Apache-2.0

/// A part of a whole, compared exactly; where the whole is nothing, any part is beyond all shares.
struct Share: Sendable, Hashable {
  let part: Int64
  let whole: Int64

  /// Creates a share of amounts that are not negative; nothing of nothing is a share of zero.
  init(part: Int64, whole: Int64) {
    self.part = part
    self.whole = part == 0 && whole == 0 ? 1 : whole
  }

  /// -1, 0 or 1 where the share is smaller than, as large as or larger than another.
  func compared(to other: Share) -> Int {
    guard whole > 0, other.whole > 0 else {
      if (whole == 0) != (other.whole == 0) { return whole == 0 ? 1 : -1 }
      return part == other.part ? 0 : part < other.part ? -1 : 1
    }
    let left = part.multipliedFullWidth(by: other.whole)
    let right = other.part.multipliedFullWidth(by: whole)
    if left.high != right.high { return left.high < right.high ? -1 : 1 }
    return left.low == right.low ? 0 : left.low < right.low ? -1 : 1
  }
}
