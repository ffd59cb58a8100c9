// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The `openAPIV3Schema` of a custom resource: what its objects may look like
/// (`apiextensions-apiserver/pkg/apiserver/schema`).
///
/// Rules in CEL (`x-kubernetes-validations`) are not evaluated.
enum StructuralSchema {
  // MARK: Leaving out

  /// A value without the fields that its schema does not have.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - schema: Its schema.
  ///   - path: Where it is.
  ///   - unknown: The fields that were left out.
  /// - Returns: The value.
  static func pruned(
    _ value: Value, _ schema: Fields, _ path: String, _ unknown: inout [String]
  ) -> Value {
    switch value {
    case .object(let fields):
      var result = fields
      let properties = schema["properties"]?.object
      let others = schema["additionalProperties"]
      let keepsAll = schema["x-kubernetes-preserve-unknown-fields"] == true || others == true
      let isObject = schema["x-kubernetes-embedded-resource"] == true
      for (key, inner) in fields {
        let place = path.isEmpty ? key : "\(path).\(key)"
        if let known = properties?[key]?.object ?? others?.object {
          let pruned = pruned(inner, known, place, &unknown)
          if pruned != inner { result[key] = pruned }
        } else if isObject, ["apiVersion", "kind", "metadata"].contains(key) {
          continue
        } else if !keepsAll {
          result[key] = nil
          unknown.append(place)
        }
      }
      return .object(result)
    case .array(let elements):
      guard let item = schema["items"]?.object else { return value }
      return .array(
        elements.enumerated().map { pruned($1, item, "\(path)[\($0)]", &unknown) })
    default: return value
    }
  }

  // MARK: Filling in

  /// Fills in what a schema has defaults for.
  static func fill(_ fields: inout Fields, _ schema: Fields) {
    for (key, property) in schema["properties"]?.object ?? [:] {
      guard let property = property.object else { continue }
      if let usual = property["default"], !usual.isNull {
        let isNull = fields[key]?.isNull == true && property["nullable"] != true
        if fields[key] == nil || isNull { fields[key] = usual }
      }
      fill(&fields, key, property)
    }
    guard let others = schema["additionalProperties"]?.object else { return }
    for key in fields.keys { fill(&fields, key, others) }
  }

  private static func fill(_ fields: inout Fields, _ key: String, _ schema: Fields) {
    fields.complete(key) { fill(&$0, schema) }
    if let item = schema["items"]?.object { fields.completeEach(key) { fill(&$0, item) } }
  }

  // MARK: Checking

  /// Looks at a value; `name` is what messages call it.
  static func check(
    _ value: Value, _ schema: Fields, called name: String, _ findings: inout Findings
  ) {
    if value.isNull, schema["nullable"] == true { return }
    guard isOfType(value, schema) else {
      let type = schema["type"]?.string ?? ""
      let found = kind(of: value)
      findings.invalid(
        "", .string(found), "\(name) in body must be of type \(type): \"\(found)\"")
      return
    }
    if let allowed = schema["enum"]?.array, !allowed.contains(value) {
      findings.unsupported("", value, allowed.map { $0.string ?? JSONWriter().text($0) })
    }
    switch value {
    case .string(let text): checkText(text, schema, name, &findings)
    case .integer, .number: checkNumber(value, schema, name, &findings)
    case .array(let elements): checkList(elements, schema, name, &findings)
    case .object(let fields): checkObject(fields, schema, name, &findings)
    case .bool, .null: break
    }
    checkCombinations(value, schema, name, &findings)
  }

  private static func isOfType(_ value: Value, _ schema: Fields) -> Bool {
    if schema["x-kubernetes-int-or-string"] == true {
      switch value {
      case .integer, .string: return true
      default: return false
      }
    }
    switch (schema["type"]?.string ?? "", value) {
    case ("", _), ("string", .string), ("boolean", .bool), ("integer", .integer),
      ("number", .integer), ("number", .number), ("array", .array), ("object", .object):
      return true
    default: return false
    }
  }

  private static func kind(of value: Value) -> String {
    switch value {
    case .null: "null"
    case .bool: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  private static func checkText(
    _ text: String, _ schema: Fields, _ name: String, _ findings: inout Findings
  ) {
    let length = text.unicodeScalars.count
    if case .integer(let least)? = schema["minLength"], length < least {
      findings.invalid(
        "", .string(text), "\(name) in body should be at least \(least) chars long")
    }
    if case .integer(let most)? = schema["maxLength"], length > most {
      findings.tooLong("", Int(most))
    }
    if let pattern = schema["pattern"]?.string, let expression = try? Regex(pattern),
      (try? expression.firstMatch(in: text)) == nil
    {
      findings.invalid("", .string(text), "\(name) in body should match '\(pattern)'")
    }
  }

  private static func checkNumber(
    _ value: Value, _ schema: Fields, _ name: String, _ findings: inout Findings
  ) {
    guard let number = number(value) else { return }
    if let bound = schema["minimum"], let least = self.number(bound) {
      let isOpen = schema["exclusiveMinimum"] == true
      if number < least || (isOpen && number == least) {
        let text = isOpen ? "greater than" : "greater than or equal to"
        findings.invalid(
          "", value, "\(name) in body should be \(text) \(JSONWriter().text(bound))")
      }
    }
    if let bound = schema["maximum"], let most = self.number(bound) {
      let isOpen = schema["exclusiveMaximum"] == true
      if number > most || (isOpen && number == most) {
        let text = isOpen ? "less than" : "less than or equal to"
        findings.invalid(
          "", value, "\(name) in body should be \(text) \(JSONWriter().text(bound))")
      }
    }
    if case .integer(let step)? = schema["multipleOf"], step > 0,
      case .integer(let whole) = value, !whole.isMultiple(of: step)
    {
      findings.invalid("", value, "\(name) in body should be a multiple of \(step)")
    }
  }

  private static func number(_ value: Value) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .number(let text): Double(text)
    default: nil
    }
  }

  private static func checkList(
    _ elements: [Value], _ schema: Fields, _ name: String, _ findings: inout Findings
  ) {
    if case .integer(let least)? = schema["minItems"], elements.count < least {
      findings.invalid(
        "", .integer(Int64(elements.count)),
        "\(name) in body should have at least \(least) items")
    }
    if case .integer(let most)? = schema["maxItems"], elements.count > most {
      findings.tooMany("", elements.count, Int(most))
    }
    checkKeys(elements, schema, &findings)
    guard let item = schema["items"]?.object else { return }
    for (index, element) in elements.enumerated() {
      findings.within(index: index) { check(element, item, called: "\(name)[\(index)]", &$0) }
    }
  }

  /// The elements of sets and of lists that are maps differ.
  private static func checkKeys(
    _ elements: [Value], _ schema: Fields, _ findings: inout Findings
  ) {
    let keys = (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
    let isSet = schema["x-kubernetes-list-type"] == "set"
    guard isSet || schema["x-kubernetes-list-type"] == "map" else { return }
    var taken: Set<Value> = []
    for (index, element) in elements.enumerated() {
      let key =
        isSet ? element : .object(Fields(keys.map { ($0, element.object?[$0] ?? .null) }))
      guard !taken.insert(key).inserted else { continue }
      findings.within(index: index) { $0.duplicate("", key) }
    }
  }

  private static func checkObject(
    _ fields: Fields, _ schema: Fields, _ name: String, _ findings: inout Findings
  ) {
    for required in (schema["required"]?.array ?? []).compactMap(\.string)
    where fields[required] == nil {
      findings.required(required)
    }
    if case .integer(let least)? = schema["minProperties"], fields.count < least {
      findings.invalid(
        "", .integer(Int64(fields.count)),
        "\(name) in body should have at least \(least) properties")
    }
    if case .integer(let most)? = schema["maxProperties"], fields.count > most {
      findings.tooMany("", fields.count, Int(most))
    }
    let properties = schema["properties"]?.object
    let others = schema["additionalProperties"]?.object
    for (key, value) in fields {
      guard let known = properties?[key]?.object ?? others else { continue }
      findings.within(key) {
        check(value, known, called: name.isEmpty ? key : "\(name).\(key)", &$0)
      }
    }
  }

  private static func checkCombinations(
    _ value: Value, _ schema: Fields, _ name: String, _ findings: inout Findings
  ) {
    func holds(_ schema: Value) -> Bool {
      var inner = Findings()
      check(value, schema.object ?? [:], called: name, &inner)
      return inner.causes.isEmpty
    }
    for part in schema["allOf"]?.array ?? [] {
      check(value, part.object ?? [:], called: name, &findings)
    }
    if let parts = schema["anyOf"]?.array, !parts.isEmpty, !parts.contains(where: holds) {
      findings.invalid("", "", "\(name) in body must validate at least one schema (anyOf)")
    }
    if let parts = schema["oneOf"]?.array, !parts.isEmpty, parts.count(where: holds) != 1 {
      findings.invalid("", "", "\(name) in body must validate one and only one schema (oneOf)")
    }
    if let part = schema["not"], holds(part) {
      findings.invalid("", "", "\(name) in body must not validate the schema (not)")
    }
  }
}
