// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Which nodes a condition holds for, each condition looked at once for all nodes.
struct NodeSets: Sendable {
  private var requirements: [Requirement: BitRow] = [:]
  private var conditions: [NodeCondition: BitRow] = [:]
  private var terms: [NodeTerm: BitRow] = [:]
  private var tolerated: [[CompiledToleration]: BitRow] = [:]

  /// The nodes whose labels keep a requirement.
  private mutating func nodes(_ requirement: Requirement, _ table: NodeTable) -> BitRow {
    if let known = requirements[requirement] { return known }
    let set = table.nodes { requirement.matches(table.labels[$0]) }
    requirements[requirement] = set
    return set
  }

  /// The nodes that a term means.
  mutating func nodes(_ term: NodeTerm, _ table: NodeTable) -> BitRow {
    if let known = terms[term] { return known }
    var set = BitRow(count: table.count)
    if !term.isEmpty {
      if let name = term.onlyName {
        if let node = table.index(of: name),
          term.matches(labels: table.labels[node], name: name)
        {
          set.insert(node)
        }
      } else {
        set = table.nodes { node in !term.names.contains { $0.name == table.names[node] } }
        for requirement in term.labels.requirements {
          set = set.intersection(nodes(requirement, table))
        }
      }
    }
    terms[term] = set
    return set
  }

  /// The nodes that a condition means.
  mutating func nodes(_ condition: NodeCondition, _ table: NodeTable) -> BitRow {
    if let known = conditions[condition] { return known }
    var set = table.nodes { _ in true }
    for requirement in condition.selector { set = set.intersection(nodes(requirement, table)) }
    for terms in [condition.terms, condition.addedTerms] {
      guard let terms else { continue }
      var any = BitRow(count: table.count)
      for term in terms { any = any.union(nodes(term, table)) }
      set = set.intersection(any)
    }
    conditions[condition] = set
    return set
  }

  /// The nodes all of whose taints that keep pods off are borne.
  mutating func tolerated(by tolerations: [CompiledToleration], _ table: NodeTable) -> BitRow {
    if let known = tolerated[tolerations] { return known }
    let isBorne = table.taintLists.map { taints in
      taints.allSatisfy { taint in
        taint.effect == .preferNoSchedule || tolerations.contains { $0.tolerates(taint) }
      }
    }
    let set = table.nodes { isBorne[table.taintList[$0]] }
    tolerated[tolerations] = set
    return set
  }
}
