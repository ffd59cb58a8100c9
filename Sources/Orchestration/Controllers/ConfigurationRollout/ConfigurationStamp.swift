// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The annotations by which changes of ConfigMaps and Secrets are rolled out.
enum ConfigurationStamp {
  /// Asks that pods are replaced when what they refer to changes: of a workload.
  static let wanted = "stevedore.dev/rollout-on-change"
  /// What the workload was last seen to refer to, and the hashes of the contents: of a workload.
  static let record = "stevedore.dev/configuration"
  /// What makes a template other than it was: of a template.
  static let stamp = "stevedore.dev/configuration-hash"

  /// Reads a record.
  static func entries(_ record: String) -> [String: String] {
    var entries: [String: String] = [:]
    for entry in record.split(separator: ",") {
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { entries[parts[0]] = parts[1] }
    }
    return entries
  }

  /// Writes a record.
  static func record(_ entries: [String: String]) -> String {
    entries.keys.sorted().map { "\($0)=\(entries[$0] ?? "")" }.joined(separator: ",")
  }

  /// What a record calls an object.
  static func name(_ reference: ConfigurationReference) -> String {
    "\(reference.kind.word)/\(reference.name)"
  }
}
