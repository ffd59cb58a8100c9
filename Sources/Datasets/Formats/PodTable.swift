// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Tables of pods: the openb pod lists, and any table with columns named after resources.
///
/// The columns of a generic table: `name` (or `pod`), `count` (or `replicas`), resources as
/// Kubernetes quantities, `node_types` with names joined by `|`, `max_per_node`,
/// `anti_affinity_group`, whose pods never share a node, and `spread_group` with `max_skew`, whose
/// pods lie evenly over the zones of the nodes.
struct PodTable {
  /// The most rows whose names are kept.
  static let mostNames = 1_000_000

  /// The most pairs of rows that may conflict.
  static let mostConflicts = 4_000_000

  private var table: CSVTable
  private let columns: PodColumns
  private let bins: BinTypeTable
  private var items: ItemCollector
  private var notes = PodNotes()
  private var names = ItemNames()
  private let hasNames: Bool
  private var groups: [String: [Int]] = [:]
  private var conflicts = 0
  private var spreads: SpreadGroups
  private var allowedByModels: [[String]: [Int]] = [:]

  /// Reads a table of pods onto the nodes that the options give.
  static func read(_ text: InputText, options: InputOptions) throws(InputError) -> Instance {
    try refuseDocuments(text)
    let table = try CSVTable(text)
    var columns = try PodColumns(table, options: options)
    let nodes = try NodeSource.read(
      options, for: text.file, line: table.headerLine, readingZones: columns.hasSpreadGroups)
    // Nodes that limit their pods do so whatever the pods say.
    let limitsPods = nodes.rows.contains { $0.capacity["pods"] != nil }
    let countsPods =
      limitsPods && options.resources == nil && !columns.resources.contains { $0.name == "pods" }
    if countsPods { columns.addPodCount() }

    var reader = try PodTable(table: table, columns: columns, nodes: nodes)
    return try reader.readRows(countsPods: countsPods, nodes: nodes, selected: options.resources)
  }

  private init(table: CSVTable, columns: PodColumns, nodes: NodeSource) throws(InputError) {
    self.table = table
    self.columns = columns
    bins = try BinTypeTable(nodes.rows, resources: columns.resources)
    hasNames = columns.roles.contains { if case .name = $0 { true } else { false } }
    let hasGroups = columns.roles.contains { if case .group = $0 { true } else { false } }
    items = ItemCollector(
      file: table.file, resources: columns.resources.map(\.resource),
      mergingAlikeShapes: !hasGroups)
    spreads = SpreadGroups(file: table.file, zones: bins.zones)
    for binType in bins.binTypes { items.add(binType) }
  }

  private mutating func readRows(
    countsPods: Bool, nodes: NodeSource, selected: [String]?
  ) throws(InputError) -> Instance {
    var row = PodRow()
    while try table.next() {
      try row.read(table, columns: columns)
      if countsPods {
        row.demand[row.demand.count - 1] = 1
        row.isGiven[row.demand.count - 1] = true
      }
      try add(row)
    }
    if items.itemCount == 0 {
      throw InputError(
        file: table.file, line: table.headerLine,
        message: "found no pods below the header, expected one on each line")
    }
    spreads.addRules(to: &items)
    var assumptions = notes.sentences(
      columns: columns, bins: bins, countsPods: countsPods, selected: selected)
    assumptions += nodes.notes(resources: columns.resources.map(\.name)) + bins.assumptions
    if !names.isEmpty, names.count < items.itemCount {
      names = []
      assumptions.append(
        "The names of the pods are left out, because more than \(Self.mostNames) rows have one.")
    }
    return Instance(
      name: "", format: columns.isOpenb ? "openb" : "csv", sha256: "",
      problem: try items.build(line: table.line), units: columns.resources.map(\.unit),
      itemNames: names, nodeNames: bins.nodeNames,
      nodeZones: bins.zones.contains { $0 != nil } ? bins.zones : [], assumptions: assumptions)
  }

  private mutating func add(_ row: PodRow) throws(InputError) {
    let count = row.count ?? 1
    if count == 0 {
      notes.withoutReplicas += 1
      return
    }
    let name = row.name.isEmpty ? "line-\(table.line)" : row.name
    for position in row.isGiven.indices where !row.isGiven[position] {
      notes.missing(columns.resources[position].name, pod: name, count: count)
    }
    let spread = try spreads.number(of: row, line: table.line)
    let perNode = row.group.isEmpty ? row.perNode : 1
    let shape = try items.add(
      demand: row.demand, count: count, perBinLimit: perNode, binTypes: try allowedBinTypes(row),
      name: row.name, kind: spread.map { $0 + 1 } ?? 0, line: table.line)
    if let spread { spreads.add(shape, to: spread) }
    if !row.group.isEmpty { try addConflicts(shape, group: row.group) }
    if hasNames { addNames(name, count: count) }
  }

  private mutating func allowedBinTypes(_ row: PodRow) throws(InputError) -> [Int]? {
    var allowed: [Int]?
    if let gpu = columns.gpu, !row.models.isEmpty, row.demand[gpu] > 0 {
      if let known = allowedByModels[row.models] {
        allowed = known
      } else {
        allowed = bins.withModels(row.models)
        allowedByModels[row.models] = allowed
      }
      notes.withModels += row.count ?? 1
    }
    guard !row.nodeTypes.isEmpty else { return allowed }
    let (named, unknown) = bins.matching(row.nodeTypes)
    if let name = unknown.first {
      throw InputError(
        file: table.file, line: table.line, field: "node_types",
        message: "found '\(name)', expected some of the node types "
          + enumeration(bins.binTypes.map(\.name)))
    }
    return allowed.map { $0.filter(named.contains) } ?? named
  }

  private mutating func addConflicts(_ shape: Int, group: String) throws(InputError) {
    let others = groups[group, default: []]
    conflicts += others.count
    if conflicts > Self.mostConflicts {
      throw InputError(
        file: table.file, line: table.line, field: "anti_affinity_group",
        message: "more than \(Self.mostConflicts) pairs of rows may not share a node up to here, "
          + "expected fewer\nJoin equal pods in one row with a count.")
    }
    for other in others { items.addConflict(other, shape) }
    groups[group, default: []].append(shape)
  }

  private mutating func addNames(_ name: String, count: Int) {
    guard names.count == items.itemCount - count, names.runCount < Self.mostNames else { return }
    names.append(name, count: count)
  }

  /// Tells text of other kinds from a table by its first character.
  private static func refuseDocuments(_ text: InputText) throws(InputError) {
    let head = text.bytes[text.start...].drop { $0.isSpace }
    let kinds: [(start: String, kind: String)] = [
      ("{", "a JSON document"), ("[", "a JSON document"), ("---", "a YAML document"),
      ("apiVersion", "a YAML document"), ("kind:", "a YAML document"), ("<", "a markup document"),
      ("PK\u{3}", "an archive"),
    ]
    guard let known = kinds.first(where: { head.starts(with: $0.start.utf8) }) else { return }
    throw InputError(
      file: text.file, line: 1,
      message: "found \(known.kind), expected a table of pods with a header line, an openb pod "
        + "list, or a packing instance in numbers")
  }
}
