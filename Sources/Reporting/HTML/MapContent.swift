// SPDX-License-Identifier: Apache-2.0

import Evaluation

/// What the template `map` shows: the nodes of a packing.
struct MapContent {
  /// The tiles of one node type.
  struct Shelf {
    var typeName: String
    var size: String
    var tiles: [Tile]
  }

  /// One tile.
  struct Tile {
    var svg: String
    var times: String
  }

  /// One row of the strip.
  struct Strip {
    var resource: String
    var svg: String
    var summary: String
  }

  /// One group of nodes in the table.
  struct Row {
    var typeName: String
    var number: String
    var items: String
    var amounts: [Amount]
  }

  /// One resource of a group.
  struct Amount {
    var used: String
    var capacity: String
    var stranded: String
  }

  /// A resource in the legend.
  struct Key {
    var resource: String
    var style: String
  }

  var mapAnchor: String
  var mapTitle: String
  var keys: [Key]
  var hasStranded: Bool
  var shelves: [Shelf]
  var hasTiles: Bool
  var more: String?
  var strips: [Strip]
  var hasStrips: Bool
  var rows: [Row]
  var hasRows: Bool
  var cut: String?

  /// A map with at most so many tiles and rows; `nil` without nodes.
  init?(
    _ map: NodeMap, input: InputDescription, anchor: String, mostTiles: Int, mostRows: Int
  ) {
    let groups = map.groups.filter { $0.count > 0 }
    guard !groups.isEmpty else { return nil }
    let nodes = groups.reduce(0) { $0 + $1.count }
    mapAnchor = anchor
    mapTitle = "\(Phrases.count(nodes, "node")) packed by \(map.strategy)"
    keys = input.resources.enumerated().map { Key(resource: $1, style: "r\($0 % 4)") }
    hasStranded = groups.contains { group in group.stranded.contains { $0 > 0 } }
    let shown = groups.prefix(mostTiles)
    var order: [String] = []
    var byType: [String: [NodeGroup]] = [:]
    for group in shown {
      if byType[group.nodeType] == nil { order.append(group.nodeType) }
      byType[group.nodeType, default: []].append(group)
    }
    shelves = order.map { name in
      let groups = byType[name] ?? []
      return Shelf(
        typeName: name, size: Phrases.count(groups.reduce(0) { $0 + $1.count }, "node"),
        tiles: groups.map { group in
          Tile(
            svg: NodeTile(group: group, input: input).markup,
            times: group.count > 1 ? "×\(Figures.grouped(group.count))" : "")
        })
    }
    hasTiles = !shelves.isEmpty
    let hidden = groups.dropFirst(mostTiles)
    more =
      hidden.isEmpty || !hasTiles
      ? nil
      : "The first \(Phrases.count(shown.count, "group")) of equal nodes, in the order in which"
        + " they were opened; the strip above stands for all,"
        + " the \(Phrases.count(hidden.reduce(0) { $0 + $1.count }, "further node")) included."
    strips =
      nodes < 20
      ? []
      : HeatStrip(map, input: input).rows.map {
        Strip(resource: $0.resource, svg: $0.svg, summary: Phrases.sentence($0.summary))
      }
    hasStrips = !strips.isEmpty
    rows = groups.prefix(mostRows).map { group in
      Row(
        typeName: group.nodeType, number: Figures.grouped(group.count),
        items: Figures.grouped(group.items),
        amounts: input.resources.indices.map { position in
          Amount(
            used: input.quantity(group.amount(group.used, at: position), at: position),
            capacity: input.quantity(group.amount(group.capacity, at: position), at: position),
            stranded: input.quantity(group.amount(group.stranded, at: position), at: position))
        })
    }
    hasRows = !rows.isEmpty
    cut =
      rows.isEmpty || groups.count <= mostRows
      ? nil
      : "\(Phrases.count(groups.count - mostRows, "further group")) are in the report as JSON."
  }
}
