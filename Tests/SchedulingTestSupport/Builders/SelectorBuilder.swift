// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// One requirement of a selector.
public func requirement(
  _ key: String, _ comparison: String, _ values: String...
) -> SelectorRequirement {
  var requirement = SelectorRequirement()
  (requirement.key, requirement.operator, requirement.values) = (key, comparison, values)
  return requirement
}

/// A selector of labels.
public func selector(
  _ labels: [String: String] = [:], _ expressions: SelectorRequirement...
) -> LabelSelectorSpec {
  var selector = LabelSelectorSpec()
  (selector.matchLabels, selector.matchExpressions) = (labels, expressions)
  return selector
}

/// A term that selects nodes by their labels, and by their name.
public func nodeTerm(
  _ expressions: SelectorRequirement..., fields: [SelectorRequirement] = []
) -> NodeSelectorTerm {
  var term = NodeSelectorTerm()
  (term.matchExpressions, term.matchFields) = (expressions, fields)
  return term
}

/// A term that selects pods, in the domains of a key of nodes.
public func podTerm(
  _ topologyKey: String, _ selector: LabelSelectorSpec?, namespaces: [String] = [],
  namespaceSelector: LabelSelectorSpec? = nil, matchLabelKeys: [String] = [],
  mismatchLabelKeys: [String] = []
) -> PodAffinityTerm {
  var term = PodAffinityTerm()
  (term.topologyKey, term.labelSelector) = (topologyKey, selector)
  (term.namespaces, term.namespaceSelector) = (namespaces, namespaceSelector)
  (term.matchLabelKeys, term.mismatchLabelKeys) = (matchLabelKeys, mismatchLabelKeys)
  return term
}

/// A spread constraint.
public func spreadConstraint(
  _ topologyKey: String, maxSkew: Int64 = 1, soft: Bool = false, _ selector: LabelSelectorSpec?,
  minDomains: Int64? = nil, nodeAffinityPolicy: String? = nil, nodeTaintsPolicy: String? = nil,
  matchLabelKeys: [String] = []
) -> TopologySpreadConstraint {
  var constraint = TopologySpreadConstraint()
  (constraint.topologyKey, constraint.maxSkew) = (topologyKey, maxSkew)
  constraint.whenUnsatisfiable = soft ? "ScheduleAnyway" : "DoNotSchedule"
  (constraint.labelSelector, constraint.minDomains) = (selector, minDomains)
  constraint.nodeAffinityPolicy = nodeAffinityPolicy
  constraint.nodeTaintsPolicy = nodeTaintsPolicy
  constraint.matchLabelKeys = matchLabelKeys
  return constraint
}
