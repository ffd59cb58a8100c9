// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A selector of labels, spelt out.
///
/// Written here once more, so that the oracle shares no code with what it judges.
struct OracleSelector {
  /// One condition.
  struct Condition {
    var key: String
    var comparison: String
    var values: [String]
  }

  /// Whether it selects nothing at all, as an absent selector does.
  var isNothing = false
  /// What has to hold.
  var conditions: [Condition] = []

  /// Selects what a selector of the API selects; an absent one selects nothing.
  init(_ spec: LabelSelectorSpec?) {
    guard let spec else {
      isNothing = true
      return
    }
    for (key, value) in spec.matchLabels {
      conditions.append(Condition(key: key, comparison: "In", values: [value]))
    }
    for expression in spec.matchExpressions {
      conditions.append(
        Condition(
          key: expression.key ?? "", comparison: expression.operator ?? "",
          values: expression.values))
    }
  }

  /// Selects what has all of some labels.
  init(labels: [String: String]) {
    for (key, value) in labels {
      conditions.append(Condition(key: key, comparison: "In", values: [value]))
    }
  }

  /// Whether it has no condition and selects everything.
  var isEverything: Bool { !isNothing && conditions.isEmpty }

  /// Whether labels are selected.
  func matches(_ labels: [String: String]) -> Bool {
    if isNothing { return false }
    for condition in conditions {
      if !oracleHolds(condition.key, condition.comparison, condition.values, in: labels) {
        return false
      }
    }
    return true
  }
}

/// Whether one requirement holds of labels; NotIn and DoesNotExist hold where the key is absent.
func oracleHolds(
  _ key: String, _ comparison: String, _ values: [String], in labels: [String: String]
) -> Bool {
  switch comparison {
  case "In":
    guard let label = labels[key] else { return false }
    return values.contains(label)
  case "NotIn":
    guard let label = labels[key] else { return true }
    return !values.contains(label)
  case "Exists":
    return labels[key] != nil
  case "DoesNotExist":
    return labels[key] == nil
  case "Gt", "Lt":
    guard values.count == 1, let text = labels[key], let label = Int64(text),
      let limit = Int64(values[0])
    else { return false }
    return comparison == "Gt" ? label > limit : label < limit
  default:
    return false
  }
}

/// Whether a node is meant by a term: all expressions and fields hold, and there is at least one.
func oracleMatches(_ term: NodeSelectorTerm, _ node: Node) -> Bool {
  if term.matchExpressions.isEmpty && term.matchFields.isEmpty { return false }
  for expression in term.matchExpressions {
    if !oracleHolds(
      expression.key ?? "", expression.operator ?? "", expression.values,
      in: node.metadata.labels)
    {
      return false
    }
  }
  for field in term.matchFields {
    // The only field of a node that can be selected is its name, and by one value only.
    guard field.key == "metadata.name", field.values.count == 1 else { return false }
    let isNamed = field.values[0] == node.metadata.name
    switch field.operator {
    case "In": if !isNamed { return false }
    case "NotIn": if isNamed { return false }
    default: return false
    }
  }
  return true
}

/// Whether a node is meant by one of a selector's terms.
func oracleMatches(_ selector: NodeSelector, _ node: Node) -> Bool {
  for term in selector.nodeSelectorTerms where oracleMatches(term, node) { return true }
  return false
}

/// Whether a node has what a pod's `nodeSelector` and required node affinity ask for.
func oracleMatchesNodeAffinity(_ pod: Pod, _ node: Node) -> Bool {
  for (key, value) in pod.spec.nodeSelector where node.metadata.labels[key] != value {
    return false
  }
  guard let required = pod.spec.affinity?.nodeAffinity?.required else { return true }
  return oracleMatches(required, node)
}
