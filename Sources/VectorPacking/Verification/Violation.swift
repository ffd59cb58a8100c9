// SPDX-License-Identifier: Apache-2.0

/// A rule that a packing breaks: which one, where, and by how much.
public enum Violation: Sendable, Hashable {
  /// A pattern names a bin type or a shape that does not exist, or has an impossible count.
  case malformed(pattern: Int, reason: String)
  /// A shape is placed and left over a number of times that does not add up to its count.
  case count(shape: Int, placed: Int64, unplaced: Int64, expected: Int64)
  /// A bin holds more than its capacity.
  case capacity(pattern: Int, resource: Int, used: Int64, capacity: Int64)
  /// Whole devices and shares of devices do not fit into the devices of a bin.
  case devices(pattern: Int, resource: Int)
  /// An item lies in a bin of a type it may not use.
  case compatibility(pattern: Int, shape: Int)
  /// A bin holds more items of a shape than one bin may.
  case perBinLimit(pattern: Int, shape: Int, found: Int, limit: Int)
  /// Two shapes share a bin though they may not.
  case conflict(pattern: Int, first: Int, second: Int)
  /// A domain holds more items of a spread rule than another by more than the rule allows.
  case spread(
    rule: Int, fullest: Int, most: Int64, emptiest: Int, least: Int64, maxSkew: Int)
  /// More bins of a type are used than there are.
  case availability(binType: Int, used: Int64, available: Int)
  /// The stated number of bins is wrong.
  case binCount(stated: Int, found: Int64)
  /// The stated cost is wrong.
  case cost(stated: Int64, found: Int64)
  /// A proven bound lies above the packing.
  case bound(method: String, bound: Int64, found: Int64)
}
