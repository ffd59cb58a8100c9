// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which labels are to be changed for requirements that have to hold together.
enum LabelChanges {
  /// The conditions on labels that do not hold, with all others on the same keys.
  ///
  /// Of a key for which some values are listed, one condition names those of them that every other
  /// condition on the key allows.
  ///
  /// - Returns: The changes in the order of the requirements; `nil` where no label can keep them all.
  static func changes(
    of labels: [String: String], for requirements: [Requirement]
  ) -> [Change]? {
    var changes: [Change] = []
    var done: Set<String> = []
    for requirement in requirements where !requirement.matches(labels) {
      guard done.insert(requirement.key).inserted else { continue }
      var together: [Requirement] = []
      for other in requirements where other.key == requirement.key && !together.contains(other) {
        together.append(other)
      }
      guard let answer = answer(to: together, requirement.key) else { return nil }
      changes += answer
    }
    return changes
  }

  private static func answer(to requirements: [Requirement], _ key: String) -> [Change]? {
    func holds(_ value: String?) -> Bool {
      let labels = value.map { [key: $0] } ?? [:]
      return requirements.allSatisfy { $0.matches(labels) }
    }
    if let listed = requirements.first(where: { $0.comparison == .in }) {
      let values = listed.values.filter { holds($0) }
      guard !values.isEmpty else { return nil }
      return [.label(key: key, comparison: listed.comparison.rawValue, values: values)]
    }
    guard holds(nil) || candidates(requirements).contains(where: { holds($0) }) else { return nil }
    return requirements.map {
      .label(key: key, comparison: $0.comparison.rawValue, values: $0.values)
    }
  }

  /// Values of which one keeps all requirements if any does: beside each number that is named the
  /// numbers next to it that are not excluded by name.
  private static func candidates(_ requirements: [Requirement]) -> [String] {
    let named = Set(requirements.flatMap(\.values))
    var candidates = ["x"]
    while let last = candidates.last, named.contains(last) { candidates.append(last + "x") }
    for number in named.compactMap({ Int64($0) }).sorted() {
      for distance in 1...Int64(named.count + 1) {
        for next in [
          number.addingReportingOverflow(distance), number.subtractingReportingOverflow(distance),
        ]
        where !next.overflow { candidates.append(String(next.partialValue)) }
      }
    }
    return candidates
  }
}
