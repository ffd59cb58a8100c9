// SPDX-License-Identifier: Apache-2.0

/// Why the workloads of a cluster cannot be turned into pods.
public enum ExpansionError: Error, Sendable, Hashable {
  /// A pod is of a class of priorities that there is not.
  case unknownPriorityClass(String, object: String, known: [String])
  /// A workload asks for a number of pods that there cannot be.
  case replicas(Int, object: String, field: String)
  /// All workloads together ask for more pods than are allowed.
  case tooManyPods(Int, object: String)
  /// A selector makes no sense.
  case selector(SelectorError, object: String, field: String)
}

extension ExpansionError: CustomStringConvertible {
  /// What was found where and what was expected, and on a new line what to do.
  public var description: String {
    switch self {
    case .unknownPriorityClass(let name, let object, let known):
      "\(object): field 'spec.priorityClassName': found '\(name)', expected one of "
        + known.joined(separator: ", ") + "\nMaybe add the PriorityClass to the input."
    case .replicas(let found, let object, let field):
      "\(object): field '\(field)': found \(found), expected a number from 0 to 2147483647"
    case .tooManyPods(let limit, let object):
      "\(object): with its pods there are more than \(limit)\nMaybe a number of replicas is too large."
    case .selector(let error, let object, let field): "\(object): field '\(field)': \(error)"
    }
  }
}
