// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension StrategicMerge {
  /// A list with the elements of a patch, those of the patch in its order.
  mutating func mergedList(
    _ elements: [Value], _ patch: [Value], _ field: PatchField
  ) throws(PatchError) -> [Value] {
    if patch.isEmpty { return elements }
    let (merged, order) = try mergedElements(elements, patch, field)
    return orderedElements(merged, by: order, server: elements, key: field.mergeKey)
  }

  /// A list merged with that of a patch, in the order that the patch asks for; `nil` where there is
  /// neither.
  mutating func orderedList(
    _ present: Value?, _ patch: Value?, order: Value, _ field: PatchField, name: String
  ) throws(PatchError) -> [Value]? {
    path.append(name)
    defer { path.removeLast() }
    guard case .array(let order) = order else {
      throw badDirective(Directive.setElementOrder, order)
    }
    var (elements, changes): ([Value]?, [Value]?)
    for (value, isPatch) in [(present, false), (patch, true)] {
      switch value {
      case nil: continue
      case .array(let list)?: if isPatch { changes = list } else { elements = list }
      case let found?: throw badDirective(Directive.setElementOrder, found)
      }
    }
    if elements == nil, changes == nil { return nil }
    if let key = field.mergeKey { try checkKeys(order, key) }
    try checkOrder(of: changes ?? [], order, field)
    let merged: [Value]
    switch (elements, changes) {
    case (let elements?, nil): merged = elements
    case (nil, let changes?): merged = Value.array(changes).withoutDirectives?.array ?? []
    default:
      merged =
        field.strategy == .merge
        ? try mergedElements(elements ?? [], changes ?? [], field).elements
        : Value.array(changes ?? []).withoutDirectives?.array ?? []
    }
    if let key = field.mergeKey { try checkKeys(merged, key) }
    return orderedElements(merged, by: order, server: elements ?? [], key: field.mergeKey)
  }

  /// Merges the elements of a patch into a list.
  ///
  /// - Returns: The elements, and those of the patch that are no directives.
  private mutating func mergedElements(
    _ elements: [Value], _ patch: [Value], _ field: PatchField
  ) throws(PatchError) -> (elements: [Value], order: [Value]) {
    guard try areObjects(elements, patch) else {
      var result: [Value] = []
      result.reserveCapacity(elements.count + patch.count)
      for element in elements + patch where !result.contains(element) { result.append(element) }
      return (result, patch)
    }
    guard let key = field.mergeKey else {
      throw .mixedElements(path: path.joined(separator: "."), elements: patch)
    }
    var result = elements
    var (changes, isReplacement): ([Value], Bool) = ([], false)
    for element in patch {
      guard case .object(let fields) = element else { continue }
      switch fields["$patch"] {
      case nil: changes.append(element)
      case "replace"?: isReplacement = true
      case "delete"?:
        guard let name = fields[key] else { throw missingKey(key, fields) }
        result.removeAll { $0.name(key) == name }
      case let directive?: throw badDirective("$patch", directive)
      }
    }
    if isReplacement { return (changes.compactMap(\.withoutDirectives), changes) }
    let type = schema.elementType(of: field.type)
    for change in changes {
      guard case .object(let fields) = change else { continue }
      guard let name = fields[key] else { throw missingKey(key, fields) }
      if let index = result.firstIndex(where: { $0.name(key) == name }) {
        guard case .object(let present) = result[index] else { continue }
        if let merged = try merged(present, with: fields, type: type) {
          result[index] = .object(merged)
        }
      } else if let fresh = change.withoutDirectives {
        result.append(fresh)
      }
    }
    return (result, changes)
  }

  /// Whether the elements are objects; all have to be of one kind.
  private func areObjects(_ elements: [Value], _ patch: [Value]) throws(PatchError) -> Bool {
    guard let first = elements.first ?? patch.first else { return false }
    for element in [elements, patch].joined() {
      if case .array = element { throw .listOfLists(path: path.joined(separator: ".")) }
      guard element.kindText == first.kindText else {
        throw .mixedElements(path: path.joined(separator: "."), elements: elements + patch)
      }
    }
    if case .object = first { return true }
    return false
  }

  /// Checks that the elements of a patch stand in the order that it asks for.
  private func checkOrder(
    of patch: [Value], _ order: [Value], _ field: PatchField
  ) throws(PatchError) {
    guard !patch.isEmpty, !order.isEmpty else { return }
    var rest = order[...]
    for element in patch where element.object?["$patch"] == nil {
      guard let name = element.name(field.mergeKey) else {
        throw missingKey(field.mergeKey ?? "", element.object ?? Fields())
      }
      guard let index = rest.firstIndex(where: { $0.name(field.mergeKey) == name }) else {
        throw .orderMismatch(path: path.joined(separator: "."), patch: patch, order: order)
      }
      rest = rest[(index + 1)...]
    }
  }

  private func checkKeys(_ elements: [Value], _ key: String) throws(PatchError) {
    for element in elements where element.name(key) == nil {
      throw missingKey(key, element.object ?? Fields())
    }
  }

  private func missingKey(_ key: String, _ element: Fields) -> PatchError {
    .missingMergeKey(path: path.joined(separator: "."), key: key, element: element)
  }
}
