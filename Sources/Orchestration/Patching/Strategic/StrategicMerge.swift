// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A strategic merge patch being applied.
struct StrategicMerge {
  let schema: Schema
  /// The fields from the outside in, for errors.
  var path: [String] = []

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

  func badDirective(_ directive: String, _ value: Value) -> PatchError {
    .badDirective(path: path.joined(separator: "."), directive: directive, found: value)
  }
}
