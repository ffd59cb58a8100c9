// SPDX-License-Identifier: Apache-2.0

package import VectorPacking

/// Random draws that depend on names alone, never on the order in which they are made.
package enum Draw {
  /// The generator of something that is named by some texts.
  ///
  /// The texts are hashed by FNV-1a (Fowler, Noll and Vo), with a separator after each.
  package static func generator(seed: UInt64, _ names: String...) -> SeededGenerator {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ seed
    for name in names {
      for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
    }
    return SeededGenerator(seed: hash)
  }

  /// The index of a weight, drawn in proportion to the weights; `nil` where all are 0.
  package static func index(of weights: [Double], _ generator: inout SeededGenerator) -> Int? {
    let total = weights.reduce(0) { $0 + max(0, $1) }
    guard total > 0 else { return nil }
    var point = generator.unit() * total
    for (index, weight) in weights.enumerated() where weight > 0 {
      point -= weight
      if point < 0 { return index }
    }
    return weights.lastIndex { $0 > 0 }
  }
}
