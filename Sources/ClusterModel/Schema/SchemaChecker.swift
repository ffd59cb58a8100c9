// SPDX-License-Identifier: Apache-2.0

/// Checks objects against a schema.
///
/// It remembers which fields a list of names stands for, so that objects that share their lists of
/// names, as those of one reader do, are not looked up again.
public struct SchemaChecker {
  private let schema: Schema
  private let mode: Schema.UnknownFields
  private var shapes: [ShapeKey: Shape] = [:]
  private var path: [Step] = []
  private var faults: [SchemaFault] = []

  /// Names of fields, looked up in a type.
  private struct Shape {
    /// The names; holding them keeps their address from being used again.
    var keys: [String]
    /// The index of each name's type in `valueTypes`, -1 for unknown ones.
    var types: [Int]
    /// The fields that are required and not there.
    var missing: [Int]
    /// Which of the names are of fields that are required.
    var required: [Bool]
  }

  private struct ShapeKey: Hashable {
    var type: Int
    var address: UnsafeRawPointer?
    var count: Int
  }

  private enum Step {
    case field(String)
    case element(Int)
  }

  /// More shapes than there are in any cluster; beyond, those so far are forgotten.
  private static let maximumShapes = 8_192

  /// Creates a checker.
  ///
  /// - Parameters:
  ///   - schema: What is allowed.
  ///   - mode: What becomes of fields that there are not.
  public init(schema: Schema = .kubernetes, mode: Schema.UnknownFields = .strict) {
    self.schema = schema
    self.mode = mode
  }

  /// Checks an object of the API, whose kind says of which type it is.
  ///
  /// - Parameter fields: The object.
  /// - Returns: What is wrong, in the order of the fields; nothing for kinds that are not known.
  public mutating func check(_ fields: Fields) -> [SchemaFault] {
    guard let version = fields["apiVersion"]?.string, let kind = fields["kind"]?.string,
      let type = schema.type(apiVersion: version, kind: kind)
    else { return [] }
    return check(fields, type: type)
  }

  /// Checks an object that is known to be of a type.
  ///
  /// - Parameters:
  ///   - fields: The object.
  ///   - type: The index of its type in `Schema.types`.
  /// - Returns: What is wrong, in the order of the fields.
  public mutating func check(_ fields: Fields, type: Int) -> [SchemaFault] {
    path.removeAll(keepingCapacity: true)
    faults.removeAll()
    visit(fields, type: type)
    return faults
  }

  private mutating func visit(_ fields: Fields, type: Int) {
    let shape = shape(of: fields, type: type)
    for index in 0..<shape.keys.count {
      let valueType = shape.types[index]
      if valueType >= 0 {
        if case .null = fields.values[index] {
          if shape.required[index] { reportMissing(shape.keys[index], valueType) }
        } else if !isSound(fields.values[index], schema.valueTypes[valueType]) {
          path.append(.field(shape.keys[index]))
          visit(fields.values[index], schema.valueTypes[valueType])
          path.removeLast()
        }
      } else if mode != .ignore {
        let suggestion = schema.types[type].suggestion(for: shape.keys[index])
        report(shape.keys[index], .unknown(suggestion: suggestion), isWarning: mode == .warn)
      }
    }
    for index in shape.missing {
      let field = schema.types[type].fields[index]
      reportMissing(field.name, field.type)
    }
  }

  /// Whether a value without parts is as its type has it; values with parts have to be visited.
  @inline(__always)
  private func isSound(_ value: Value, _ type: Schema.ValueType) -> Bool {
    switch (type, value) {
    case (.string, .string), (.bool, .bool), (.int64, .integer), (.anyObject, .object): true
    case (.int32, .integer(let number)): Int32(exactly: number) != nil
    case (.intOrString, .string): true
    case (.intOrString, .integer(let number)): Int32(exactly: number) != nil
    case (.quantity, .string(let text)): (try? Quantity(text)) != nil
    case (.quantity, .integer): true
    case (.time, .string(let text)), (.microTime, .string(let text)):
      Timestamp(rfc3339: text) != nil
    case (.bytes, .string(let text)): Self.isBase64(text)
    default: false
    }
  }

  private mutating func visit(_ value: Value, _ type: Schema.ValueType) {
    switch (type, value) {
    case (.object(let type), .object(let fields)):
      visit(fields, type: type)
    case (.list(let element), .array(let values)):
      let elementType = schema.valueTypes[element]
      for (index, value) in values.enumerated() where !isSound(value, elementType) {
        path.append(.element(index))
        visit(value, elementType)
        path.removeLast()
      }
    case (.map(let element), .object(let fields)):
      let elementType = schema.valueTypes[element]
      for index in 0..<fields.count where !isSound(fields.values[index], elementType) {
        path.append(.field(fields.keys[index]))
        visit(fields.values[index], elementType)
        path.removeLast()
      }
    default:
      faults.append(
        SchemaFault(
          path: pathText,
          problem: .value(found: value.found(as: type), expected: type.expectedText)))
    }
  }

  private mutating func shape(of fields: Fields, type: Int) -> Shape {
    let address = fields.keys.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress) }
    let key = ShapeKey(type: type, address: address, count: fields.count)
    if let shape = shapes[key] { return shape }
    let objectType = schema.types[type]
    var isThere = Array(repeating: false, count: objectType.fields.count)
    var (types, required): ([Int], [Bool]) = ([], [])
    for name in fields.keys {
      let index = objectType.index(of: name)
      types.append(index.map { objectType.fields[$0].type } ?? -1)
      required.append(index.map { objectType.fields[$0].isRequired } ?? false)
      if let index { isThere[index] = true }
    }
    let missing = objectType.fields.indices.filter {
      objectType.fields[$0].isRequired && !isThere[$0]
    }
    let shape = Shape(keys: fields.keys, types: types, missing: missing, required: required)
    if shapes.count >= Self.maximumShapes { shapes.removeAll() }
    if address != nil { shapes[key] = shape }
    return shape
  }

  private mutating func reportMissing(_ name: String, _ type: Int) {
    if case .field("status")? = path.first { return }
    report(name, .missing(expected: schema.valueTypes[type].expectedText), isWarning: false)
  }

  private mutating func report(
    _ name: String, _ problem: SchemaFault.Problem, isWarning: Bool
  ) {
    path.append(.field(name))
    faults.append(SchemaFault(path: pathText, problem: problem, isWarning: isWarning))
    path.removeLast()
  }

  private var pathText: String {
    var text = ""
    for step in path {
      switch step {
      case .element(let index): text += "[\(index)]"
      case .field(let name) where name.contains { ".[]\"".contains($0) }: text += "[\"\(name)\"]"
      case .field(let name): text += (text.isEmpty ? "" : ".") + name
      }
    }
    return text
  }

  private static func isBase64(_ text: String) -> Bool {
    var (letters, padding) = (0, 0)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
        if padding > 0 { return false }
        letters += 1
      case UInt8(ascii: "="): padding += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
      default: return false
      }
    }
    return (letters + padding).isMultiple(of: 4) && padding <= 2
  }
}
