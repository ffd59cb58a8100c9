// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension LabelSelector {
  /// Whether an object with some labels is selected, without a map of the labels for the usual
  /// requirements.
  func selects(_ labels: Fields) -> Bool {
    for requirement in requirements {
      switch requirement.comparison {
      case .in:
        guard let value = labels[requirement.key]?.string, requirement.values.contains(value) else {
          return false
        }
      case .exists: if labels[requirement.key] == nil { return false }
      case .doesNotExist: if labels[requirement.key] != nil { return false }
      case .notIn, .greaterThan, .lessThan:
        return matches([String: String](.object(labels)) ?? [:])
      }
    }
    return true
  }
}
