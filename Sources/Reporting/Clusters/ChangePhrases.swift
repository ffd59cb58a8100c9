// SPDX-License-Identifier: Apache-2.0

import Scheduling

/// Changes after which a pod would fit, as things to do.
enum ChangePhrases {
  /// Changes as a sentence: `lower the cpu request from 2 to 1500m, then it fits on node-3`.
  static func sentence(_ changes: [Change], node: String) -> String {
    Phrases.list(changes.map { text($0, node: node) }, limit: changes.count)
      + ", then it fits on \(node)"
  }

  /// One change.
  static func text(_ change: Change, node: String) -> String {
    switch change {
    case .requestLess(let resource, let before, let after):
      "lower the \(resource) request from \(AmountText.text(before, of: resource)) to "
        + AmountText.text(after, of: resource)
    case .moreAllocatable(let resource, let before, let after):
      "raise the \(resource) of \(node) from \(AmountText.text(before, of: resource)) to "
        + AmountText.text(after, of: resource, rounding: .up)
    case .allowMorePods(let before, let after):
      "raise the number of pods that \(node) takes from \(before) to \(after)"
    case .tolerate(let key, let value, let effect):
      "tolerate the taint \(RefusalPhrases.taint(key, value, effect)) of \(node)"
    case .uncordon: "uncordon \(node)"
    case .label(let key, let comparison, let values):
      label(key, comparison, values, node)
    case .relaxNodeAffinity: "let the pod's node affinity allow \(node)"
    case .freePort(let port): "free port \(port) of \(node)"
    case .raiseMaxSkew(let key, let before, let after):
      "raise maxSkew over \(key) from \(before) to \(after)"
    case .addTopologyLabel(let key): "give \(node) a label \(key)"
    case .raiseMaxPerNode(let before, let after):
      "raise stevedore.dev/max-per-node from \(before) to \(after)"
    case .dropAffinity(let key): "drop the required pod affinity over \(key)"
    case .dropAntiAffinity(let key, let isExisting):
      isExisting
        ? "drop the anti-affinity of other pods over \(key) that forbids it"
        : "drop the required pod anti-affinity over \(key)"
    }
  }

  private static func label(
    _ key: String, _ comparison: String, _ values: [String], _ node: String
  ) -> String {
    switch comparison {
    case "In" where values.count == 1: "label \(node) \(key)=\(values[0])"
    case "In": "label \(node) \(key) with one of \(values.joined(separator: ", "))"
    case "Exists": "label \(node) \(key)"
    case "NotIn", "DoesNotExist": "take the label \(key) off \(node)"
    default: "label \(node) so that \(key) \(comparison) \(values.joined(separator: ", "))"
    }
  }
}
