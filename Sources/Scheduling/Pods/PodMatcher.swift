// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which pods a term means: those for which every clause holds.
///
/// A term of affinity is one clause. The required affinity terms of a pod only count pods that all
/// of them mean, so together they are one matcher with a clause each.
struct PodMatcher: Sendable, Hashable {
  struct Clause: Sendable, Hashable {
    /// The namespaces by name, ascending.
    var namespaces: [String]
    /// More namespaces by their labels; `nil` for no more.
    var namespaceSelector: LabelSelector?
    /// The labels; `nil` means no pod.
    var selector: LabelSelector?

    func matches(
      namespace: String, namespaceLabels: @autoclosure () -> [String: String],
      labels: [String: String]
    ) -> Bool {
      guard let selector, selector.matches(labels) else { return false }
      return namespaces.contains(namespace) || namespaceSelector?.matches(namespaceLabels()) == true
    }
  }

  var clauses: [Clause]

  func matches(
    namespace: String, namespaceLabels: @autoclosure () -> [String: String],
    labels: [String: String]
  ) -> Bool {
    clauses.allSatisfy {
      $0.matches(namespace: namespace, namespaceLabels: namespaceLabels(), labels: labels)
    }
  }
}
