// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Walks objects as their types say (sigs.k8s.io/structured-merge-diff, `typed`).
struct StructuredMerge<Types: MergeTypes>: Sendable {
  typealias Reference = Types.Reference

  /// The types.
  let types: Types

  init(_ types: Types) { self.types = types }

  /// How a value of a type is merged, where a guess depends on the value.
  func structure(of type: Reference, for value: Value?) -> MergeStructure<Reference> {
    let structure = types.structure(of: type)
    guard case .guessed = structure else { return structure }
    switch value {
    case .object, .null, nil: return .object
    case .bool, .integer, .number, .string: return .whole(.scalar)
    case .array: return .whole(.list)
    }
  }

  /// How an element of a list is named; `nil` for elements that cannot be told apart.
  func element(_ value: Value, keys: [MergeKey]?) -> PathElement? {
    guard let keys else {
      switch value {
      case .bool, .integer, .number, .string: return .value(value)
      case .null, .array, .object: return nil
      }
    }
    guard case .object(let fields) = value else { return nil }
    let named = keys.compactMap { key in
      (fields[key.name] ?? key.fallback).map { PathElement.KeyField(key.name, $0) }
    }
    return named.isEmpty ? nil : .key(unsorted: named)
  }

  /// The type of a list's elements and the fields that tell them apart; `nil` for lists that are not
  /// merged.
  func listing(
    _ structure: MergeStructure<Reference>
  ) -> (element: Reference?, keys: [MergeKey]?)? {
    switch structure {
    case .list(let element, let keys): (element, keys)
    case .set: (nil, nil)
    case .whole, .object, .guessed: nil
    }
  }
}

// MARK: Fields of an object

extension StructuredMerge {
  /// The fields that an object has: those with plain values, those that are not merged, elements of
  /// lists and entries of maps, but no objects that are made of others.
  ///
  /// - Complexity: Linear in the size of the object, apart from putting fields in order.
  func fields(of object: Fields) -> FieldSet { fields(of: .object(object), types.root).inside }

  private func fields(of value: Value, _ type: Reference) -> (inside: FieldSet, isLeaf: Bool) {
    let structure = structure(of: type, for: value)
    switch structure {
    case .whole, .guessed: return (FieldSet(), true)
    case .object:
      guard case .object(let object) = value else { return (FieldSet(), false) }
      var nodes: [FieldSet.Node] = []
      nodes.reserveCapacity(object.count)
      for (key, value) in object {
        let member = types.member(key, of: type)
        let (inside, isLeaf) = fields(of: value, member.type)
        let isMember = isLeaf || member.origin != .named || value.isEmptyObjectOrNull
        let node = FieldSet.Node(element: .field(key), isMember: isMember, children: inside)
        if !node.isEmpty { nodes.append(node) }
      }
      return (FieldSet(unsorted: nodes), false)
    case .list, .set:
      guard case .array(let elements) = value, let list = listing(structure) else {
        return (FieldSet(), false)
      }
      var nodes: [PathElement: FieldSet.Node] = [:]
      for element in elements {
        guard let name = self.element(element, keys: list.keys) else { continue }
        let isRepeated = nodes[name] != nil
        let inside = list.element.map { fields(of: element, $0).inside } ?? FieldSet()
        nodes[name] = FieldSet.Node(
          element: name, isMember: true, children: isRepeated ? FieldSet() : inside)
      }
      return (FieldSet(unsorted: nodes.values.sorted { $0.element < $1.element }), false)
    }
  }

  /// A set together with those named fields that others of the set are in.
  func withNamedParents(_ set: FieldSet) -> FieldSet { withNamedParents(set, types.root) }

  private func withNamedParents(_ set: FieldSet, _ type: Reference?) -> FieldSet {
    FieldSet(
      ascending: set.nodes.map { node in
        if node.children.isEmpty { return node }
        var node = node
        var inner: Reference?
        if let type {
          switch (node.element, types.structure(of: type)) {
          case (.field(let name), .object), (.field(let name), .guessed):
            let member = types.member(name, of: type)
            inner = member.type
            if member.origin == .named { node.isMember = true }
          case (.key, .list(let element, _)): inner = element
          default: break
          }
        }
        node.children = withNamedParents(node.children, inner)
        return node
      })
  }
}

// MARK: Taking out

extension StructuredMerge {
  /// An object without the fields and elements of a set.
  ///
  /// Objects and lists that nothing is left of are taken out, too.
  func removing(_ set: FieldSet, from object: Fields) -> Fields {
    if set.isEmpty { return object }
    return removing(set, from: .object(object), types.root)?.object ?? Fields()
  }

  private func removing(_ set: FieldSet, from value: Value, _ type: Reference) -> Value? {
    let structure = structure(of: type, for: value)
    switch (structure, value) {
    case (.object, .object(var object)):
      if object.isEmpty { return value }
      for node in set.nodes {
        guard case .field(let name) = node.element, let inner = object[name] else { continue }
        object[name] =
          node.isMember
          ? .none : removing(node.children, from: inner, types.member(name, of: type).type)
      }
      return object.isEmpty ? .none : .object(object)
    case (.list, .array(let elements)), (.set, .array(let elements)):
      guard !elements.isEmpty, let list = listing(structure) else { return value }
      var kept: [Value] = []
      kept.reserveCapacity(elements.count)
      for element in elements {
        guard let name = self.element(element, keys: list.keys), let node = set.node(name) else {
          kept.append(element)
          continue
        }
        if node.isMember { continue }
        guard let type = list.element, !node.children.isEmpty else {
          kept.append(element)
          continue
        }
        kept.append(removing(node.children, from: element, type) ?? .object(Fields()))
      }
      return kept.isEmpty ? .none : .array(kept)
    default: return value
    }
  }
}

extension Value {
  /// Whether it is `null` or an object without fields.
  var isEmptyObjectOrNull: Bool {
    switch self {
    case .null: true
    case .object(let fields): fields.isEmpty
    case .bool, .integer, .number, .string, .array: false
    }
  }
}
