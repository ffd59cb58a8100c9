// SPDX-License-Identifier: Apache-2.0

/// A small generator of random numbers whose sequence never changes: the same seed gives the
/// same numbers on every machine and in every version.
///
/// SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
/// Not for secrets.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts the sequence of a seed.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A uniform number from 0 up to but not including a bound, by Lemire's rejection method
  /// (Lemire, "Fast random integer generation in an interval", 2019).
  ///
  /// The standard library's ranges are not used because their algorithm may change.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "the bound must be positive")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// A uniform integer of a closed range.
  public mutating func integer(in range: ClosedRange<Int64>) -> Int64 {
    range.lowerBound + Int64(below(Int(range.upperBound - range.lowerBound) + 1))
  }

  /// A uniform number in [0, 1) with 53 random bits.
  public mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Puts an array into a random order, by Fisher and Yates.
  public mutating func shuffle<Element>(_ array: inout [Element]) {
    for last in stride(from: array.count - 1, to: 0, by: -1) {
      array.swapAt(last, below(last + 1))
    }
  }
}
