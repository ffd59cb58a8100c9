// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How often amounts were seen, those of lately more than those of long ago: an amount counts half as
/// much as one that is seen a half-life later.
///
/// From `vertical-pod-autoscaler/pkg/recommender/util/decaying_histogram.go` and `histogram.go`.
struct DecayingHistogram: Sendable {
  /// The buckets.
  let buckets: UsageBuckets
  /// After how many microseconds an amount counts half.
  let halfLife: Int64
  /// The weight in each bucket.
  private(set) var weights: [Double]
  /// The weight of all.
  private(set) var total = 0.0
  /// The moment at which a weight counts as it is.
  private(set) var reference: Timestamp?
  private var first: Int
  private var last = 0

  /// A bucket with less counts as empty.
  static let epsilon = 0.0001
  /// Beyond so many half-lives the reference is moved, lest weights become too large.
  private static let mostHalfLives: Int64 = 100
  private static let logarithmOfTwo = 0.693_147_180_559_945_3

  /// Creates an empty histogram.
  init(_ buckets: UsageBuckets, halfLife: Int64 = 86_400_000_000) {
    (self.buckets, self.halfLife) = (buckets, halfLife)
    weights = Array(repeating: 0, count: buckets.starts.count)
    first = weights.count - 1
  }

  /// Whether nothing was seen.
  var isEmpty: Bool { weights[first] < Self.epsilon }

  // MARK: Amounts

  /// Takes note of an amount.
  mutating func add(_ amount: Double, weight: Double, at moment: Timestamp) {
    let weight = weight * decay(at: moment)
    let bucket = buckets.index(of: amount)
    weights[bucket] += weight
    total += weight
    guard weights[bucket] >= Self.epsilon else { return }
    first = min(first, bucket)
    last = max(last, bucket)
  }

  /// Takes back an amount that was noted with the same weight and moment.
  mutating func subtract(_ amount: Double, weight: Double, at moment: Timestamp) {
    var weight = weight * decay(at: moment)
    let bucket = buckets.index(of: amount)
    if weight > weights[bucket] - Self.epsilon { weight = weights[bucket] }
    weights[bucket] -= weight
    total -= weight
    narrow()
  }

  /// The amount that a share of all does not exceed: the end of the bucket in which it lies.
  func percentile(_ share: Double) -> Double {
    guard !isEmpty else { return 0 }
    var (sum, bucket) = (0.0, first)
    while bucket < last {
      sum += weights[bucket]
      if sum >= share * total { break }
      bucket += 1
    }
    return buckets.starts[min(bucket + 1, weights.count - 1)]
  }

  private mutating func narrow() {
    while weights[first] < Self.epsilon, first < weights.count - 1 { first += 1 }
    while weights[last] < Self.epsilon, last > 0 { last -= 1 }
  }

  // MARK: Decay

  /// What a weight of a moment counts.
  private mutating func decay(at moment: Timestamp) -> Double {
    if let reference {
      let passed = moment.microseconds - reference.microseconds
      if passed > halfLife * Self.mostHalfLives { move(to: moment) }
    } else {
      reference = rounded(moment)
    }
    let start = reference ?? moment
    let passed = Double(moment.microseconds - start.microseconds) / Double(halfLife)
    let whole = passed.rounded(.down)
    return ReproducibleMath.exponential((passed - whole) * Self.logarithmOfTwo)
      * Double(sign: .plus, exponent: Int(whole), significand: 1)
  }

  private mutating func move(to moment: Timestamp) {
    guard let old = reference else { return }
    let new = rounded(moment)
    let halfLives = (new.microseconds - old.microseconds) / halfLife
    let factor = Double(sign: .plus, exponent: -Int(halfLives), significand: 1)
    for bucket in weights.indices { weights[bucket] *= factor }
    total *= factor
    reference = new
    narrow()
  }

  /// The nearest multiple of the half-life.
  private func rounded(_ moment: Timestamp) -> Timestamp {
    let (count, rest) = moment.microseconds.quotientAndRemainder(dividingBy: halfLife)
    return Timestamp(microseconds: (count + (2 * rest >= halfLife ? 1 : 0)) * halfLife)
  }

  // MARK: Keeping it

  /// The greatest weight that is written.
  private static let writtenWeight = 10_000.0

  /// The histogram as checkpoints have it, in which small weights get lost.
  var checkpoint: Fields {
    let most = weights.max() ?? 0
    var written = Fields()
    if most > 0 {
      for (bucket, weight) in weights.enumerated() {
        let number = Int64((weight * Self.writtenWeight / most + 0.5).rounded(.down))
        if number > 0 { written[String(bucket)] = .integer(number) }
      }
    }
    return [
      "referenceTimestamp": (reference ?? Timestamp(microseconds: 0)).value,
      "bucketWeights": .object(written), "totalWeight": .number("\(total)"),
    ]
  }

  /// Takes over a checkpoint; nothing where it makes no sense.
  mutating func load(_ checkpoint: Fields) {
    var sum: Int64 = 0
    var found: [(Int, Int64)] = []
    for (name, value) in checkpoint["bucketWeights"]?.object ?? Fields() {
      guard let bucket = Int(name), weights.indices.contains(bucket),
        case .integer(let weight) = value, weight > 0
      else { continue }
      found.append((bucket, weight))
      sum += weight
    }
    let total: Double
    switch checkpoint["totalWeight"] {
    case .number(let text)?: total = Double(text) ?? 0
    case .integer(let number)?: total = Double(number)
    default: total = 0
    }
    guard sum > 0, total > 0, let reference = checkpoint.moment("referenceTimestamp") else {
      return
    }
    for (bucket, weight) in found {
      weights[bucket] += Double(weight) * total / Double(sum)
      first = min(first, bucket)
      last = max(last, bucket)
    }
    self.total += total
    self.reference = reference
  }
}
