// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How far a ratio may be from 1 before anything is done.
struct ScalingTolerance: Sendable, Hashable {
  /// How far below.
  var down = 0.1
  /// How far above.
  var up = 0.1

  /// Whether nothing is to be done.
  func isWithin(_ ratio: Double) -> Bool { 1 - down <= ratio && ratio <= 1 + up }
}

/// Why the number of replicas cannot be told.
struct ScalingFault: Error, Equatable {
  var message: String
}

/// How many replicas a target should have so that a measurement comes to what is wanted: from
/// `pkg/controller/podautoscaler/replica_calculator.go` and `metrics/utilization.go`.
///
/// Amounts are in thousandths.
struct ReplicaCalculator {
  /// The pods of the target.
  var pods: [ScaledPod]
  /// How many replicas are wanted now.
  var currentReplicas: Int
  /// How far the ratio may be from 1.
  var tolerance = ScalingTolerance()
  /// How long pods take to start.
  var delays = PodGroups.Delays()
  /// The time.
  var now: Timestamp

  /// What comes of a measurement.
  struct Proposal: Equatable {
    /// How many replicas there should be.
    var replicas: Int
    /// What is used, on the mean of the pods or as a whole.
    var usage: Int64
    /// What is used of what is requested, in percent; where that is what counts.
    var utilization: Int64?
  }

  /// From what pods use of what they request.
  ///
  /// - Parameters:
  ///   - target: The percentage that is wanted.
  ///   - requests: What each pod requests; asked for once it is known that anything was measured.
  ///   - measurements: What each pod uses.
  ///   - isCPU: Whether it is the use of a processor.
  /// - Returns: How many replicas there should be.
  /// - Throws: What is missing.
  func proposal(
    utilization target: Int64, requests: () throws(ScalingFault) -> [String: Int64],
    _ measurements: [String: PodMeasurement], isCPU: Bool
  ) throws(ScalingFault) -> Proposal {
    let groups: PodGroups
    var known: [String: Int64]
    (groups, known) = try grouped(measurements, isCPU: isCPU)
    let requests = try requests()
    let first = try Self.utilization(known, requests)
    var ratio = Double(first.percent) / Double(target)
    var proposal = Proposal(
      replicas: currentReplicas, usage: first.mean, utilization: first.percent)
    let countsUnready = !groups.unready.isEmpty && ratio > 1
    if !countsUnready, groups.missing.isEmpty {
      if !tolerance.isWithin(ratio) {
        proposal.replicas = Self.ceiling(ratio * Double(groups.readyCount))
      }
      return proposal
    }
    // Going down, the missing are taken to use all they request, or what is wanted if that is more.
    if ratio < 1 {
      for name in groups.missing {
        known[name] = (requests[name] ?? 0) * max(100, target) / 100
      }
    } else if ratio > 1 {
      for name in groups.missing { known[name] = 0 }
    }
    if countsUnready { for name in groups.unready { known[name] = 0 } }
    let before = ratio
    ratio = Double(try Self.utilization(known, requests).percent) / Double(target)
    proposal.replicas = conservative(before, ratio, known.count)
    return proposal
  }

  /// From the mean of what pods use, or of another measurement of pods.
  ///
  /// - Parameters:
  ///   - target: The mean that is wanted.
  ///   - measurements: The measurement of each pod.
  ///   - isCPU: Whether it is the use of a processor.
  /// - Returns: How many replicas there should be.
  /// - Throws: What is missing.
  func proposal(
    average target: Int64, _ measurements: [String: PodMeasurement], isCPU: Bool
  ) throws(ScalingFault) -> Proposal {
    let groups: PodGroups
    var known: [String: Int64]
    (groups, known) = try grouped(measurements, isCPU: isCPU)
    let mean = known.values.reduce(0, &+) / Int64(known.count)
    var ratio = Double(mean) / Double(target)
    var proposal = Proposal(replicas: currentReplicas, usage: mean)
    let countsUnready = !groups.unready.isEmpty && ratio > 1
    if !countsUnready, groups.missing.isEmpty {
      if !tolerance.isWithin(ratio) {
        proposal.replicas = Self.ceiling(ratio * Double(groups.readyCount))
      }
      return proposal
    }
    if ratio < 1 {
      for name in groups.missing { known[name] = target }
    } else if ratio > 1 {
      for name in groups.missing { known[name] = 0 }
    }
    if countsUnready { for name in groups.unready { known[name] = 0 } }
    let before = ratio
    ratio = Double(known.values.reduce(0, &+) / Int64(known.count)) / Double(target)
    proposal.replicas = conservative(before, ratio, known.count)
    return proposal
  }

  /// From one amount for all pods together.
  ///
  /// - Parameters:
  ///   - target: The amount that is wanted.
  ///   - usage: The amount there is.
  /// - Returns: How many replicas there should be.
  /// - Throws: That there are no pods.
  func proposal(value target: Int64, _ usage: Int64) throws(ScalingFault) -> Proposal {
    let ratio = Double(usage) / Double(target)
    if currentReplicas == 0 { return Proposal(replicas: Self.ceiling(ratio), usage: usage) }
    if tolerance.isWithin(ratio) { return Proposal(replicas: currentReplicas, usage: usage) }
    guard !pods.isEmpty else {
      throw ScalingFault(
        message: "unable to calculate ready pods: "
          + "no pods returned by selector while calculating replica count")
    }
    return Proposal(
      replicas: Self.ceiling(ratio * Double(pods.count(where: \.isReady))), usage: usage)
  }

  /// From one amount for all pods together, of which each is to have so much.
  ///
  /// - Parameters:
  ///   - target: The amount that each is to have.
  ///   - total: The amount there is.
  ///   - statusReplicas: How many pods there are.
  /// - Returns: How many replicas there should be.
  func proposal(perPod target: Int64, _ total: Int64, statusReplicas: Int) -> Proposal {
    let ratio = Double(total) / (Double(target) * Double(statusReplicas))
    var replicas = statusReplicas
    if !tolerance.isWithin(ratio) { replicas = Self.ceiling(Double(total) / Double(target)) }
    // Without pods there is no mean; Kubernetes tells what a division by zero gives.
    let usage =
      statusReplicas == 0
      ? total : Int64((Double(total) / Double(statusReplicas)).rounded(.up))
    return Proposal(replicas: replicas, usage: usage)
  }

  // MARK: Parts

  private func grouped(
    _ measurements: [String: PodMeasurement], isCPU: Bool
  ) throws(ScalingFault) -> (groups: PodGroups, known: [String: Int64]) {
    guard !pods.isEmpty else {
      throw ScalingFault(message: "no pods returned by selector while calculating replica count")
    }
    let groups = PodGroups(pods, measurements, isCPU: isCPU, delays, at: now)
    var known = measurements.mapValues(\.value)
    for name in groups.ignored { known[name] = nil }
    for name in groups.unready { known[name] = nil }
    guard !known.isEmpty else {
      throw ScalingFault(
        message: "did not receive metrics for targeted pods (pods might be unready)")
    }
    return (groups, known)
  }

  /// What follows once the missing and the unready were made up for: nothing where that turns the
  /// direction.
  private func conservative(_ before: Double, _ ratio: Double, _ count: Int) -> Int {
    if tolerance.isWithin(ratio) || (before < 1 && ratio > 1) || (before > 1 && ratio < 1) {
      return currentReplicas
    }
    let replicas = Self.ceiling(ratio * Double(count))
    if (ratio < 1 && replicas > currentReplicas) || (ratio > 1 && replicas < currentReplicas) {
      return currentReplicas
    }
    return replicas
  }

  /// The percentage of requests that is used, cut to a whole one, and the mean use.
  private static func utilization(
    _ known: [String: Int64], _ requests: [String: Int64]
  ) throws(ScalingFault) -> (percent: Int64, mean: Int64) {
    var (used, requested, count) = (Int64(0), Int64(0), Int64(0))
    for (name, value) in known {
      guard let request = requests[name] else { continue }
      used += value
      requested += request
      count += 1
    }
    guard requested > 0 else {
      throw ScalingFault(message: "no metrics returned matched known pods")
    }
    return (used * 100 / requested, used / count)
  }

  /// The next whole number of replicas, which has 32 bits.
  static func ceiling(_ number: Double) -> Int {
    guard number == number else { return 0 }
    return Int(min(max(number.rounded(.up), -2_147_483_648), 2_147_483_647))
  }
}
