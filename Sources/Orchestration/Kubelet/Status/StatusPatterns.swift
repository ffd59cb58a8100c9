// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Parts of statuses that many pods have in common, so that they lie in memory once.
///
/// One may serve all kubelets of a simulation: what it remembers shows in no result.
final class StatusPatterns {
  /// A condition as it is to be.
  struct Wanted: Equatable {
    var type: String
    var isTrue: Bool
    var reason: String?
    var message: String?
  }

  private struct ConditionsEntry {
    let before: [Value]
    let wanted: [Wanted]
    let now: Int64
    let generation: Value?
    let after: [Value]
  }

  private var second: Int64 = .min
  private var secondText: Value = ""
  private var runningSecond: Int64 = .min
  private var runningState: Value = .null
  private var conditions: [ConditionsEntry] = []
  private var nextEntry = 0
  let shapes = PodShapes()
  private var imageIDs: [String: Value] = [:]
  private var imageTexts: [String: Value] = [:]

  private var names: [UInt64: [String]] = [:]

  init() {}

  /// The fields of some names that have values; lists of names lie in memory once.
  ///
  /// - Parameters:
  ///   - all: All names, always the same ones; 64 at most.
  ///   - values: The value of each name.
  /// - Returns: The fields, in the order of the names.
  func fields(_ all: [String], _ values: [Value?]) -> Fields {
    var present: UInt64 = 0
    for index in values.indices where values[index] != nil { present |= 1 << UInt64(index) }
    let keys: [String]
    if let known = names[present] {
      keys = known
    } else {
      keys = zip(all, values).compactMap { $1 == nil ? nil : $0 }
      names[present] = keys
    }
    var found: [Value] = []
    found.reserveCapacity(keys.count)
    for case let value? in values { found.append(value) }
    return Fields(distinctKeys: keys, values: found)
  }

  /// A moment as objects have it.
  func timestamp(_ moment: Timestamp) -> Value {
    let whole = moment.wholeSecond
    if whole.microseconds != second { (second, secondText) = (whole.microseconds, whole.value) }
    return secondText
  }

  /// The state of a container that runs.
  func running(since moment: Timestamp) -> Value {
    let whole = moment.wholeSecond
    if whole.microseconds != runningSecond {
      runningSecond = whole.microseconds
      runningState = ["running": ["startedAt": timestamp(moment)]]
    }
    return runningState
  }

  /// No state.
  let none: Value = .object([:])

  /// The digest that an image is found by; made from its name.
  func imageID(_ image: String) -> Value {
    if let known = imageIDs[image] { return known }
    let name = image.split(separator: "@").first.map(String.init) ?? image
    var base = Substring(name)
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") { base = name[..<colon] }
    var text = String(base)
    let first = text.split(separator: "/").first ?? ""
    if !text.contains("/") {
      text = "docker.io/library/" + text
    } else if !first.contains("."), !first.contains(":"), first != "localhost" {
      text = "docker.io/" + text
    }
    let value = Value.string(text + "@sha256:" + HexText.digits(of: image))
    if imageIDs.count >= 4_096 { imageIDs = [:] }
    imageIDs[image] = value
    return value
  }

  /// The name of an image, as it was written before for others.
  func image(_ image: String) -> Value {
    if let known = imageTexts[image] { return known }
    if imageTexts.count >= 4_096 { imageTexts = [:] }
    imageTexts[image] = .string(image)
    return .string(image)
  }

  /// Conditions after a change; those of others stay, and so does when a status last changed.
  func conditions(
    _ before: [Value], _ wanted: [Wanted], generation: Value?, at now: Timestamp
  ) -> [Value] {
    let moment = now.wholeSecond.microseconds
    for entry in conditions
    where entry.now == moment && entry.generation == generation && entry.wanted == wanted
      && entry.before == before
    {
      return entry.after
    }
    let after = changed(before, wanted, generation, at: now)
    let entry = ConditionsEntry(
      before: before, wanted: wanted, now: moment, generation: generation, after: after)
    if conditions.count < 8 {
      conditions.append(entry)
    } else {
      conditions[nextEntry] = entry
      nextEntry = (nextEntry + 1) % conditions.count
    }
    return after
  }

  private func changed(
    _ before: [Value], _ wanted: [Wanted], _ generation: Value?, at now: Timestamp
  ) -> [Value] {
    var after: [Value] = []
    for condition in wanted {
      let status: Value = condition.isTrue ? "True" : "False"
      let old = before.first { $0.object?["type"]?.string == condition.type }?.object
      var fields: Fields = ["type": .string(condition.type)]
      fields["observedGeneration"] = generation
      fields["status"] = status
      fields["lastProbeTime"] = .null
      let isSame = old?["status"] == status
      fields["lastTransitionTime"] =
        (isSame ? old?["lastTransitionTime"] : nil) ?? timestamp(now)
      if let reason = condition.reason { fields["reason"] = .string(reason) }
      if let message = condition.message { fields["message"] = .string(message) }
      after.append(.object(fields))
    }
    // The order is that of the kubelet; what it does not own comes behind.
    let own = Set(wanted.map(\.type))
    after += before.filter { !own.contains($0.object?["type"]?.string ?? "") }
    return after == before ? before : after
  }
}
