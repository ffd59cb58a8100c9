// SPDX-License-Identifier: Apache-2.0

/// Checks objects against a schema.
///
/// It remembers which fields a list of names stands for, so that objects that share their lists of
/// names, as those of one reader do, are not looked up again.
public struct SchemaChecker {
  private let schema: Schema
  private let mode: Schema.UnknownFields
  private var shapes: [ShapeKey: Shape] = [:]
  /// The last shape of each type, which is the next one most of the time.
  private var latest: [Shape?]
  private var path: [Step] = []
  private var faults: [SchemaFault] = []

  /// Names of fields, looked up in a type.
  private final class Shape: Sendable {
    /// The names; holding them keeps their address from being used again.
    let keys: [String]
    /// Where the names lie.
    let address: UInt
    /// What each name is in the type.
    let entries: [Entry]
    /// The fields that are required and not there.
    let missing: [Int]

    init(keys: [String], address: UInt, entries: [Entry], missing: [Int]) {
      (self.keys, self.address, self.entries, self.missing) = (keys, address, entries, missing)
    }
  }

  private struct Entry: Sendable {
    /// The type of the field; `nil` where there is no such field.
    var type: Schema.ValueType?
    /// Whether the field is required.
    var isRequired: Bool
  }

  private struct ShapeKey: Hashable {
    var type: Int
    var address: UInt
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
    latest = Array(repeating: nil, count: schema.types.count)
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
    fields.values.withUnsafeBufferPointer { values in
      for index in values.indices {
        let entry = shape.entries[index]
        guard let valueType = entry.type else {
          reportUnknown(shape.keys[index], in: type)
          continue
        }
        if isSound(values[index], valueType) { continue }
        if case .null = values[index] {
          if entry.isRequired { reportMissing(shape.keys[index], valueType) }
          continue
        }
        path.append(.field(shape.keys[index]))
        visit(values[index], valueType)
        path.removeLast()
      }
    }
    for index in shape.missing {
      let field = schema.types[type].fields[index]
      reportMissing(field.name, schema.valueTypes[field.type])
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
    case (.quantity, .string(let text)), (.quantity, .number(let text)):
      Self.isPlainAmount(text) || (try? Quantity(text)) != nil
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
      values.withUnsafeBufferPointer { values in
        for index in values.indices where !isSound(values[index], elementType) {
          path.append(.element(index))
          visit(values[index], elementType)
          path.removeLast()
        }
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
    let address = fields.keys.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    if let shape = latest[type], shape.address == address, shape.keys.count == fields.count {
      return shape
    }
    let key = ShapeKey(type: type, address: address)
    if let shape = shapes[key], shape.keys.count == fields.count {
      latest[type] = shape
      return shape
    }
    let objectType = schema.types[type]
    var isThere = Array(repeating: false, count: objectType.fields.count)
    let entries = fields.keys.map { name in
      guard let index = objectType.index(of: name) else {
        return Entry(type: nil, isRequired: false)
      }
      isThere[index] = true
      let field = objectType.fields[index]
      return Entry(type: schema.valueTypes[field.type], isRequired: field.isRequired)
    }
    let missing = objectType.fields.indices.filter {
      objectType.fields[$0].isRequired && !isThere[$0]
    }
    let shape = Shape(keys: fields.keys, address: address, entries: entries, missing: missing)
    if shapes.count >= Self.maximumShapes { shapes.removeAll() }
    shapes[key] = shape
    latest[type] = shape
    return shape
  }

  private mutating func reportMissing(_ name: String, _ type: Schema.ValueType) {
    if case .field("status")? = path.first { return }
    report(name, .missing(expected: type.expectedText), isWarning: false)
  }

  private mutating func reportUnknown(_ name: String, in type: Int) {
    guard mode != .ignore else { return }
    let suggestion = schema.types[type].suggestion(for: name)
    report(name, .unknown(suggestion: suggestion), isWarning: mode == .warn)
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

  /// Whether a text is an amount of the usual form, digits and a suffix, which is quick to see.
  private static func isPlainAmount(_ text: String) -> Bool {
    var (digits, suffix, isBinary) = (0, UInt8(0), false)
    for byte in text.utf8 {
      if suffix == 0, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        digits += 1
      } else if suffix == 0 {
        suffix = byte
      } else if byte == UInt8(ascii: "i"), !isBinary {
        isBinary = true
      } else {
        return false
      }
    }
    guard (1...18).contains(digits) else { return false }
    switch suffix {
    case 0: return true
    case UInt8(ascii: "m"), UInt8(ascii: "k"): return !isBinary
    case UInt8(ascii: "K"): return isBinary
    case UInt8(ascii: "M"), UInt8(ascii: "G"), UInt8(ascii: "T"): return true
    default: return false
    }
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
