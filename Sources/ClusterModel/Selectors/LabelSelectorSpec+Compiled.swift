// SPDX-License-Identifier: Apache-2.0

extension LabelSelectorSpec {
  /// The selector that decides, from the one that is written.
  ///
  /// A selector without any condition selects everything; where one is absent and selects nothing,
  /// there is nothing to call this on.
  ///
  /// - Returns: The selector.
  /// - Throws: What is wrong, with the path within the selector.
  public func compiled() throws(SelectorError) -> LabelSelector {
    let sorted = matchLabels.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var requirements: [Requirement] = []
    for (key, value) in sorted {
      do throws(SelectorError) {
        requirements.append(try Requirement(key, .in, [value]))
      } catch {
        throw .part("matchLabels", error)
      }
    }
    requirements += try matchExpressions.compiled(
      called: "matchExpressions", allowing: [.in, .notIn, .exists, .doesNotExist])
    return LabelSelector(requirements)
  }
}

extension [SelectorRequirement] {
  /// The conditions that decide, from those that are written.
  func compiled(
    called name: String, allowing operators: [Requirement.Operator]
  ) throws(SelectorError) -> [Requirement] {
    var requirements: [Requirement] = []
    for (index, written) in enumerated() {
      do throws(SelectorError) {
        guard let key = written.key else { throw .field(nil, expected: "a label") }
        let comparison = try written.comparison(allowing: operators)
        requirements.append(try Requirement(key, comparison, written.values))
      } catch {
        throw .part("\(name)[\(index)]", error)
      }
    }
    return requirements
  }
}

extension SelectorRequirement {
  /// How the condition compares.
  func comparison(
    allowing operators: [Requirement.Operator]
  ) throws(SelectorError) -> Requirement.Operator {
    guard let comparison = `operator`.flatMap(Requirement.Operator.init(rawValue:)),
      operators.contains(comparison)
    else {
      let names = operators.map(\.rawValue).joined(separator: ", ")
      throw .comparison(`operator`, expected: "one of \(names)")
    }
    return comparison
  }
}
