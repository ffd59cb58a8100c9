// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorPacking

@testable import Orchestration

/// Times that are drawn at random.
@Suite struct RandomDurationTests {
  @Test(arguments: [
    (RandomDuration(.constant(5_000)), 5_000.0, 0.0),
    (RandomDuration(.uniform(from: 1_000, to: 3_000)), 2_000, 577),
    (RandomDuration(.exponential(mean: 2_000)), 2_000, 2_000),
    (RandomDuration(.normal(mean: 10_000, deviation: 1_000)), 10_000, 1_000),
    (RandomDuration(.logNormal(median: 1_000, sigma: 0.5)), 1_133, 604),
  ])
  func haveTheirMoments(_ spread: RandomDuration, _ mean: Double, _ deviation: Double) {
    var generator = SeededGenerator(seed: 7)
    let count = 40_000
    let drawn = (0..<count).map { _ in Double(spread.draw(&generator)) }
    let average = drawn.reduce(0, +) / Double(count)
    let variance = drawn.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(count)
    #expect(abs(average - mean) <= 0.03 * mean)
    #expect(abs(variance.squareRoot() - deviation) <= 0.05 * deviation + 1)
  }

  @Test func staysWithinItsBounds() {
    var generator = SeededGenerator(seed: 1)
    let spread = RandomDuration(
      .normal(mean: 100, deviation: 1_000), minimum: 50, maximum: 150)
    let drawn = (0..<1_000).map { _ in spread.draw(&generator) }
    #expect(drawn.min() == 50)
    #expect(drawn.max() == 150)
  }

  @Test(arguments: [0.001, 0.5, 1, 1.5, 2.718_281_828_459_045, 10, 12_345.678, 1e100])
  func logarithmAndExponentialUndoEachOther(_ x: Double) {
    let back = ReproducibleMath.exponential(ReproducibleMath.logarithm(x))
    #expect(abs(back - x) <= 1e-13 * x * max(1, abs(ReproducibleMath.logarithm(x))))
  }

  @Test func theLogarithmIsKnown() {
    #expect(ReproducibleMath.logarithm(1) == 0)
    #expect(abs(ReproducibleMath.logarithm(10) - 2.302_585_092_994_046) < 1e-15)
    #expect(abs(ReproducibleMath.exponential(1) - 2.718_281_828_459_045) < 1e-15)
  }

  @Test func drawsDependOnNamesAlone() {
    var first = Draw.generator(seed: 1, "default", "web")
    var again = Draw.generator(seed: 1, "default", "web")
    var other = Draw.generator(seed: 1, "defaultw", "eb")
    let drawn = first.next()
    #expect(drawn == again.next())
    #expect(drawn != other.next())
  }
}
