// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// All matchers, and which classes of pods each means.
///
/// Most selectors ask for a label with one value, so matchers and classes find each other by such
/// labels; only selectors that do not are compared with all.
struct MatcherTable: Sendable {
  private struct Label: Hashable {
    let key: String
    let value: String
  }

  private(set) var matchers: [PodMatcher] = []
  /// For each class the matchers that mean it, in the order of registration.
  private(set) var matchersOfClass: [[Int]] = []
  /// For each matcher the classes it means.
  private(set) var classesOfMatcher: [[Int]] = []
  private var indices: [PodMatcher: Int] = [:]
  private var anchored: [Label: [Int]] = [:]
  private var unanchored: [Int] = []
  private var classesByLabel: [Label: [Int]] = [:]
  private(set) var namespaceLabels: [String: [String: String]]

  init(namespaceLabels: [String: [String: String]]) {
    self.namespaceLabels = namespaceLabels
  }

  /// The labels of a namespace; one that was not read has that of its name, as every one has.
  func labels(ofNamespace name: String) -> [String: String] {
    var labels = namespaceLabels[name] ?? [:]
    labels["kubernetes.io/metadata.name"] = name
    return labels
  }

  /// Takes over the labels of a namespace.
  ///
  /// - Returns: Whether matchers look at labels of namespaces, so that all have to be asked again.
  mutating func set(_ labels: [String: String]?, ofNamespace name: String) -> Bool {
    guard namespaceLabels[name] != labels else { return false }
    namespaceLabels[name] = labels
    return matchers.contains { $0.clauses.contains { $0.namespaceSelector != nil } }
  }

  func matches(_ matcher: Int, _ pods: PodClass) -> Bool {
    matchers[matcher].matches(
      namespace: pods.namespace, namespaceLabels: labels(ofNamespace: pods.namespace),
      labels: pods.labels)
  }

  func index(of matcher: PodMatcher) -> Int? { indices[matcher] }

  /// Adds a matcher that is not there.
  mutating func add(_ matcher: PodMatcher, classes: [PodClass]) -> Int {
    let index = matchers.count
    matchers.append(matcher)
    indices[matcher] = index
    classesOfMatcher.append([])
    let candidates: [Int]
    if let anchor = Self.anchor(of: matcher) {
      anchored[anchor, default: []].append(index)
      candidates = classesByLabel[anchor] ?? []
    } else {
      unanchored.append(index)
      candidates = Array(matchersOfClass.indices)
    }
    for candidate in candidates where matches(index, classes[candidate]) {
      matchersOfClass[candidate].append(index)
      classesOfMatcher[index].append(candidate)
    }
    return index
  }

  /// Adds the next class.
  mutating func add(_ pods: PodClass) {
    let index = matchersOfClass.count
    matchersOfClass.append([])
    var candidates = unanchored
    for (key, value) in pods.labels {
      let label = Label(key: key, value: value)
      classesByLabel[label, default: []].append(index)
      candidates += anchored[label] ?? []
    }
    for candidate in candidates.sorted() where matches(candidate, pods) {
      matchersOfClass[index].append(candidate)
      classesOfMatcher[candidate].append(index)
    }
  }

  private static func anchor(of matcher: PodMatcher) -> Label? {
    for clause in matcher.clauses {
      for requirement in clause.selector?.requirements ?? []
      where requirement.comparison == .in && requirement.values.count == 1 {
        return Label(key: requirement.key, value: requirement.values[0])
      }
    }
    return nil
  }
}
