// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Seeds as users write them: `7`, `1,2,3`, or the range `1..11`, which includes both ends.
struct SeedList: ExpressibleByArgument {
  /// The seeds.
  var seeds: [UInt64]

  /// The most seeds that one command runs with.
  static let mostSeeds: UInt64 = 10_000

  /// Reads a list.
  init?(argument: String) {
    seeds = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      if let dots = part.firstRange(of: "..") {
        guard let first = UInt64(part[..<dots.lowerBound]),
          let last = UInt64(part[dots.upperBound...]), first <= last,
          last - first < SeedList.mostSeeds
        else { return nil }
        seeds += first...last
      } else {
        guard let seed = UInt64(part) else { return nil }
        seeds.append(seed)
      }
    }
  }
}
