// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What Go's decoder says of values of wrong kinds (`encoding/json`, `sigs.k8s.io/json`).
enum GoDecoding {
  /// What is said of the first value of a wrong kind in an object.
  static func fault(of object: Fields, type: Int) -> String? {
    fault(object, type, [])
  }

  /// An object without the fields that its type does not have.
  static func known(_ object: Fields, type: Int) -> Fields {
    let schema = Schema.kubernetes
    let objectType = schema.types[type]
    var known = Fields()
    for (key, value) in object {
      guard let index = objectType.index(of: key) else { continue }
      known[key] = self.known(value, schema.valueTypes[objectType.fields[index].type])
    }
    return known
  }

  private static func known(_ value: Value, _ type: Schema.ValueType) -> Value {
    let schema = Schema.kubernetes
    switch (type, value) {
    case (.object(let type), .object(let fields)): return .object(known(fields, type: type))
    case (.list(let element), .array(let values)):
      return .array(values.map { known($0, schema.valueTypes[element]) })
    case (.map(let element), .object(let fields)):
      return .object(Fields(fields.map { ($0.0, known($0.1, schema.valueTypes[element])) }))
    default: return value
    }
  }

  /// Whether a server notices that a field of a kind is missing: text and lists are empty then.
  static func isNoticed(_ expected: String) -> Bool {
    expected == Schema.ValueType.string.noticedText
      || expected == Schema.ValueType.list(0).noticedText
  }

  private static func fault(_ fields: Fields, _ type: Int, _ path: [String]) -> String? {
    let schema = Schema.kubernetes
    let objectType = schema.types[type]
    for (key, value) in fields {
      guard let index = objectType.index(of: key) else { continue }
      let field = schema.valueTypes[objectType.fields[index].type]
      if let fault = fault(value, field, path + [key], objectType.goName) { return fault }
    }
    return nil
  }

  private static func fault(
    _ value: Value, _ type: Schema.ValueType, _ path: [String], _ owner: String
  ) -> String? {
    let schema = Schema.kubernetes
    func wrong(_ found: String) -> String {
      "json: cannot unmarshal \(found) into Go struct field \(owner).\(path.joined(separator: ".")) "
        + "of type \(goType(type))"
    }
    switch (type, value) {
    case (_, .null), (.string, .string), (.bool, .bool), (.int64, .integer),
      (.anyObject, .object), (.intOrString, .string), (.quantity, .integer):
      return nil
    case (.object(let type), .object(let fields)): return fault(fields, type, path)
    case (.list(let element), .array(let values)):
      let element = schema.valueTypes[element]
      for value in values {
        if let fault = fault(value, element, path, owner) { return fault }
      }
      return nil
    case (.map(let element), .object(let fields)):
      let element = schema.valueTypes[element]
      for (_, value) in fields {
        if let fault = fault(value, element, path, owner) { return fault }
      }
      return nil
    case (.int32, .integer(let number)), (.intOrString, .integer(let number)):
      return Int32(exactly: number) == nil ? wrong("number \(number)") : nil
    case (.int64, .number(let text)), (.int32, .number(let text)): return wrong("number \(text)")
    case (.intOrString, _):
      return "json: cannot unmarshal \(goKind(value)) into Go value of type int32"
    case (.quantity, .string(let text)), (.quantity, .number(let text)):
      return (try? Quantity(text)) == nil ? quantityText : nil
    case (.quantity, _): return quantityText
    case (.time, .string(let text)), (.microTime, .string(let text)):
      if Timestamp(rfc3339: text) != nil { return nil }
      let layout =
        type == .time ? "2006-01-02T15:04:05Z07:00" : "2006-01-02T15:04:05.000000Z07:00"
      return "parsing time \"\(text)\" as \"\(layout)\": cannot parse \"\(text)\" as \"2006\""
    case (.bytes, .string(let text)):
      let isDigit: (UInt8) -> Bool = {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || $0 == 0x2B || $0 == 0x2F
      }
      let end = text.utf8.prefix(while: isDigit).count
      let isWhole = text.utf8.count.isMultiple(of: 4) && text.utf8.count - end <= 2
      return isWhole ? nil : "illegal base64 data at input byte \(end)"
    default: return wrong(goKind(value))
    }
  }

  private static let quantityText =
    "quantities must match the regular expression "
    + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

  private static func goKind(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .bool: "bool"
    case .integer, .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  private static func goType(_ type: Schema.ValueType) -> String {
    let schema = Schema.kubernetes
    switch type {
    case .string: return "string"
    case .bool: return "bool"
    case .int32: return "int32"
    case .int64: return "int64"
    case .bytes: return "[]uint8"
    case .quantity: return "resource.Quantity"
    case .intOrString: return "intstr.IntOrString"
    case .time: return "v1.Time"
    case .microTime: return "v1.MicroTime"
    case .anyObject: return "map[string]interface {}"
    case .list(let element): return "[]" + goType(schema.valueTypes[element])
    case .map(let element):
      if schema.valueTypes[element] == .quantity { return "v1.ResourceList" }
      return "map[string]" + goType(schema.valueTypes[element])
    case .object(let index):
      let parts = schema.types[index].name.split(separator: ".")
      return parts.suffix(2).joined(separator: ".")
    }
  }
}

extension Schema.ObjectType {
  /// The name of the type in Go, without its package.
  fileprivate var goName: String { String(name.split(separator: ".").last ?? "") }
}

extension Schema.ValueType {
  /// How `SchemaFault` calls the type.
  fileprivate var noticedText: String {
    switch self {
    case .string: "text"
    case .list: "a list"
    default: ""
    }
  }
}
