// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

extension StrategicMergePatch {
  /// The patch that client-side apply sends: it gives an object what a manifest says, takes out what
  /// an earlier manifest said and this one does not, and leaves what others have set.
  ///
  /// Fields and elements that the object does not have are not taken out of it again, and the order
  /// of a list is asked for only where it differs; otherwise it is the patch of `kubectl apply`.
  ///
  /// - Parameters:
  ///   - original: The manifest that was applied last; without fields where there was none.
  ///   - modified: The manifest.
  ///   - current: The object as it is.
  ///   - type: The type of the object; `nil` for kinds without types, for which the result is a merge
  ///     patch.
  ///   - schema: The types.
  /// - Returns: The patch; without fields where nothing is to change.
  /// - Throws: `PatchError.missingMergeKey` where elements of a list cannot be told apart.
  /// - Complexity: Linear in the size of the three, and in the product of the lengths of lists that
  ///   are merged.
  package static func between(
    original: Fields, modified: Fields, current: Fields, type: Int?, schema: Schema = .kubernetes
  ) throws(PatchError) -> Fields {
    var difference = StrategicDifference(schema: schema)
    return try difference.patch(
      original, modified, current, type: type.map { .object($0) }, retainsKeys: false)
  }
}

/// A strategic merge patch being made.
private struct StrategicDifference {
  let schema: Schema
  /// The fields from the outside in, for errors.
  private var path: [String] = []

  init(schema: Schema) { self.schema = schema }

  mutating func patch(
    _ original: Fields?, _ modified: Fields, _ current: Fields, type: Schema.ValueType?,
    retainsKeys: Bool
  ) throws(PatchError) -> Fields {
    var patch = Fields()
    for (key, value) in modified {
      guard let present = current[key] else {
        if !value.isNull { patch[key] = value }
        continue
      }
      if present == value { continue }
      path.append(key)
      defer { path.removeLast() }
      switch (value, present) {
      case (.object(let wanted), .object(let found)):
        let field = schema.patchField(key, of: type)
        if field.strategy == .replace {
          patch[key] = value
          continue
        }
        let inner = try self.patch(
          original?[key]?.object, wanted, found, type: field.type, retainsKeys: field.retainsKeys)
        if !inner.isEmpty { patch[key] = .object(inner) }
      case (.array(let wanted), .array(let found)):
        let field = schema.patchField(key, of: type)
        if field.strategy == .merge, !found.isEmpty {
          let earlier = original?[key]?.array ?? []
          try lists(earlier, wanted, found, name: key, field, into: &patch)
        } else {
          patch[key] = value
        }
      default: patch[key] = value
      }
    }
    for key in original?.keys ?? [] where modified[key] == nil && current[key] != nil {
      patch[key] = .null
    }
    if retainsKeys { retain(modified, current, &patch) }
    return patch
  }

  private func retain(_ modified: Fields, _ current: Fields, _ patch: inout Fields) {
    let names = modified.filter { !$1.isNull }.map(\.0)
    let hasOthers = current.contains { key, value in !value.isNull && modified[key] == nil }
    guard !names.isEmpty, !patch.isEmpty || hasOthers else { return }
    let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    patch["$retainKeys"] = .array(sorted.map { .string($0) })
  }

  private mutating func lists(
    _ original: [Value], _ modified: [Value], _ current: [Value], name: String,
    _ field: PatchField, into patch: inout Fields
  ) throws(PatchError) {
    let key = field.mergeKey
    if let key {
      for element in [original, modified, current].joined() where element.name(key) == nil {
        throw .missingMergeKey(
          path: path.joined(separator: "."), key: key, element: element.object ?? Fields())
      }
    }
    let present = ElementPositions(current, key: key)
    let wanted = ElementPositions(modified, key: key)
    let earlier = ElementPositions(original, key: key)
    var changes: [Value] = []
    var positions: [Int] = []
    for element in modified {
      guard let position = present.position(of: element) else {
        changes.append(element)
        continue
      }
      positions.append(position)
      guard let key, case .object(let fields) = element,
        case .object(let found) = current[position]
      else { continue }
      let before = earlier.position(of: element).flatMap { original[$0].object }
      var inner = try self.patch(
        before, fields, found, type: schema.elementType(of: field.type),
        retainsKeys: field.retainsKeys)
      if inner.isEmpty { continue }
      inner[key] = fields[key]
      changes.append(.object(inner))
    }
    let gone = original.filter {
      wanted.position(of: $0) == nil && present.position(of: $0) != nil
    }
    let isInOrder = zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 }
    if changes.isEmpty, gone.isEmpty, isInOrder { return }
    if let key {
      for element in gone {
        changes.append(["$patch": "delete", key: element.name(key) ?? .null])
      }
      patch["\(Directive.setElementOrder)/\(name)"] = .array(
        modified.map { [key: $0.name(key) ?? .null] })
    } else {
      if !gone.isEmpty { patch["\(Directive.deleteFromPrimitiveList)/\(name)"] = .array(gone) }
      patch["\(Directive.setElementOrder)/\(name)"] = .array(modified)
    }
    if !changes.isEmpty { patch[name] = .array(changes) }
  }
}
