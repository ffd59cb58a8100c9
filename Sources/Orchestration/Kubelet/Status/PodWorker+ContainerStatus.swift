// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is told of containers.
extension PodWorker {
  private static let names = [
    "name", "state", "lastState", "ready", "restartCount", "image", "imageID", "containerID",
    "started",
  ]

  /// The statuses of some containers.
  func containerStatuses(_ range: Range<Int>, _ old: [Value]) -> Value {
    var statuses: [Value] = []
    statuses.reserveCapacity(range.count)
    for index in range {
      let position = index - range.lowerBound
      statuses.append(containerStatus(index, position < old.count ? old[position] : nil))
    }
    return .array(statuses)
  }

  private func containerStatus(_ index: Int, _ old: Value?) -> Value {
    let container = shape.containers[index]
    let unit = units[index]
    let patterns = kubelet.patterns
    let run = unit.container
    var (state, last) = (Value.null, patterns.none)
    if let run, run.hasExited, unit.waiting == nil || hasEnded {
      state = terminated(run, index)
      if let previous = unit.previous { last = terminated(previous, index) }
    } else if let run, run.isRunning, unit.hookEnd.map({ $0 <= now }) ?? true {
      state = patterns.running(since: run.startedAt.advanced(by: run.clockOffset))
      if let previous = unit.previous { last = terminated(previous, index) }
    } else if run == nil, old?.object?["state"]?.object?["terminated"] != nil, isTerminalInAPI {
      return old ?? .null
    } else {
      state = waiting(index)
      if let run, run.hasExited {
        last = terminated(run, index)
      } else if let previous = unit.previous {
        last = terminated(previous, index)
      }
      if run == nil, hasEnded { state = lost }
    }
    var image = patterns.image(container.image)
    var imageID: Value = ""
    var containerID: Value?
    if let run {
      imageID = patterns.imageID(container.image)
      containerID = identity(run, old)
    }
    if run == nil, let known = old?.object?["image"] { image = known }
    var values: [Value] = [
      old?.object?["name"] ?? .string(container.name), state, last, .bool(isReady(index)),
      .integer(Int64(run?.attempt ?? 0)), image, imageID,
    ]
    guard let containerID else {
      return .object(
        Fields(distinctKeys: Self.namesOfNew, values: values + [.bool(isStarted(index))]))
    }
    values += [containerID, .bool(isStarted(index))]
    return .object(Fields(distinctKeys: Self.names, values: values))
  }

  private static let namesOfNew = names.filter { $0 != "containerID" }

  /// The identity of a run, which lies in memory once where it was told before.
  private func identity(_ run: MachineContainer, _ old: Value?) -> Value {
    if let known = old?.object?["containerID"],
      old?.object?["restartCount"] == .integer(Int64(run.attempt))
    {
      return known
    }
    return .string(identityText(run))
  }

  private func identityText(_ run: MachineContainer) -> String {
    "containerd://" + HexText.digits(of: "\(uid)/\(run.name)/\(run.attempt)")
  }

  private func terminated(_ run: MachineContainer, _ index: Int) -> Value {
    let patterns = kubelet.patterns
    return [
      "terminated": [
        "exitCode": .integer(Int64(run.exitCode)), "reason": .string(run.reason.text),
        "startedAt": patterns.timestamp(run.startedAt.advanced(by: run.clockOffset)),
        "finishedAt": patterns.timestamp(run.finishedAt.advanced(by: run.clockOffset)),
        "containerID": .string(identityText(run)),
      ]
    ]
  }

  /// What is said of a container of a pod that ended before it ran.
  private var lost: Value {
    [
      "terminated": [
        "exitCode": 137, "reason": "ContainerStatusUnknown",
        "message": "The container could not be located when the pod was terminated",
        "startedAt": nil, "finishedAt": nil,
      ]
    ]
  }

  private func waiting(_ index: Int) -> Value {
    let usual: WaitingReason =
      shape.initialCount > 0 && !isInitialized ? .initializing : .creating
    let waiting = units[index].waiting ?? usual
    var fields: Fields = ["reason": .string(waiting.reason)]
    switch waiting {
    case .creating, .initializing: break
    case .pullFailed(let text), .pullBackOff(let text), .neverPull(let text),
      .configurationFailed(let text):
      fields["message"] = .string(text)
    case .crashLoop(let wait):
      fields["message"] = .string(
        "back-off \(DurationText.text(wait)) restarting failed container="
          + "\(shape.containers[index].name) pod=\(key.name)_\(key.namespace)(\(uid))")
    }
    return ["waiting": .object(fields)]
  }
}
