// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// The columns by which tables of pods and nodes say what is spread over zones.
struct SpreadColumns {
  /// The zone of each bin type; empty where there are none.
  let zones: [String?]
  private let problem: PackingProblem
  private let ruleOfShape: [Int: Int]

  /// Finds the zones and groups of an instance.
  ///
  /// - Throws: A `WritingError` where shapes are under several rules, or rules are about different
  ///   domains.
  init(_ instance: Instance) throws(WritingError) {
    problem = instance.problem
    var found = instance.nodeZones
    if found.isEmpty, let rule = problem.spreadRules.first {
      found = rule.domainOfBinType.map { $0.map { "zone-\($0)" } }
    }
    zones = found
    var rules: [Int: Int] = [:]
    for (index, rule) in problem.spreadRules.enumerated() {
      var zoneOfDomain: [Int?: String?] = [:]
      for (zone, domain) in zip(zones, rule.domainOfBinType) {
        if zoneOfDomain[domain, default: zone] != zone || (zone == nil) != (domain == nil) {
          throw Self.differentDomains
        }
        zoneOfDomain[domain] = zone
      }
      if Set(zoneOfDomain.values).count != zoneOfDomain.count { throw Self.differentDomains }
      for shape in rule.shapes {
        if rules.updateValue(index, forKey: shape) != nil {
          throw WritingError(
            format: "csv",
            message: "'\(problem.name(of: shape))' is spread by two rules, expected one at most")
        }
      }
    }
    ruleOfShape = rules
  }

  private static let differentDomains = WritingError(
    format: "csv",
    message: "items are spread over other domains than the zones of the nodes, expected the same "
      + "zones for all")

  /// The names of the pod table's columns.
  var names: [String] { problem.hasLinkingRules ? ["spread_group", "max_skew"] : [] }

  /// The fields of those columns for a shape.
  func fields(of shape: Int) -> [String] {
    guard problem.hasLinkingRules else { return [] }
    guard let rule = ruleOfShape[shape] else { return ["", ""] }
    return [
      "spread-\(rule + 1)",
      "\(min(problem.spreadRules[rule].maxSkew, PackingProblem.mostItems))",
    ]
  }
}
