// SPDX-License-Identifier: Apache-2.0

/// How long requests wait at a pod that works on some of them at once.
///
/// Requests flow in at rates that change in steps and flow out at the rate of the pod's capacity;
/// what has come and not gone waits (the fluid approximation: Newell, "Applications of Queueing
/// Theory", 1982, chapter 2). Where less comes than could go, chance still makes some wait: a
/// request does with the probability ρ^(√(2(c+1))−1) (Sakasegawa, "An approximation formula
/// Lq ≃ α·ρ^β/(1−ρ)", 1977), and then for a time that is exponential as in M/M/c, times (1+cs²)/2
/// for services whose coefficient of variation is cs (Allen and Cunneen).
struct FluidQueue {
  /// Requests that are done in a microsecond at most.
  let capacity: Double
  /// How many are worked on at once.
  let servers: Double
  /// How many may wait.
  let limit: Double
  /// The square of the coefficient of variation of the service time.
  let variation: Double
  /// How many wait.
  private(set) var waiting = 0.0
  /// How many have been done since the beginning.
  private(set) var done = 0.0
  private var time: Int64 = 0
  private var inflows: [(end: Int64, rate: Double)] = []
  private var rate = 0.0
  private var owed = 0.0

  init(capacity: Double, servers: Double, limit: Double, variation: Double) {
    (self.capacity, self.servers) = (capacity, servers)
    (self.limit, self.variation) = (limit, variation)
  }

  /// What becomes of requests that come.
  struct Admission {
    /// How many are refused.
    var refused: Int
    /// How many microseconds those wait that all others wait for.
    var wait: Int64
    /// How likely a request waits by chance alone.
    var chance: Double
    /// The mean time that it then waits, in microseconds.
    var mean: Double
  }

  /// Lets requests come, evenly within a time.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - length: The time, in microseconds.
  ///   - moment: When it begins.
  /// - Returns: How many are refused, and how long the others wait.
  mutating func admit(_ count: Int, over length: Int64, at moment: Int64) -> Admission {
    advance(to: moment)
    let length = max(1, length)
    let own = Double(count) / Double(length)
    let end = waiting + (rate + own - capacity) * Double(length)
    var refused = 0
    if end > limit {
      owed += end - limit
      refused = min(count, Int(owed))
      owed = min(owed - Double(refused), 1)
    }
    let taken = Double(count - refused) / Double(length)
    if taken > 0 {
      rate += taken
      inflows.append((moment + length, taken))
    }
    let middle = waiting + (rate - capacity) * Double(length) / 2
    guard middle <= 0 else {
      return Admission(
        refused: refused, wait: Int64((min(middle, limit) / capacity).rounded()), chance: 0, mean: 0
      )
    }
    let load = min(0.995, rate / capacity)
    let exponent = (2 * (servers + 1)).squareRoot() - 1
    return Admission(
      refused: refused, wait: 0, chance: ReproducibleMath.power(load, exponent),
      mean: (1 + variation) / 2 / (capacity * (1 - load)))
  }

  /// Lets time pass.
  mutating func advance(to moment: Int64) {
    while time < moment {
      var next = moment
      for inflow in inflows { next = min(next, inflow.end) }
      if next > time {
        let span = Double(next - time)
        let come = waiting + rate * span
        let gone = min(come, capacity * span)
        // Less than a billionth of a request is a matter of rounding.
        waiting = come - gone < 1e-9 ? 0 : come - gone
        done += gone
        time = next
      }
      if inflows.contains(where: { $0.end <= time }) {
        inflows.removeAll { $0.end <= time }
        rate = inflows.reduce(0) { $0 + $1.rate }
      }
      if inflows.isEmpty, waiting == 0 { time = moment }
    }
  }

  /// Forgets what waits, as when a program ends.
  mutating func reset(at moment: Int64) {
    advance(to: moment)
    (waiting, rate, owed, inflows) = (0, 0, 0, [])
  }
}
