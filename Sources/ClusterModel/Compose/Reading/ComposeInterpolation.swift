// SPDX-License-Identifier: Apache-2.0

/// Puts the values of variables where a compose file names them.
///
/// `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`,
/// `${NAME?message}`, `${NAME:+other}` and `${NAME+other}` are variables, `$$` is a dollar sign,
/// any other dollar sign is a mistake. Names of fields are left as they are.
struct ComposeInterpolation {
  private let variables: [String: String]
  private var missing: [String: Int] = [:]
  private var missingRequired: [String: Int] = [:]
  private static let greatestDepth = 32

  init(variables: [String: String]) { self.variables = variables }

  /// What was assumed on the way.
  var assumptions: [ComposeAssumption] {
    var list: [ComposeAssumption] = []
    if !missing.isEmpty {
      list.append(
        .emptyVariables(missing.keys.sorted(), uses: missing.values.reduce(0, +)))
    }
    if !missingRequired.isEmpty {
      list.append(
        .emptyRequiredVariables(
          missingRequired.keys.sorted(), uses: missingRequired.values.reduce(0, +)))
    }
    return list
  }

  /// A value with all variables replaced.
  mutating func replacing(_ value: Value, at path: String) throws(ComposeError) -> Value {
    switch value {
    case .string(let text):
      guard text.utf8.contains(UInt8(ascii: "$")) else { return value }
      return .string(try replacing(text, ComposeField(value, at: path)))
    case .array(let elements):
      var list: [Value] = []
      for (index, element) in elements.enumerated() {
        list.append(try replacing(element, at: "\(path)[\(index)]"))
      }
      return .array(list)
    case .object(let fields):
      var values: [Value] = []
      for (key, field) in fields { values.append(try replacing(field, at: "\(path).\(key)")) }
      return .object(Fields(distinctKeys: fields.keys, values: values))
    case .null, .bool, .integer, .number:
      return value
    }
  }

  private mutating func replacing(
    _ text: String, _ field: ComposeField, depth: Int = 0
  ) throws(ComposeError) -> String {
    let mistake = "$NAME, ${NAME}, ${NAME:-default} or $$ for a dollar sign"
    guard depth < Self.greatestDepth else {
      throw field.error(expected: "at most \(Self.greatestDepth) variables inside each other")
    }
    var rest = Array(text.utf8)[...]
    var result: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "$") else {
        result.append(byte)
        continue
      }
      switch rest.first {
      case UInt8(ascii: "$"):
        rest.removeFirst()
        result.append(byte)
      case UInt8(ascii: "{"):
        rest.removeFirst()
        guard let end = Self.end(of: rest) else { throw field.error(expected: mistake) }
        guard let reference = Reference(rest[..<end]) else {
          throw field.error(expected: mistake)
        }
        rest = rest[(end + 1)...]
        result += try value(of: reference, field, depth).utf8
      default:
        let name = Self.takeName(&rest)
        guard !name.isEmpty else { throw field.error(expected: mistake) }
        result += try value(of: Reference(name: name), field, depth).utf8
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private mutating func value(
    of reference: Reference, _ field: ComposeField, _ depth: Int
  ) throws(ComposeError) -> String {
    var value = variables[reference.name]
    if reference.emptyIsMissing, value == "" { value = nil }
    switch reference.fallback {
    case .none:
      if value == nil { missing[reference.name, default: 0] += 1 }
      return value ?? ""
    case .value(let text):
      if let value { return value }
      return try replacing(text, field, depth: depth + 1)
    case .error:
      if value == nil { missingRequired[reference.name, default: 0] += 1 }
      return value ?? ""
    case .other(let text):
      return value == nil ? "" : try replacing(text, field, depth: depth + 1)
    }
  }

  /// Where the brace that was opened before ends.
  private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
    var depth = 0
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "}") {
        if depth == 0 { return index }
        depth -= 1
      } else if bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.endIndex,
        bytes[index + 1] == UInt8(ascii: "{")
      {
        depth += 1
        index += 1
      }
      index += 1
    }
    return nil
  }

  /// Takes a name off the beginning; empty where there is none.
  fileprivate static func takeName(_ bytes: inout ArraySlice<UInt8>) -> String {
    let name = bytes.prefix {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "_"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
    if let first = name.first, first <= UInt8(ascii: "9") { return "" }
    bytes = bytes[name.endIndex...]
    return String(decoding: name, as: UTF8.self)
  }
}

/// What stands between braces.
private struct Reference {
  enum Fallback {
    case none
    case value(String)
    case error
    case other(String)
  }

  let name: String
  var emptyIsMissing = false
  var fallback = Fallback.none

  init(name: String) { self.name = name }

  init?(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    name = ComposeInterpolation.takeName(&rest)
    guard !name.isEmpty else { return nil }
    guard var mark = rest.popFirst() else { return }
    if mark == UInt8(ascii: ":") {
      emptyIsMissing = true
      guard let next = rest.popFirst() else { return nil }
      mark = next
    }
    let text = String(decoding: rest, as: UTF8.self)
    switch mark {
    case UInt8(ascii: "-"): fallback = .value(text)
    case UInt8(ascii: "?"): fallback = .error
    case UInt8(ascii: "+"): fallback = .other(text)
    default: return nil
    }
  }
}
