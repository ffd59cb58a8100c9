// SPDX-License-Identifier: Apache-2.0

import ClusterModel

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
      let names = Set(term.names.filter(\.isEqual).map(\.name))
      guard !names.isEmpty else { return nil }
      if names.count == 1 { all.formUnion(names) }
    }
    return all
  }

  func matches(name: String, labels: [String: String]) -> Bool {
    func holds(_ terms: [NodeTerm]?) -> Bool {
      terms?.contains { $0.matches(labels: labels, name: name) } ?? true
    }
    return selector.allSatisfy { $0.matches(labels) } && holds(terms) && holds(addedTerms)
  }
}

extension FaultContext {
  /// A term of a node selector as it is written.
  func term(_ written: NodeSelectorTerm) throws(ClusterFault) -> NodeTerm {
    do throws(SelectorError) {
      return try written.compiled()
    } catch {
      throw fault(error)
    }
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
    do throws(SelectorError) {
      return try written.compiled()
    } catch {
      throw fault(error)
    }
  }

  /// The fault of a selector, with the path within it.
  private func fault(_ error: SelectorError) -> ClusterFault {
    switch error {
    case .part(let path, let inner): self[path].fault(inner)
    case .comparison: self["operator"].fault("\(error)")
    case .field, .key: self["key"].fault("\(error)")
    case .value, .values: self["values"].fault("\(error)")
    case .text: fault("\(error)")
    }
  }
}
