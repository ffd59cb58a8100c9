// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Names by a label, so that pods that nobody manages and the selectors that may select them find
/// each other without looking at all of either.
struct LabelIndex {
  private struct Label: Hashable {
    let namespace: String
    let key: String
    let value: String
  }

  private var names: [Label: Set<ObjectKey>] = [:]

  /// Enters something under each of its labels, and under its namespace.
  mutating func insert(_ key: ObjectKey, labels: Fields) {
    names[Label(namespace: key.namespace, key: "", value: ""), default: []].insert(key)
    for (name, value) in labels {
      let label = Label(namespace: key.namespace, key: name, value: value.string ?? "")
      names[label, default: []].insert(key)
    }
  }

  /// Enters a selector under one label that it asks for, under its namespace where it asks for none.
  mutating func insert(_ key: ObjectKey, selector: LabelSelector) {
    names[Self.anchor(selector, key.namespace), default: []].insert(key)
  }

  /// Takes out what was entered with the same labels.
  mutating func remove(_ key: ObjectKey, labels: Fields) {
    take(key, from: Label(namespace: key.namespace, key: "", value: ""))
    for (name, value) in labels {
      take(key, from: Label(namespace: key.namespace, key: name, value: value.string ?? ""))
    }
  }

  /// Takes out a selector.
  mutating func remove(_ key: ObjectKey, selector: LabelSelector) {
    take(key, from: Self.anchor(selector, key.namespace))
  }

  private mutating func take(_ key: ObjectKey, from label: Label) {
    names[label]?.remove(key)
    if names[label]?.isEmpty == true { names[label] = nil }
  }

  private static func anchor(_ selector: LabelSelector, _ namespace: String) -> Label {
    for requirement in selector.requirements
    where requirement.comparison == .in && requirement.values.count == 1 {
      return Label(namespace: namespace, key: requirement.key, value: requirement.values[0])
    }
    return Label(namespace: namespace, key: "", value: "")
  }

  /// Selectors that may select something with some labels, in order.
  func selectors(for labels: Fields, in namespace: String) -> [ObjectKey] {
    var found = names[Label(namespace: namespace, key: "", value: "")] ?? []
    for (name, value) in labels {
      if let more = names[Label(namespace: namespace, key: name, value: value.string ?? "")] {
        found.formUnion(more)
      }
    }
    return found.sorted()
  }

  /// What a selector may select, in order.
  func candidates(for selector: LabelSelector, in namespace: String) -> [ObjectKey] {
    guard !names.isEmpty else { return [] }
    return names[Self.anchor(selector, namespace)]?.sorted() ?? []
  }
}
