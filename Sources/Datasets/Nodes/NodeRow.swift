// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// One node, or one kind of nodes, as an input describes it.
struct NodeRow {
  /// An amount and how it was written.
  struct Amount {
    var quantity: Quantity
    var text: String
    var field: String
  }

  /// The file, or the option, that the row comes from.
  var file: String
  /// The row's line in that file.
  var line: Int?
  /// The name of the node, or of the node type when `isSingleNode` is false.
  var name: String?
  /// The name of the node's type.
  var type: String?
  /// The model of its GPUs.
  var model: String?
  /// The zone it lies in.
  var zone: String?
  /// What it holds, by resource.
  var capacity: [String: Amount] = [:]
  /// What is already on it, by resource.
  var load: [String: Amount] = [:]
  /// What it costs.
  var cost: Amount?
  /// How many there are; `nil` for as many as wanted.
  var available: Int?
  /// Whether the row is one node with a name of its own.
  var isSingleNode: Bool

  /// Makes the row a kind of empty nodes of which there are as many as wanted.
  mutating func becomeUnlimited() {
    if isSingleNode { name = nil }
    load = [:]
    available = nil
  }

  /// An error at this row.
  func error(field: String? = nil, _ message: String) -> InputError {
    InputError(file: file, line: line, field: field, message: message)
  }
}
