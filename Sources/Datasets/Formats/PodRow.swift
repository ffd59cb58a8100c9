// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// One row of a pod table.
struct PodRow {
  var name = ""
  var count: Int?
  var demand: [Int64] = []
  /// Which requests the row does give.
  var isGiven: [Bool] = []
  var models: [String] = []
  var nodeTypes: [String] = []
  var perNode: Int?
  var group = ""
  var spreadGroup = ""
  var maxSkew: Int?
  private var gpuCount: Int64?
  private var gpuShare: Int64?

  /// Reads the current record of a table into a row that is used again.
  ///
  /// - Throws: An error that names the line and the column.
  mutating func read(_ table: CSVTable, columns: PodColumns) throws(InputError) {
    reset(resources: columns.resources.count)
    for (column, role) in columns.roles.enumerated() {
      if case .ignored = role { continue }
      let field = table[column]
      if field.isEmpty { continue }
      switch role {
      case .ignored: break
      case .name: name = table.text(column)
      case .count:
        count = Int(try table.integer(column, in: 0...Int64(PackingProblem.mostItems)))
      case .resource(let position, let resource):
        do throws(AmountError) {
          demand[position] = try columns.resources[position].count(
            try resource.amount(field), text: excerpt(field))
        } catch {
          throw table.error(column: column, error.message)
        }
        isGiven[position] = true
      case .gpuCount: gpuCount = try table.integer(column, in: 0...1_000_000)
      case .gpuShare: gpuShare = try table.integer(column, in: 0...1_000)
      case .gpuModels: models = names(in: field)
      case .nodeTypes: nodeTypes = names(in: field)
      case .perNode:
        perNode = Int(try table.integer(column, in: 1...Int64(PackingProblem.mostItems)))
      case .group: group = table.text(column)
      case .spreadGroup: spreadGroup = table.text(column)
      case .maxSkew:
        maxSkew = Int(try table.integer(column, in: 1...Int64(PackingProblem.mostItems)))
      }
    }
    if let gpu = columns.gpu { try setGPU(gpu, table) }
  }

  private mutating func reset(resources: Int) {
    name = ""
    count = nil
    models = []
    nodeTypes = []
    perNode = nil
    group = ""
    spreadGroup = ""
    maxSkew = nil
    gpuCount = nil
    gpuShare = nil
    demand = Array(repeating: 0, count: resources)
    isGiven = Array(repeating: false, count: resources)
  }

  /// Whole GPUs are devices of a thousand parts each; a share is less than one device.
  private mutating func setGPU(_ position: Int, _ table: CSVTable) throws(InputError) {
    guard let devices = gpuCount else {
      if let share = gpuShare, share > 0 {
        throw table.error(
          "found a gpu_milli of \(share) without a num_gpu, expected the number of GPUs")
      }
      return
    }
    isGiven[position] = true
    let share = gpuShare ?? (devices > 1 ? 1_000 : 0)
    switch (devices, share) {
    case (0, 0): demand[position] = 0
    case (1, 1...1_000): demand[position] = share
    case (2..., 1_000): demand[position] = devices * 1_000
    case (0, _):
      throw table.error("found a gpu_milli of \(share) with a num_gpu of 0, expected 0")
    case (1, _):
      throw table.error("found a gpu_milli of 0 with a num_gpu of 1, expected 1 to 1000")
    default:
      throw table.error(
        "found a gpu_milli of \(share) with a num_gpu of \(devices), expected 1000: only a "
          + "single GPU can be shared")
    }
  }

  private func names(in field: ArraySlice<UInt8>) -> [String] {
    field.split(separator: UInt8(ascii: "|")).map { String(decoding: $0, as: UTF8.self) }
  }
}
