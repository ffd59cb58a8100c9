// SPDX-License-Identifier: Apache-2.0

/// The nodes that the options give: those of `--nodes`, then those of `--node-type`.
struct NodeSource {
  /// One row a node or a kind of nodes.
  let rows: [NodeRow]
  private let unread: [String]
  /// How many rows had something on them that is left out.
  private let emptied: Int
  private let file: String
  private let hasUnusedZones: Bool

  /// Reads the nodes.
  ///
  /// - Parameters:
  ///   - options: The options.
  ///   - input: The input's file, for errors.
  ///   - line: The line of the input's header, for errors.
  ///   - readingZones: Whether it matters in which zones nodes lie; else zones are forgotten, and
  ///     nodes that differ only in them are alike.
  /// - Returns: The nodes.
  /// - Throws: An error at the input's header when no nodes are given at all.
  static func read(
    _ options: InputOptions, for input: String, line: Int, readingZones: Bool
  ) throws(InputError) -> NodeSource {
    let selected = options.resources ?? []
    var rows: [NodeRow] = []
    var unread: [String] = []
    var emptied = 0
    if let nodes = options.nodes {
      let text = try InputText(nodes.bytes, file: nodes.name)
      let list = try NodeList.read(text, selected: selected, readingZones: readingZones)
      rows += list.rows
      if options.unlimitedNodes {
        emptied = rows.count { !$0.load.isEmpty }
        for index in rows.indices { rows[index].becomeUnlimited() }
      }
      unread = list.unread
    }
    for specification in options.nodeTypes {
      rows.append(try NodeTypeSpecification.read(specification, selected: selected))
    }
    let hasUnusedZones = !readingZones && rows.contains { $0.zone != nil }
    if !readingZones { for index in rows.indices { rows[index].zone = nil } }
    if rows.isEmpty {
      throw InputError(
        file: input, line: line,
        message: "the pods come without nodes to place them on\nPass node types, such as "
          + "--node-type cpu=96,memory=384Gi, or a list of nodes with --nodes FILE.")
    }
    return NodeSource(
      rows: rows, unread: unread, emptied: emptied, file: options.nodes?.name ?? "",
      hasUnusedZones: hasUnusedZones)
  }

  /// What has to be said about the nodes, given the resources that are packed by.
  func notes(resources: [String]) -> [String] {
    var notes: [String] = []
    var others: Set<String> = []
    for row in rows { others.formUnion(row.capacity.keys) }
    let unused = others.subtracting(resources).sorted()
    if !unused.isEmpty {
      notes.append(
        "What nodes have of \(enumeration(unused)) is left out, because it is not packed by.")
    }
    if emptied > 0 {
      notes.append(
        "What is already on \(emptied) of the nodes is left out, because there is no end of them.")
    }
    if !unread.isEmpty {
      notes.append(
        "In '\(file)' the \(unread.count == 1 ? "column" : "columns") \(enumeration(unread)) "
          + "\(unread.count == 1 ? "is" : "are") not used.")
    }
    if hasUnusedZones {
      notes.append("The zones of node types are not used, because no pod has a spread_group.")
    }
    let without = rows.count { $0.zone == nil }
    if without > 0, without < rows.count {
      notes.append(
        "\(without) of \(rows.count) node rows name no zone; pods of a spread_group may not use "
          + "them.")
    }
    return notes
  }
}
