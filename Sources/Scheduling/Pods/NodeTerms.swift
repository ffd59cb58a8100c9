// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// One term of a node selector in short: all conditions hold.
struct NodeTerm: Sendable, Hashable {
  /// Conditions on labels.
  var requirements: [Requirement]
  /// Names the node must have, each condition a set of them.
  var names: [Set<String>]
  /// Names the node must not have.
  var otherNames: Set<String>

  init(_ requirements: [Requirement]) {
    self.requirements = requirements
    names = []
    otherNames = []
  }

  init(_ term: NodeSelectorTerm, _ context: FaultContext) throws(ClusterFault) {
    self.init([])
    for (index, written) in term.matchExpressions.enumerated() {
      requirements.append(try context["matchExpressions"][index].requirement(written))
    }
    for (index, written) in term.matchFields.enumerated() {
      let context = context["matchFields"][index]
      guard written.key == "metadata.name" else {
        throw context["key"].fault("found '\(written.key ?? "")', expected metadata.name")
      }
      guard written.values.count == 1 else {
        throw context["values"].fault("found \(written.values.count) values, expected one")
      }
      switch written.operator {
      case "In": names.append(Set(written.values))
      case "NotIn": otherNames.formUnion(written.values)
      default:
        throw context["operator"].fault("found '\(written.operator ?? "")', expected In or NotIn")
      }
    }
  }

  /// Whether it has no condition, and so selects no node.
  var isEmpty: Bool { requirements.isEmpty && names.isEmpty && otherNames.isEmpty }

  func matches(name: String, labels: [String: String]) -> Bool {
    !isEmpty && names.allSatisfy { $0.contains(name) } && !otherNames.contains(name)
      && requirements.allSatisfy { $0.matches(labels) }
  }
}

/// Which nodes a pod may be on: labels that all hold, and one of some terms.
struct NodeCondition: Sendable, Hashable {
  /// Labels of `nodeSelector`.
  var selector: [Requirement] = []
  /// The terms of which one has to hold; `nil` where there is no required affinity.
  var terms: [NodeTerm]?
  /// Terms added by the scheduler's configuration.
  var addedTerms: [NodeTerm]?

  /// Whether every node is meant.
  var isEmpty: Bool { selector.isEmpty && terms == nil && addedTerms == nil }

  /// The names that nodes must have where every term says so; `nil` where one does not.
  var onlyNames: Set<String>? {
    guard let terms, !terms.isEmpty else { return nil }
    var all: Set<String> = []
    for term in terms {
      guard let first = term.names.first else { return nil }
      all.formUnion(term.names.dropFirst().reduce(first) { $0.intersection($1) })
    }
    return all
  }

  func matches(name: String, labels: [String: String]) -> Bool {
    func holds(_ terms: [NodeTerm]?) -> Bool {
      terms?.contains { $0.matches(name: name, labels: labels) } ?? true
    }
    return selector.allSatisfy { $0.matches(labels) } && holds(terms) && holds(addedTerms)
  }
}

extension FaultContext {
  /// A condition on labels as it is written.
  func requirement(_ written: SelectorRequirement) throws(ClusterFault) -> Requirement {
    guard let name = written.operator, let comparison = Requirement.Operator(rawValue: name) else {
      let all = Requirement.Operator.allCases.map(\.rawValue).joined(separator: ", ")
      throw self["operator"].fault("found '\(written.operator ?? "")', expected one of \(all)")
    }
    return try requirement(written.key ?? "", comparison, written.values)
  }

  func requirement(
    _ key: String, _ comparison: Requirement.Operator, _ values: [String]
  ) throws(ClusterFault) -> Requirement {
    do throws(SelectorError) {
      return try Requirement(key, comparison, values)
    } catch {
      throw fault("\(error)")
    }
  }

  /// Labels that have to be there, in ascending order of their keys.
  func requirements(_ labels: [String: String]) throws(ClusterFault) -> [Requirement] {
    var requirements: [Requirement] = []
    for key in labels.keys.sorted() {
      requirements.append(try requirement(key, .in, [labels[key] ?? ""]))
    }
    return requirements
  }

  /// A selector of labels as it is written.
  func selector(_ written: LabelSelectorSpec) throws(ClusterFault) -> LabelSelector {
    var requirements = try self["matchLabels"].requirements(written.matchLabels)
    for (index, requirement) in written.matchExpressions.enumerated() {
      requirements.append(try self["matchExpressions"][index].requirement(requirement))
    }
    return LabelSelector(requirements)
  }
}
