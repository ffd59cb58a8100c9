// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is requested on each node, and how long nodes were there.
struct NodeTallies {
  private struct Row {
    var name: String
    var isThere = false
    var isReady = false
    var isCordoned = false
    var cpu: Int64 = 0
    var memory: Int64 = 0
    var usedCPU: Int64 = 0
    var usedMemory: Int64 = 0
    var pods = 0
    var price = 0.0
    var since: Int64 = 0
    /// Whether the machine is on order or there, as its group says.
    var isOrdered = false
    /// Whether it costs.
    var isBilled: Bool { isThere || isOrdered }
  }

  /// The annotation of a node that says what an hour of it costs.
  static let priceAnnotation = "stevedore.dev/price-per-hour"

  private var rows: [Row] = []
  private var numbers: [String: Int32] = [:]
  private var pastHours = 0.0
  private var pastCost = 0.0

  /// The number of a node, a new one where it has none.
  mutating func number(of name: String) -> Int32 {
    if let number = numbers[name] { return number }
    let number = Int32(rows.count)
    numbers[name] = number
    rows.append(Row(name: name))
    return number
  }

  func name(of number: Int32) -> String { rows[Int(number)].name }

  /// What pods may request of a node, for the log: thousandths of CPU and bytes of memory.
  func room(of name: String) -> [(name: String, value: Value)] {
    guard let row = numbers[name].map({ rows[Int($0)] }) else { return [] }
    return [("cpu", .integer(row.cpu)), ("memory", .integer(row.memory))]
  }

  /// Adds or takes away what a pod requests.
  mutating func add(_ pod: PodDigest, sign: Int64) {
    guard pod.node >= 0 else { return }
    rows[Int(pod.node)].usedCPU += sign * pod.cpu
    rows[Int(pod.node)].usedMemory += sign * pod.memory
    if !pod.isDaemon { rows[Int(pod.node)].pods += Int(sign) }
  }

  /// Takes over the state of a node.
  ///
  /// - Returns: What has changed, `nil` where nothing that counts here has.
  mutating func update(_ node: Node, at time: Int64) -> String? {
    let index = Int(number(of: node.metadata.name ?? ""))
    let before = rows[index]
    let allocatable = node.status.allocatable
    func amount(_ name: String, _ unit: QuantityUnit) -> Int64 {
      allocatable[name].flatMap { try? $0.value(in: unit) } ?? 0
    }
    rows[index].cpu = amount("cpu", .milli)
    rows[index].memory = amount("memory", .bytes)
    rows[index].isReady = node.status.conditions.contains {
      $0.type == "Ready" && $0.status == "True"
    }
    rows[index].isCordoned = node.spec.unschedulable ?? false
    if !before.isThere {
      if !before.isBilled { rows[index].since = time }
      rows[index].isThere = true
      rows[index].price =
        node.metadata.annotations[Self.priceAnnotation].flatMap { Double($0) } ?? 0
    }
    let after = rows[index]
    if !before.isThere { return after.isReady ? "Ready" : "Created" }
    if before.isReady != after.isReady { return after.isReady ? "Ready" : "NotReady" }
    if before.isCordoned != after.isCordoned {
      return after.isCordoned ? "Cordoned" : "Uncordoned"
    }
    return nil
  }

  /// A node is gone.
  mutating func remove(_ name: String, at time: Int64) {
    let index = Int(number(of: name))
    rows[index].isThere = false
    rows[index].isReady = false
    settle(index, at: time)
  }

  /// A machine is on order or there from now on, or is not any longer.
  mutating func setOrdered(_ name: String, _ isOrdered: Bool, price: Double, at time: Int64) {
    let index = Int(number(of: name))
    guard rows[index].isOrdered != isOrdered else { return }
    if isOrdered, !rows[index].isBilled { (rows[index].since, rows[index].price) = (time, price) }
    rows[index].isOrdered = isOrdered
    settle(index, at: time)
  }

  /// Adds up what a node has cost once it costs no longer.
  private mutating func settle(_ index: Int, at time: Int64) {
    guard !rows[index].isBilled else { return }
    let hours = Double(time - rows[index].since) / 3.6e9
    pastHours += hours
    pastCost += hours * rows[index].price
  }

  /// Writes the figures of nodes into a sample.
  func fill(_ sample: inout MetricSample, at time: Int64) {
    var (cpu, memory, usedCPU, usedMemory) = (Int64(0), Int64(0), Int64(0), Int64(0))
    sample.nodeHours = pastHours
    sample.cost = pastCost
    for row in rows where row.isBilled {
      let hours = Double(time - row.since) / 3.6e9
      sample.nodeHours += hours
      sample.cost += hours * row.price
      guard row.isThere else { continue }
      sample.nodes += 1
      if row.pods > 0 { sample.nodesUsed += 1 }
      guard row.isReady else { continue }
      sample.nodesReady += 1
      cpu += row.cpu
      memory += row.memory
      usedCPU += row.usedCPU
      usedMemory += row.usedMemory
    }
    if cpu > 0 { sample.cpu = Double(usedCPU) / Double(cpu) }
    if memory > 0 { sample.memory = Double(usedMemory) / Double(memory) }
    sample.fragmentation = fragmentation(cpu, memory)
  }

  /// The mean, over CPU and memory, of the free room that has no room of the other beside it.
  ///
  /// A node's free CPU is usable as far as its free memory reaches for it in the proportions of the
  /// whole cluster, and the other way round.
  private func fragmentation(_ cpu: Int64, _ memory: Int64) -> Double {
    guard cpu > 0, memory > 0 else { return 0 }
    var (free, usable) = (0.0, 0.0)
    for row in rows where row.isThere && row.isReady {
      let freeCPU = Double(max(0, row.cpu - row.usedCPU)) / Double(cpu)
      let freeMemory = Double(max(0, row.memory - row.usedMemory)) / Double(memory)
      free += freeCPU + freeMemory
      usable += 2 * min(freeCPU, freeMemory)
    }
    return free > 0 ? 1 - usable / free : 0
  }
}
