// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How two objects differ; no field is in more than one of the sets.
struct FieldComparison: Hashable {
  /// Fields that only the first has.
  var removed = FieldSet()
  /// Fields that both have with different values.
  var modified = FieldSet()
  /// Fields that only the second has.
  var added = FieldSet()

  /// Whether the objects are the same.
  var isEmpty: Bool { removed.isEmpty && modified.isEmpty && added.isEmpty }

  /// The comparison without the fields of a set and those inside them.
  func ignoring(_ set: FieldSet) -> FieldComparison {
    if set.isEmpty { return self }
    return FieldComparison(
      removed: removed.subtractingInside(set), modified: modified.subtractingInside(set),
      added: added.subtractingInside(set))
  }
}

/// What became of a value, and of those inside it.
private struct ValueComparison {
  enum Change { case removed, modified, added }

  var change: Change?
  var inside = FieldComparison()
}

/// The nodes of the three sets while they are collected.
private struct ComparisonNodes {
  var removed: [FieldSet.Node] = []
  var modified: [FieldSet.Node] = []
  var added: [FieldSet.Node] = []

  mutating func add(_ element: PathElement, _ comparison: ValueComparison) {
    func node(_ inside: FieldSet, _ isMember: Bool, _ nodes: inout [FieldSet.Node]) {
      if isMember || !inside.isEmpty {
        nodes.append(FieldSet.Node(element: element, isMember: isMember, children: inside))
      }
    }
    node(comparison.inside.removed, comparison.change == .removed, &removed)
    node(comparison.inside.modified, comparison.change == .modified, &modified)
    node(comparison.inside.added, comparison.change == .added, &added)
  }

  var comparison: FieldComparison {
    FieldComparison(
      removed: FieldSet(unsorted: removed), modified: FieldSet(unsorted: modified),
      added: FieldSet(unsorted: added))
  }
}

extension StructuredMerge {
  /// Compares two objects.
  ///
  /// - Complexity: Linear in the size of the objects, times the depth of what differs.
  func compare(_ left: Fields, _ right: Fields) -> FieldComparison {
    compare(.object(left), .object(right), types.root).inside
  }

  private func compare(_ left: Value?, _ right: Value?, _ type: Reference) -> ValueComparison {
    if left == right { return ValueComparison() }
    let leftStructure = structure(of: type, for: left)
    let rightStructure = structure(of: type, for: right)
    guard let left else { return compare(nil, right, type, rightStructure) }
    guard let right else { return compare(left, nil, type, leftStructure) }
    switch (leftStructure, rightStructure) {
    case (.object, .whole), (.whole, .object):
      // A guess that differs: what is inside one of the two has come or gone, too.
      let one = compare(left, right, type, leftStructure)
      var two = compare(left, right, type, rightStructure)
      two.change = .modified
      two.inside.removed = two.inside.removed.union(one.inside.removed)
      two.inside.added = two.inside.added.union(one.inside.added)
      return two
    default: return compare(left, right, type, rightStructure)
    }
  }

  private func compare(
    _ left: Value?, _ right: Value?, _ type: Reference, _ structure: MergeStructure<Reference>
  ) -> ValueComparison {
    var result = ValueComparison(
      change: left == nil ? .added : right == nil ? .removed : nil)
    switch structure {
    case .whole, .guessed:
      result.change = result.change ?? .modified
    case .object:
      let (old, new) = (left?.object ?? Fields(), right?.object ?? Fields())
      if old.isEmpty, new.isEmpty {
        result.change = result.change ?? .modified
        return result
      }
      var nodes = ComparisonNodes()
      for (key, value) in old {
        let other = new[key]
        if value == other { continue }
        nodes.add(.field(key), compare(value, other, types.member(key, of: type).type))
      }
      for (key, value) in new where old[key] == nil {
        nodes.add(.field(key), compare(nil, value, types.member(key, of: type).type))
      }
      result.inside = nodes.comparison
    case .list, .set:
      let (old, new) = (left?.array ?? [], right?.array ?? [])
      guard !old.isEmpty || !new.isEmpty, let list = listing(structure) else {
        result.change = result.change ?? .modified
        return result
      }
      result.inside = compareLists(old, new, list.element, list.keys)
    }
    return result
  }

  private func compareLists(
    _ old: [Value], _ new: [Value], _ type: Reference?, _ keys: [MergeKey]?
  ) -> FieldComparison {
    var order: [PathElement] = []
    var groups: [PathElement: (old: [Value], new: [Value])] = [:]
    for (values, isNew) in [(old, false), (new, true)] {
      for value in values {
        guard let name = element(value, keys: keys) else { continue }
        if groups[name] == nil { order.append(name) }
        if isNew {
          groups[name, default: ([], [])].new.append(value)
        } else {
          groups[name, default: ([], [])].old.append(value)
        }
      }
    }
    func compareElement(_ left: Value?, _ right: Value?) -> ValueComparison {
      if let type { return compare(left, right, type) }
      return ValueComparison(change: left == nil ? .added : right == nil ? .removed : nil)
    }
    var nodes = ComparisonNodes()
    for name in order.sorted() {
      let (old, new) = groups[name] ?? ([], [])
      // Elements that share a name count as one whole.
      switch (old.count > 1, new.count > 1) {
      case (false, false): nodes.add(name, compareElement(old.first, new.first))
      case (true, true):
        if old != new { nodes.add(name, ValueComparison(change: .modified)) }
      case (true, false):
        var comparison = new.first.map { compareElement(nil, $0) } ?? ValueComparison()
        nodes.add(name, ValueComparison(change: .removed))
        if comparison.change != nil {
          comparison.change = .added
          nodes.add(name, comparison)
        }
      case (false, true):
        var comparison = old.first.map { compareElement($0, nil) } ?? ValueComparison()
        nodes.add(name, ValueComparison(change: .added))
        if comparison.change != nil {
          comparison.change = .removed
          nodes.add(name, comparison)
        }
      }
    }
    return nodes.comparison
  }
}
