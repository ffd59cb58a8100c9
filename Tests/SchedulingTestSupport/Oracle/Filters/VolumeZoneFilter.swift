// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension Oracle {
  /// The zone and region in a bound volume's labels have to be the node's.
  ///
  /// A value such as `a__b` stands for several. A node without any such label takes every volume.
  func volumeZone(_ pod: Pod, _ node: Node) -> OracleVerdict? {
    let keys = [
      "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
      "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
    ]
    if keys.allSatisfy({ node.metadata.labels[$0] == nil }) { return nil }
    for claim in claims(pod) {
      guard let labels = volume(claim)?.metadata.labels else { continue }
      for key in keys {
        guard let text = labels[key] else { continue }
        // A volume with an old label may meet a node with the new one.
        let current =
          "topology.kubernetes.io/" + String(key.reversed().prefix { $0 != "/" }.reversed())
        let value = node.metadata.labels[key] ?? node.metadata.labels[current]
        guard let value, alternatives(text).contains(value) else {
          return .refused("VolumeZone", .volumeZone, unresolvable: true)
        }
      }
    }
    return nil
  }

  /// The parts of a text between double underscores.
  private func alternatives(_ text: String) -> [String] {
    var parts = [""]
    var rest = Substring(text)
    while let first = rest.first {
      if rest.hasPrefix("__") {
        parts.append("")
        rest = rest.dropFirst(2)
      } else {
        parts[parts.count - 1].append(first)
        rest = rest.dropFirst()
      }
    }
    return parts
  }
}
