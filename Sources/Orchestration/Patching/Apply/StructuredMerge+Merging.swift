// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension StructuredMerge {
  /// An object with the fields of an applied configuration put over its own.
  ///
  /// Nothing is taken out, but a field that is `null` is. Elements of a list come in the order of
  /// the configuration, those that it does not name where they were between the others.
  ///
  /// - Complexity: Linear in the size of the configuration and the fields of the objects it changes.
  func merge(_ object: Fields, _ configuration: Fields) -> Fields {
    merge(.object(object), .object(configuration), types.root).object ?? object
  }

  private func merge(_ left: Value, _ right: Value, _ type: Reference) -> Value {
    let structure = structure(of: type, for: right)
    switch (structure, left, right) {
    case (.object, .object(let object), .object(let configuration)):
      if object.isEmpty, configuration.isEmpty { return right }
      var result = object
      for (key, value) in configuration {
        guard let present = object[key] else {
          if !value.isNull { result[key] = withoutNulls(value, types.member(key, of: type).type) }
          continue
        }
        if value.isNull {
          if !hasMergedParts(present, types.member(key, of: type).type) { result[key] = nil }
          continue
        }
        let merged = merge(present, value, types.member(key, of: type).type)
        if merged != present { result[key] = merged }
      }
      return .object(result)
    case (.list, .array(let old), .array(let new)), (.set, .array(let old), .array(let new)):
      guard let list = listing(structure), !new.isEmpty else { return left }
      return .array(mergeLists(old, new, list.element, list.keys))
    default: return withoutNulls(right, type)
    }
  }

  /// Whether a value has parts that are merged, which `null` leaves alone.
  private func hasMergedParts(_ value: Value, _ type: Reference) -> Bool {
    switch (structure(of: type, for: value), value) {
    case (.object, .object(let fields)): !fields.isEmpty
    case (.list, .array(let elements)), (.set, .array(let elements)): !elements.isEmpty
    default: false
    }
  }

  /// A new value without fields that are `null`, where objects are merged.
  private func withoutNulls(_ value: Value, _ type: Reference) -> Value {
    let structure = structure(of: type, for: value)
    switch (structure, value) {
    case (.object, .object(let object)):
      var result = object
      for (key, value) in object {
        if value.isNull {
          result[key] = nil
        } else if value.object != nil || value.array != nil {
          let clean = withoutNulls(value, types.member(key, of: type).type)
          if clean != value { result[key] = clean }
        }
      }
      return .object(result)
    case (.list(let element, _), .array(let elements)):
      return .array(elements.map { withoutNulls($0, element) })
    default: return value
    }
  }

  /// Merges two lists whose elements have names.
  ///
  /// Both are walked at once. An element of the old list that the new one lacks is taken where it is
  /// met; one that both have is taken where the new list has it.
  private func mergeLists(
    _ old: [Value], _ new: [Value], _ type: Reference?, _ keys: [MergeKey]?
  ) -> [Value] {
    let oldNames = old.map { element($0, keys: keys) }
    let newNames = new.map { element($0, keys: keys) }
    // The place of each element in the old list; nothing where several have the name.
    var places: [PathElement: Int?] = [:]
    for (index, name) in oldNames.enumerated() {
      guard let name else { continue }
      places[name] = places[name] == nil ? .some(index) : .some(nil)
    }
    let wanted = Set(newNames.compactMap { $0 })
    var shared = newNames.compactMap { name in name.flatMap { places[$0] != nil ? $0 : nil } }[...]
    var taken: Set<PathElement> = []
    var result: [Value] = []
    result.reserveCapacity(max(old.count, new.count))
    func take(_ index: Int) {
      let value = new[index]
      guard let name = newNames[index] else {
        result.append(value)
        return
      }
      taken.insert(name)
      if shared.first == name { shared.removeFirst() }
      if let type, case .some(.some(let place)) = places[name] {
        result.append(merge(old[place], value, type))
      } else {
        result.append(type.map { withoutNulls(value, $0) } ?? value)
      }
    }
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count, right < new.count, let name = oldNames[left] {
        if name == newNames[right] {
          take(right)
          left += 1
          right += 1
          continue
        }
        if wanted.contains(name), let next = shared.first, next != name {
          left += 1
          continue
        }
      }
      if left < old.count {
        guard let name = oldNames[left], wanted.contains(name) else {
          result.append(old[left])
          left += 1
          continue
        }
        if taken.contains(name) { left += 1 }
      }
      if right < new.count {
        take(right)
        right += 1
      }
    }
    return result
  }
}
