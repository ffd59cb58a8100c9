// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension PriorityExpander {
  /// The ConfigMap that says the priorities, in its entry `priorities`.
  static let configMap = ObjectKey(
    namespace: "kube-system", name: "cluster-autoscaler-priority-expander")

  /// Reads priorities: an object of numbers with a list of patterns each.
  ///
  /// - Parameter text: YAML.
  /// - Throws: What is wrong with it.
  init(reading text: String) throws(FieldFault) {
    let value: Value
    do throws(ReadingError) {
      value = try YAMLReader.value(of: MemorySource(text))
    } catch {
      throw FieldFault(
        field: "data.priorities", found: "\(error)", expected: "priorities with lists of patterns")
    }
    var read: [(priority: Int, patterns: [String])] = []
    for (name, field) in try DocumentField(value, at: "data.priorities").children() {
      guard let priority = Int(name) else {
        throw field.error(expected: "a whole number as the priority, found '\(name)'")
      }
      read.append((priority, try field.texts()))
    }
    priorities = read.sorted { $0.priority > $1.priority }
  }
}
