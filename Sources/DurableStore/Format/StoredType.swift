// SPDX-License-Identifier: Apache-2.0

import GRDB
import Orchestration

/// A type of objects as the file has it: a row of the table `types`.
struct StoredType {
  /// Its number in the file.
  var id: Int64
  /// The group; empty for the core group.
  var group: String
  /// The version, such as `v1`.
  var version: String
  /// The kind, such as `Pod`.
  var kind: String
  /// The name in paths, such as `pods`.
  var plural: String
  /// Whether its objects are in a namespace.
  var isNamespaced: Bool
  /// Changes up to this revision are forgotten.
  var compacted: Int64 = 0

  /// What stands for the type in checksums, and tells it from others: `apps/v1/deployments`.
  var name: String { Self.name(group: group, version: version, plural: plural) }

  /// The name of a type.
  static func name(_ type: ResourceType) -> String {
    name(group: type.group, version: type.version, plural: type.plural)
  }

  private static func name(group: String, version: String, plural: String) -> String {
    "\(group.isEmpty ? "" : group + "/")\(version)/\(plural)"
  }

  /// The sum that tells whether any of the row has changed.
  var checksum: Int64 {
    var bytes: [UInt8] = []
    for text in [group, version, kind, plural] {
      bytes.append(contentsOf: text.utf8)
      bytes.append(0)
    }
    for number in [id, isNamespaced ? 1 : 0, compacted] { bytes.append(littleEndian: number) }
    return Checksum.of(bytes)
  }
}

extension StoredType {
  /// The columns in the order in which `init(_:)` reads them.
  static let columns =
    "id, apiGroup, version, kind, plural, namespaced, compacted, checksum"

  /// The type with a number of its own.
  init(_ type: ResourceType, id: Int64) {
    self.init(
      id: id, group: type.group, version: type.version, kind: type.kind, plural: type.plural,
      isNamespaced: type.isNamespaced)
  }

  /// Reads a row of `columns`, and its checksum.
  static func read(_ row: Row) throws(RowFault) -> (type: StoredType, checksum: Int64) {
    let type = StoredType(
      id: try row.integer(0, "id", 0), group: try row.text(1, "apiGroup", 0),
      version: try row.text(2, "version", 0), kind: try row.text(3, "kind", 0),
      plural: try row.text(4, "plural", 0),
      isNamespaced: try row.integer(5, "namespaced", 0) != 0,
      compacted: try row.integer(6, "compacted", 0))
    return (type, try row.integer(7, "checksum", 0))
  }

  /// The arguments of an insertion of `columns`.
  var arguments: StatementArguments {
    [id, group, version, kind, plural, isNamespaced ? 1 : 0, compacted, checksum]
  }

  /// The type as the API has it: that of Kubernetes where it is one.
  var resourceType: ResourceType {
    ResourceType.kubernetes.first { StoredType.name($0) == name }
      ?? ResourceType(
        group: group, version: version, kind: kind, plural: plural, isNamespaced: isNamespaced)
  }
}
