// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The names of directives that stand before the name of a list.
enum Directive {
  static let setElementOrder = "$setElementOrder"
  static let deleteFromPrimitiveList = "$deleteFromPrimitiveList"
}

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
  static func withoutDirectives(_ fields: Fields) -> Fields? {
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
