// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Fault {
  private enum Word: String, CaseIterable {
    case nodeCrash = "NodeCrash"
    case kubeletRestart = "KubeletRestart"
    case partition = "Partition"
    case imagePullFailure = "ImagePullFailure"
    case crashLoop = "CrashLoop"
    case slowStart = "SlowStart"
    case probeFailure = "ProbeFailure"
    case apiLatency = "APILatency"
    case zoneLoss = "ZoneLoss"
    case diskLoss = "DiskLoss"
    case slowDisk = "SlowDisk"
    case zonePartition = "ZonePartition"
    case clockSkew = "ClockSkew"
    case serverRestart = "APIServerRestart"
    case fullStore = "FullStore"
  }

  /// Reads the specification of a fault.
  init(reading spec: BehaviorField) throws(ReadingError) {
    guard let word = try spec["type"].word(Word.self) else {
      throw spec["type"].error(
        "one of " + Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))
    }
    let common = ["type", "after"]
    func allow(_ names: String...) throws(ReadingError) {
      try spec.requireFields(common + names)
    }
    func node() throws(ReadingError) -> GlobPattern {
      GlobPattern(try spec["node"].requiredText())
    }
    func selector() throws(ReadingError) -> BehaviorSelector {
      try BehaviorSelector(reading: spec["selector"])
    }
    let duration = try spec["for"].time()
    switch word {
    case .nodeCrash:
      try allow("node", "rebootAfter")
      kind = .nodeCrash(node: try node(), rebootAfter: try spec["rebootAfter"].time())
    case .kubeletRestart:
      try allow("node", "for")
      kind = .kubeletRestart(node: try node(), downFor: duration ?? 0)
    case .partition:
      try allow("node", "for")
      kind = .partition(node: try node(), duration: duration)
    case .imagePullFailure:
      try allow("selector", "message", "for")
      kind = .imagePullFailure(
        try selector(), message: try spec["message"].text() ?? FaultInjector.registryMessage,
        duration: duration)
    case .crashLoop:
      try allow("selector", "crashesAfter", "code", "for")
      kind = .crashLoop(
        try selector(), after: try spec["crashesAfter"].time() ?? 1_000_000,
        code: try spec["code"].integer(in: 0...255) ?? 1, duration: duration)
    case .slowStart:
      try allow("selector", "by", "for")
      kind = .slowStart(
        try selector(), delay: try spec["by"].requiredTime(), duration: duration)
    case .probeFailure:
      try allow("selector", "probe", "message", "for")
      guard let probe = try spec["probe"].word(ProbeKind.self) else {
        throw spec["probe"].error("one of 'startup', 'readiness', 'liveness'")
      }
      kind = .probeFailure(
        try selector(), probe, message: try spec["message"].text(), duration: duration)
    case .apiLatency:
      try allow("node", "latency", "for")
      kind = .apiLatency(
        node: try node(), latency: try spec["latency"].requiredTime(), duration: duration)
    case .zoneLoss:
      try allow("zone", "for")
      kind = .zoneLoss(zone: try spec["zone"].requiredText(), duration: duration)
    case .diskLoss:
      try allow("volume", "replaceAfter")
      kind = .diskLoss(
        volume: GlobPattern(try spec["volume"].requiredText()),
        replaceAfter: try spec["replaceAfter"].time())
    case .slowDisk:
      try allow("volume", "factor", "for")
      kind = .slowDisk(
        volume: GlobPattern(try spec["volume"].requiredText()),
        factor: try spec["factor"].number(in: 1...1e6) ?? 10, duration: duration)
    case .zonePartition:
      try allow("zone", "for")
      kind = .zonePartition(
        zone: GlobPattern(try spec["zone"].requiredText()), duration: duration)
    case .clockSkew:
      try allow("node", "by", "behind", "for")
      let offset = try spec["by"].requiredTime()
      let isBehind = try spec["behind"].truth() ?? false
      kind = .clockSkew(
        node: try node(), offset: isBehind ? -offset : offset, duration: duration)
    case .serverRestart:
      try allow("for", "compacted")
      kind = .serverRestart(
        downFor: duration ?? 10_000_000, isCompacted: try spec["compacted"].truth() ?? false)
    case .fullStore:
      try allow("for", "compacted")
      kind = .fullStore(
        duration: duration, isCompacted: try spec["compacted"].truth() ?? false)
    }
    delay = try spec["after"].time() ?? 0
  }
}
