// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Orchestration

/// Makes a replay of the lines of a log.
struct ReplayBuilder {
  /// So many nodes are shown, the first that came.
  static let mostNodes = 200
  /// So many moments are shown, besides the first.
  static let mostFrames = 120

  private struct Pod {
    var node: Int?
    var cpu: Int64 = 0
    var memory: Int64 = 0
    var stage = Stage.pending
  }

  fileprivate enum Stage: String {
    case pending = "Pending"
    case starting = "Starting"
    case running = "Running"
    case ready = "Ready"
    case ending = "Terminating"

    /// The stage of a line's words; `nil` of a pod that has ended.
    init?(_ what: String) {
      self.init(rawValue: what == "Created" ? "Pending" : what)
    }
  }

  fileprivate struct Node {
    var name: String
    var isThere = false
    var isReady = false
    var isCordoned = false
    var cpu: Int64 = 0
    var memory: Int64 = 0
    var usedCPU: Int64 = 0
    var usedMemory: Int64 = 0
    var counts: [Stage: Int] = [:]
  }

  private let interval: Int64
  private var pods: [String: Pod] = [:]
  private var nodes: [Node] = []
  private var numbers: [String: Int] = [:]
  private var pending = 0
  private var shown: [Replay.NodeState] = []
  private var frames: [Replay.Frame] = []

  init(horizon: Int64) { interval = max(1, horizon / Int64(Self.mostFrames)) }

  /// Takes a line.
  mutating func take(_ entry: LogEntry) {
    while Int64(frames.count) * interval < entry.time, frames.count <= Self.mostFrames {
      addFrame(at: Int64(frames.count) * interval)
    }
    switch entry.category {
    case .pod: takePod(entry)
    case .node: takeNode(entry)
    case .workload, .event, .action, .fault, .traffic: break
    }
  }

  /// The replay, once the run has ended.
  mutating func finished(at end: Int64) -> Replay {
    while Int64(frames.count) * interval < end, frames.count < Self.mostFrames {
      addFrame(at: Int64(frames.count) * interval)
    }
    addFrame(at: end)
    let names = nodes.prefix(Self.mostNodes).map(\.name)
    // node-2 stands before node-10.
    let keys = names.map { NaturalOrder.key(of: $0) }
    let order = names.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var places = Array(repeating: 0, count: names.count)
    for (place, index) in order.enumerated() { places[index] = place }
    for frame in frames.indices {
      for change in frames[frame].changes.indices {
        frames[frame].changes[change].node = places[frames[frame].changes[change].node]
      }
    }
    return Replay(
      nodes: order.map { names[$0] }, frames: frames, nodesLeftOut: nodes.count - names.count)
  }

  private mutating func addFrame(at time: Int64) {
    var changes: [Replay.Change] = []
    for index in nodes.indices.prefix(Self.mostNodes) {
      let state = nodes[index].state
      if index == shown.count { shown.append(Replay.NodeState()) }
      guard state != shown[index] else { continue }
      shown[index] = state
      changes.append(Replay.Change(node: index, state: state))
    }
    frames.append(Replay.Frame(seconds: Double(time) / 1e6, pending: pending, changes: changes))
  }

  // MARK: Lines

  private mutating func takePod(_ entry: LogEntry) {
    var pod = pods[entry.subject] ?? Pod()
    if pods[entry.subject] != nil { count(pod, by: -1) }
    if let name = entry.text("node") { pod.node = number(of: name) }
    if let cpu = entry.number("cpu") { pod.cpu = cpu }
    if let memory = entry.number("memory") { pod.memory = memory }
    guard let stage = Stage(entry.what) else {
      // It is gone, or it has ended and takes no room any more.
      pods[entry.subject] = nil
      return
    }
    pod.stage = stage
    pods[entry.subject] = pod
    count(pod, by: 1)
  }

  private mutating func count(_ pod: Pod, by sign: Int) {
    guard let node = pod.node else {
      if pod.stage == .pending { pending += sign }
      return
    }
    nodes[node].counts[pod.stage, default: 0] += sign
    nodes[node].usedCPU += Int64(sign) * pod.cpu
    nodes[node].usedMemory += Int64(sign) * pod.memory
  }

  private mutating func takeNode(_ entry: LogEntry) {
    let index = number(of: String(entry.subject.dropFirst("node ".count)))
    if let cpu = entry.number("cpu") { nodes[index].cpu = cpu }
    if let memory = entry.number("memory") { nodes[index].memory = memory }
    nodes[index].isThere = entry.what != "Deleted"
    switch entry.what {
    case "Created":
      (nodes[index].isReady, nodes[index].isCordoned) = (false, false)
    case "Ready": nodes[index].isReady = true
    case "NotReady", "Deleted": nodes[index].isReady = false
    case "Cordoned": nodes[index].isCordoned = true
    case "Uncordoned": nodes[index].isCordoned = false
    default: break
    }
  }

  private mutating func number(of name: String) -> Int {
    if let number = numbers[name] { return number }
    numbers[name] = nodes.count
    nodes.append(Node(name: name))
    return nodes.count - 1
  }
}

/// An order of names in which numbers count as such.
enum NaturalOrder {
  /// A text whose order is that of the name: each number behind its length.
  static func key(of name: String) -> String {
    var key = ""
    var digits = ""
    func flushed() -> String {
      let number = digits.drop { $0 == "0" }
      return digits.isEmpty ? "" : String(repeating: "~", count: number.count) + "!" + number
    }
    for character in name {
      if character.isASCII, character.isNumber {
        digits.append(character)
      } else {
        key += flushed()
        digits = ""
        key.append(character)
      }
    }
    return key + flushed()
  }
}

extension ReplayBuilder.Node {
  fileprivate var state: Replay.NodeState {
    var state = Replay.NodeState()
    state.status =
      !isThere ? .absent : !isReady ? .notReady : isCordoned ? .cordoned : .ready
    state.cpu = cpu > 0 ? Int(min(1_000, usedCPU * 1_000 / cpu)) : 0
    state.memory = memory > 0 ? Int(min(1_000, usedMemory * 1_000 / memory)) : 0
    state.starting = counts[.starting] ?? 0
    state.running = counts[.running] ?? 0
    state.ready = counts[.ready] ?? 0
    state.ending = counts[.ending] ?? 0
    return state
  }
}

extension LogEntry {
  fileprivate func text(_ name: String) -> String? {
    details.first { $0.name == name }?.value.string
  }

  fileprivate func number(_ name: String) -> Int64? {
    if case .integer(let number)? = details.first(where: { $0.name == name })?.value {
      number
    } else {
      nil
    }
  }
}
