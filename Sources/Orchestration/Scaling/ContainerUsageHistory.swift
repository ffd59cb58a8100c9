// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the containers of one name used, over all pods of a workload.
///
/// From `vertical-pod-autoscaler/pkg/recommender/model/aggregate_container_state.go`.
struct ContainerUsageHistory: Sendable {
  /// How much of a processor was used, in cores.
  private(set) var cpu = DecayingHistogram(.cpu)
  /// The highest use of memory of each container in each day, in bytes.
  private(set) var memoryPeaks = DecayingHistogram(.memory)
  /// When the first and the last use of a processor was seen.
  private(set) var firstSample: Timestamp?
  private(set) var lastSample: Timestamp?
  /// How often.
  private(set) var count = 0
  /// A sample weighs as much as the request, and so much at least, in cores.
  static let leastWeight = 0.1

  /// Creates a history of nothing.
  init() {}

  /// Takes note of the use of a processor.
  ///
  /// - Parameters:
  ///   - millicores: The use.
  ///   - request: What was requested, in millicores.
  ///   - moment: When the measurement began.
  mutating func add(cpu millicores: Int64, request: Int64, at moment: Timestamp) {
    cpu.add(
      Double(millicores) / 1_000, weight: max(Double(request) / 1_000, Self.leastWeight),
      at: moment)
    firstSample = min(firstSample ?? moment, moment)
    lastSample = max(lastSample ?? moment, moment)
    count += 1
  }

  /// Takes note of a peak of memory, in the place of a lower one of the same day where there was one.
  mutating func add(memoryPeak bytes: Int64, instead old: Int64?, at dayEnd: Timestamp) {
    if let old { memoryPeaks.subtract(Double(old), weight: 1, at: dayEnd) }
    memoryPeaks.add(Double(bytes), weight: 1, at: dayEnd)
  }

  /// For how many days enough is known: the time from the first to the last sample, and no more than
  /// one sample a minute comes to.
  var confidence: Double {
    guard let firstSample, let lastSample else { return 0 }
    let days = Double(lastSample.microseconds - firstSample.microseconds) / 86_400_000_000
    return min(days, Double(count) / 1_440)
  }

  // MARK: Keeping it

  /// The history as the status of a checkpoint has it.
  var checkpoint: Fields {
    var fields: Fields = [
      "version": "v3", "totalSamplesCount": .integer(Int64(count)),
      "cpuHistogram": .object(cpu.checkpoint), "memoryHistogram": .object(memoryPeaks.checkpoint),
    ]
    fields["firstSampleStart"] = firstSample.map(\.value)
    fields["lastSampleStart"] = lastSample.map(\.value)
    return fields
  }

  /// Reads the status of a checkpoint; `nil` where it is of another version.
  init?(checkpoint: Fields) {
    guard checkpoint["version"] == "v3" else { return nil }
    count = Int(checkpoint.integer("totalSamplesCount") ?? 0)
    firstSample = checkpoint.moment("firstSampleStart")
    lastSample = checkpoint.moment("lastSampleStart")
    cpu.load(checkpoint["cpuHistogram"]?.object ?? Fields())
    memoryPeaks.load(checkpoint["memoryHistogram"]?.object ?? Fields())
  }
}

/// What is known of one container, to find its peaks of memory: from
/// `vertical-pod-autoscaler/pkg/recommender/model/container.go`.
struct ContainerPeaks: Sendable {
  private var lastCPU: Timestamp?
  private var lastMemory: Timestamp?
  private var dayEnd: Timestamp?
  private var peak: Int64 = 0
  private var killedPeak: Int64 = 0
  private static let day: Int64 = 86_400_000_000

  /// Creates what is known of a container that nothing is known of.
  init() {}

  /// Takes note of the use of a processor, unless it is known.
  mutating func add(
    cpu millicores: Int64, request: Int64, at moment: Timestamp,
    to history: inout ContainerUsageHistory
  ) {
    if let lastCPU, moment <= lastCPU { return }
    lastCPU = moment
    history.add(cpu: millicores, request: request, at: moment)
  }

  /// Takes note of the use of memory.
  mutating func add(
    memory bytes: Int64, at moment: Timestamp, isKill: Bool = false,
    to history: inout ContainerUsageHistory
  ) {
    if !isKill, let lastMemory, moment < lastMemory { return }
    lastMemory = moment
    let end = dayEnd ?? moment
    let known = max(peak, killedPeak)
    if moment < end {
      guard known != 0, bytes > known else { return }
      history.add(memoryPeak: bytes, instead: known, at: end)
    } else {
      let days = (moment.microseconds - end.microseconds) / Self.day + 1
      let next = end.advanced(by: days * Self.day)
      dayEnd = next
      (peak, killedPeak) = (0, 0)
      history.add(memoryPeak: bytes, instead: nil, at: next)
    }
    if isKill { killedPeak = bytes } else { peak = bytes }
  }

  /// A container was killed for want of memory: it needs a fifth more than it had, and a hundred
  /// mebibytes at least.
  mutating func addKill(
    request: Int64, at moment: Timestamp, to history: inout ContainerUsageHistory
  ) {
    if let dayEnd, moment < dayEnd.advanced(by: -Self.day) { return }
    let used = max(request, peak)
    let needed = max(used + 100 << 20, Int64(Double(used) * 1.2))
    add(memory: needed, at: moment, isKill: true, to: &history)
  }
}
