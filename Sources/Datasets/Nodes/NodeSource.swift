// SPDX-License-Identifier: Apache-2.0

/// The nodes that the options give: those of `--nodes`, then those of `--node-type`.
struct NodeSource {
  /// One row a node or a kind of nodes.
  let rows: [NodeRow]
  private let unread: [String]
  /// How many rows had something on them that is left out.
  private let emptied: Int
  private let file: String

  /// Reads the nodes.
  ///
  /// - Throws: An error at the input's header when no nodes are given at all.
  static func read(
    _ options: InputOptions, for input: String, line: Int
  ) throws(InputError) -> NodeSource {
    let selected = options.resources ?? []
    var rows: [NodeRow] = []
    var unread: [String] = []
    var emptied = 0
    if let nodes = options.nodes {
      let text = try InputText(nodes.bytes, file: nodes.name)
      let list = try NodeList.read(text, selected: selected)
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
    if rows.isEmpty {
      throw InputError(
        file: input, line: line,
        message: "the pods come without nodes to place them on\nPass node types, such as "
          + "--node-type cpu=96,memory=384Gi, or a list of nodes with --nodes FILE.")
    }
    return NodeSource(
      rows: rows, unread: unread, emptied: emptied, file: options.nodes?.name ?? "")
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
    return notes
  }
}
