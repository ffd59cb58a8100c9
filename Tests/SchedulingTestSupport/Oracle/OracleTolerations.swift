// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Whether a toleration bears a taint.
///
/// An empty effect stands for all effects, an empty key for all keys. `Lt` and `Gt` are behind a
/// gate that is off, so they bear nothing.
func oracleTolerates(_ toleration: Toleration, _ taint: Taint) -> Bool {
  let effect = toleration.effect ?? ""
  if effect != "" && effect != taint.effect ?? "" { return false }
  let key = toleration.key ?? ""
  if key != "" && key != taint.key ?? "" { return false }
  switch toleration.operator ?? "" {
  case "", "Equal": return toleration.value ?? "" == taint.value ?? ""
  case "Exists": return true
  default: return false
  }
}

/// The first taint with one of some effects that no toleration bears.
func oracleUntolerated(_ pod: Pod, _ node: Node, effects: [String]) -> Taint? {
  for taint in node.spec.taints where effects.contains(taint.effect ?? "") {
    var isTolerated = false
    for toleration in pod.spec.tolerations where oracleTolerates(toleration, taint) {
      isTolerated = true
    }
    if !isTolerated { return taint }
  }
  return nil
}
