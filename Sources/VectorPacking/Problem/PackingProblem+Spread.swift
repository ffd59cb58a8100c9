// SPDX-License-Identifier: Apache-2.0

extension PackingProblem {
  /// Whether any rule links bins with each other, so that a packing can break a rule though each
  /// of its bins keeps all of them.
  public var hasLinkingRules: Bool { !spreadRules.isEmpty }

  /// The domains a rule compares, ascending.
  public func domains(of rule: Int) -> [Int] { spreadDomains[rule] }

  /// The domain that bins of a type lie in under a rule, or `nil` when they lie in none.
  public func domain(of binType: Int, in rule: Int) -> Int? {
    spreadRules[rule].domainOfBinType[binType]
  }

  /// The rules that count a shape's items, ascending.
  ///
  /// - Complexity: O(rules × log(shapes)).
  package func spreadRules(of shape: Int) -> [Int] {
    spreadRules.indices.filter { spreadRules[$0].shapes.contains(shape) }
  }

  /// This problem without the rules that link bins; which bins a shape may use stays the same.
  package var withoutLinkingRules: PackingProblem {
    PackingProblem(
      resources: resources, binTypes: binTypes, arrivals: arrivals, itemCount: itemCount,
      demands: demands, counts: counts, perBinLimits: perBinLimits,
      compatibilityOfShape: compatibilityOfShape, compatibilityRows: compatibilityRows,
      conflictLists: conflictLists, shapeNames: shapeNames)
  }

  /// The domains that occur among the bin types which some shape of a rule can use, ascending.
  ///
  /// - Complexity: O(shapes of the rule × bin types × resources).
  func findDomains(of rule: SpreadRule) -> [Int] {
    var found: Set<Int> = []
    for (binType, domain) in rule.domainOfBinType.enumerated() {
      guard let domain, binTypes[binType].available != 0, !found.contains(domain) else { continue }
      if rule.shapes.contains(where: { fits($0, inEmpty: binType) }) { found.insert(domain) }
    }
    return found.sorted()
  }
}

extension PackingProblem.Builder {
  /// What a spread rule was asked to be, before it is checked.
  struct SpreadRequest: Sendable {
    let shapes: [Int]
    let domainOfBinType: [Int?]
    let maxSkew: Int
  }

  /// The rules, checked; shapes in ascending order.
  func checkedSpreadRules() throws(ProblemError) -> [SpreadRule] {
    var rules: [SpreadRule] = []
    for (index, request) in spreads.enumerated() {
      if request.shapes.isEmpty { throw .spreadWithoutShape(rule: index) }
      let shapes = request.shapes.sorted()
      for (position, shape) in shapes.enumerated() {
        guard counts.indices.contains(shape) else {
          throw .spreadOfUnknownShape(rule: index, shape: shape)
        }
        if position > 0, shapes[position - 1] == shape {
          throw .spreadNamesShapeTwice(rule: index, shape: describe(shape))
        }
      }
      if request.domainOfBinType.count != binTypes.count {
        throw .spreadDomainCount(
          rule: index, found: request.domainOfBinType.count, expected: binTypes.count)
      }
      if request.domainOfBinType.allSatisfy({ $0 == nil }) {
        throw .spreadWithoutDomain(rule: index)
      }
      if request.maxSkew < 1 { throw .skewOutOfRange(rule: index, found: request.maxSkew) }
      rules.append(
        SpreadRule(
          shapes: shapes, domainOfBinType: request.domainOfBinType, maxSkew: request.maxSkew))
    }
    return rules
  }

  /// Takes the bin types without a domain out of the rows of a compatibility table.
  static func exclude(
    _ rules: [SpreadRule], from allowed: inout [[Bool]]
  ) {
    for rule in rules {
      for (binType, domain) in rule.domainOfBinType.enumerated() where domain == nil {
        for shape in rule.shapes { allowed[shape][binType] = false }
      }
    }
  }
}
