// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// A patch whose lists are merged as the types of the API say, with directives for what cannot be
/// said by values (apimachinery/pkg/util/strategicpatch).
///
/// A field that is `null` is taken out. Objects are merged field by field. Lists are replaced, but
/// those with the strategy `merge` are merged: objects by their merge key, plain values as a set.
/// `$patch` with `delete` or `replace` empties or replaces an object, deletes an element or replaces
/// a list; `$setElementOrder/LIST` gives the order of a list, `$deleteFromPrimitiveList/LIST` names
/// plain values to take out, and `$retainKeys` the fields that may stay.
package enum StrategicMergePatch {
  /// The media type of such patches.
  package static let mediaType = "application/strategic-merge-patch+json"

  /// Applies a patch to an object.
  ///
  /// What does not change shares its storage with the object.
  ///
  /// - Parameters:
  ///   - patch: The patch.
  ///   - object: The object.
  ///   - type: The type of the object in `schema`; `nil` for kinds without types, whose objects
  ///     cannot be patched so.
  ///   - schema: The types.
  /// - Returns: The patched object.
  /// - Complexity: Linear in the size of the patch, the fields of the objects it changes, and the
  ///   product of the lengths of two lists that are merged.
  package static func apply(
    _ patch: Fields, to object: Fields, type: Int?, schema: Schema = .kubernetes
  ) throws(PatchError) -> Fields {
    guard let type else {
      throw .unknownTypes(
        mediaType: mediaType,
        supported: [
          "application/json-patch+json", "application/merge-patch+json",
          "application/apply-patch+yaml",
        ])
    }
    var merge = StrategicMerge(schema: schema)
    return try merge.merged(object, with: patch, type: .object(type)) ?? object
  }
}

/// A strategic merge patch being applied.
struct StrategicMerge {
  let schema: Schema
  /// The fields from the outside in, for errors.
  private var path: [String] = []

  init(schema: Schema) { self.schema = schema }

  /// An object with a patch applied; `nil` where nothing changes.
  mutating func merged(
    _ object: Fields, with patch: Fields, type: Schema.ValueType?
  ) throws(PatchError) -> Fields? {
    let hasDirectives = patch.keys.contains { $0.utf8.first == UInt8(ascii: "$") }
    var result: Fields?
    var ordered: [String] = []
    if hasDirectives {
      if let directive = patch["$patch"] { return try directed(patch, directive) }
      if let names = patch["$retainKeys"] {
        result = try retained(object, names: names, patch: patch)
      }
      for (key, order) in patch {
        guard key.hasPrefix(Directive.setElementOrder) else { continue }
        let name = try listName(key, Directive.setElementOrder, order)
        ordered.append(name)
        let list = try orderedList(
          (result ?? object)[name], patch[name], order: order, schema.patchField(name, of: type),
          name: name)
        guard let list else { continue }
        result = result ?? object
        result?[name] = .array(list)
      }
    }
    for index in 0..<patch.count {
      let (key, value) = (patch.keys[index], patch.values[index])
      if hasDirectives, key.utf8.first == UInt8(ascii: "$") {
        guard key.hasPrefix(Directive.deleteFromPrimitiveList) else { continue }
        try delete(key, value, from: object, &result, type)
        continue
      }
      if ordered.contains(key) { continue }
      let present = (result ?? object)[key]
      if case .null = value {
        guard present != nil else { continue }
        result = result ?? object
        result?[key] = nil
        continue
      }
      path.append(key)
      let change = try changed(present, by: value, key: key, type)
      path.removeLast()
      switch change {
      case .none: continue
      case .value(let value):
        result = result ?? object
        result?[key] = value
      }
    }
    return result
  }

  /// What a field of a patch does to a field of an object.
  private enum Change {
    case none
    case value(Value?)
  }

  private mutating func changed(
    _ present: Value?, by value: Value, key: String, _ type: Schema.ValueType?
  ) throws(PatchError) -> Change {
    switch (present, value) {
    case (.object(let object), .object(let patch)):
      let field = schema.patchField(key, of: type)
      if field.strategy == .replace {
        let fresh = Fields.withoutDirectives(patch)
        return fresh == object ? .none : .value(fresh.map { .object($0) })
      }
      guard let merged = try merged(object, with: patch, type: field.type) else { return .none }
      return .value(.object(merged))
    case (.array(let elements), .array(let patch)):
      let field = schema.patchField(key, of: type)
      if field.strategy != .merge {
        let fresh = Value.array(patch).withoutDirectives
        return fresh == present ? .none : .value(fresh)
      }
      let list = try mergedList(elements, patch, field)
      return list == elements ? .none : .value(.array(list))
    default:
      let fresh = value.withoutDirectives
      return fresh == present ? .none : .value(fresh)
    }
  }

  private func directed(_ patch: Fields, _ directive: Value) throws(PatchError) -> Fields {
    switch directive {
    case "replace":
      var fresh = patch
      fresh["$patch"] = nil
      return Fields.withoutDirectives(fresh) ?? Fields()
    case "delete": return Fields()
    default: throw badDirective("$patch", directive)
    }
  }

  /// The object without the fields that are not named; `nil` where all are.
  private func retained(
    _ object: Fields, names: Value, patch: Fields
  ) throws(PatchError) -> Fields? {
    guard case .array(let names) = names else { throw badDirective("$retainKeys", names) }
    let isComplete = patch.allSatisfy { key, value in
      value.isNull || key.utf8.first == UInt8(ascii: "$") || names.contains(.string(key))
    }
    guard isComplete else { throw badDirective("$retainKeys", .array(names)) }
    let kept = object.filter { names.contains(.string($0.0)) }
    return kept.count == object.count ? nil : Fields(kept)
  }

  private func delete(
    _ directive: String, _ value: Value, from object: Fields, _ result: inout Fields?,
    _ type: Schema.ValueType?
  ) throws(PatchError) {
    let name = try listName(directive, Directive.deleteFromPrimitiveList, value)
    if value.isNull {
      guard (result ?? object)[name] != nil else { return }
      result = result ?? object
      result?[name] = nil
      return
    }
    guard let present = (result ?? object)[name] else { return }
    guard case .array(let deleted) = value, case .array(let elements) = present,
      schema.patchField(name, of: type).strategy == .merge,
      !elements.contains(where: { $0.object != nil })
    else { throw badDirective(Directive.deleteFromPrimitiveList, value) }
    let kept = elements.filter { !deleted.contains($0) }
    if kept.count == elements.count { return }
    result = result ?? object
    result?[name] = .array(kept)
  }

  /// The list that a directive such as `$setElementOrder/containers` is about.
  private func listName(
    _ key: String, _ directive: String, _ value: Value
  ) throws(PatchError) -> String {
    let rest = key.dropFirst(directive.count)
    guard rest.first == "/", rest.count > 1 else { throw badDirective(directive, value) }
    return String(rest.dropFirst())
  }

  private func badDirective(_ directive: String, _ value: Value) -> PatchError {
    .badDirective(path: path.joined(separator: "."), directive: directive, found: value)
  }
}

/// The names of directives that stand before the name of a list.
enum Directive {
  static let setElementOrder = "$setElementOrder"
  static let deleteFromPrimitiveList = "$deleteFromPrimitiveList"
}

// MARK: Lists

extension StrategicMerge {
  /// A list with the elements of a patch, those of the patch in its order.
  private mutating func mergedList(
    _ elements: [Value], _ patch: [Value], _ field: PatchField
  ) throws(PatchError) -> [Value] {
    if patch.isEmpty { return elements }
    let (merged, order) = try mergedElements(elements, patch, field)
    return orderedElements(merged, by: order, server: elements, key: field.mergeKey)
  }

  /// A list merged with that of a patch, in the order that the patch asks for; `nil` where there is
  /// neither.
  private mutating func orderedList(
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

// MARK: Values without directives

extension Value {
  /// The value without directives and without fields that are `null`; `nil` for an object that is
  /// itself a directive.
  var withoutDirectives: Value? {
    switch self {
    case .object(let fields): Fields.withoutDirectives(fields).map { .object($0) }
    case .array(let elements):
      elements.contains { $0.object != nil || $0.array != nil }
        ? .array(elements.compactMap(\.withoutDirectives)) : self
    case .null, .bool, .integer, .number, .string: self
    }
  }
}

extension Fields {
  fileprivate static func withoutDirectives(_ fields: Fields) -> Fields? {
    if fields["$patch"] != nil { return nil }
    var result: Fields?
    for index in 0..<fields.count {
      let (key, value) = (fields.keys[index], fields.values[index])
      let isDirective =
        key == "$retainKeys" || key.hasPrefix(Directive.setElementOrder)
        || key.hasPrefix(Directive.deleteFromPrimitiveList)
      let clean: Value? = value.isNull || isDirective ? .none : value.withoutDirectives
      if clean == value { continue }
      result = result ?? fields
      result?[key] = clean
    }
    return result ?? fields
  }
}
