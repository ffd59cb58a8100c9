// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// Tables that say when pods came: the openb pod list, and any table of pods with a column for it.
///
/// Besides the columns of a table of pods, a trace has `arrival` (or `time`, `arrival_time`,
/// `creation_time`) and may have `lifetime` (or `duration`), or else `departure` (or
/// `deletion_time`), all in seconds.
public struct PodTrace: Sendable {
  /// One pod.
  public struct Pod: Sendable {
    /// Its name; empty where it has none.
    public var name: String
    /// When it came, in microseconds since the first came.
    public var time: Int64
    /// How long it stayed, in microseconds; `nil` where that is not known.
    public var lifetime: Int64?
    /// What it requested, by resource as Kubernetes names it.
    public var requests: [String: Quantity]
  }

  /// The pods in the order in which they came.
  public private(set) var pods: [Pod] = []

  /// Reads a trace.
  ///
  /// Thousandths of GPUs, as openb has them, are requests of `alibabacloud.com/gpu-milli`; a plain
  /// column `gpu` is `nvidia.com/gpu`.
  ///
  /// - Parameters:
  ///   - bytes: The table.
  ///   - file: Its name, for messages.
  /// - Throws: What is wrong with it, with the line and the column.
  public init(_ bytes: [UInt8], file: String) throws(InputError) {
    var table = try CSVTable(try InputText(bytes, file: file))
    let columns = try PodColumns(table, options: InputOptions())
    let times = try TraceColumns(table)
    let names = try Self.resourceNames(columns, table)
    var row = PodRow()
    while try table.next() {
      try row.read(table, columns: columns)
      guard let time = try times.arrival(in: table) else { continue }
      var requests: [String: Quantity] = [:]
      for (position, name) in names.enumerated() where row.demand[position] > 0 {
        let unit = columns.resources[position].unit == .milli && name == "cpu" ? "m" : ""
        requests[name] = try? Quantity("\(row.demand[position])\(unit)")
      }
      let pod = Pod(
        name: row.name, time: time, lifetime: try times.lifetime(in: table, from: time),
        requests: requests)
      let count = row.count ?? 1
      if pods.count + count > Self.mostPods {
        throw table.error("more than \(Self.mostPods) pods up to here, expected fewer")
      }
      pods += Array(repeating: pod, count: count)
    }
    guard let first = pods.lazy.map(\.time).min() else {
      throw InputError(
        file: file, line: table.headerLine,
        message: "found no pods with a time below the header, expected one on each line")
    }
    for index in pods.indices { pods[index].time -= first }
    // Those of one time stay in the order of the table.
    let order = pods.indices.sorted { (pods[$0].time, $0) < (pods[$1].time, $1) }
    pods = order.map { pods[$0] }
  }

  /// The most pods of a trace.
  private static let mostPods = 5_000_000

  private static func resourceNames(
    _ columns: PodColumns, _ table: CSVTable
  ) throws(InputError) -> [String] {
    var names: [String] = []
    for resource in columns.resources {
      switch resource.name {
      case "gpu": names.append(columns.isOpenb ? "alibabacloud.com/gpu-milli" : "nvidia.com/gpu")
      case let name where name == "cpu" || name == "memory" || name == "ephemeral-storage":
        names.append(name)
      case let name where name.contains("/") || name.hasPrefix("hugepages-"): names.append(name)
      case let name:
        throw InputError(
          file: table.file, line: table.headerLine, field: name,
          message: "found a resource that pods cannot request, expected cpu, memory, "
            + "ephemeral-storage, gpu or one with a domain such as example.com/gpu")
      }
    }
    return names
  }
}

/// The columns of a trace that hold times.
private struct TraceColumns {
  private let arrivalColumn: Int
  private let lifetimeColumn: Int?
  private let departureColumn: Int?

  init(_ table: CSVTable) throws(InputError) {
    func column(_ names: [String]) -> Int? {
      table.columns.firstIndex { names.contains($0.lowercased()) }
    }
    guard let arrival = column(["arrival", "time", "arrival_time", "creation_time"]) else {
      throw InputError(
        file: table.file, line: table.headerLine,
        message: "found the columns \(enumeration(table.columns)), expected one that says when "
          + "pods come: arrival or creation_time, in seconds")
    }
    arrivalColumn = arrival
    lifetimeColumn = column(["lifetime", "duration"])
    departureColumn = column(["departure", "departure_time", "deletion_time"])
  }

  /// When the pod of the current record came; `nil` where that is not known.
  func arrival(in table: CSVTable) throws(InputError) -> Int64? {
    try microseconds(arrivalColumn, in: table)
  }

  /// How long it stayed.
  func lifetime(in table: CSVTable, from arrival: Int64) throws(InputError) -> Int64? {
    if let column = lifetimeColumn, let time = try microseconds(column, in: table) { return time }
    guard let column = departureColumn, let end = try microseconds(column, in: table) else {
      return nil
    }
    guard end >= arrival else {
      throw table.error(
        column: column, "found \(excerpt(table[column])), expected a time after the arrival")
    }
    return end - arrival
  }

  private func microseconds(_ column: Int, in table: CSVTable) throws(InputError) -> Int64? {
    let field = table[column]
    if field.isEmpty { return nil }
    guard let seconds = Double(String(decoding: field, as: UTF8.self)), seconds >= 0,
      seconds <= 1e10
    else {
      throw table.error(
        column: column, "found \(excerpt(field)), expected a number of seconds from 0 on")
    }
    return Int64((seconds * 1e6).rounded())
  }
}
