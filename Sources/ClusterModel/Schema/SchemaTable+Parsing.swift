// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// Reads the table that `scripts/schema-table` writes.
  ///
  /// A line is a type: its name with `=` and each of its kinds, then its fields, separated by spaces.
  /// A field is `name:type`, with `!` after the name where it is required, then `#` and its numbers
  /// in protobuf, `@` and how it is merged, `~` and its patch strategies with `/` and the merge key.
  /// Types are letters (`s` text, `b` truth value, `i` and `l` numbers of 32 and 64 bits, `y` bytes,
  /// `q` amount, `x` number or text, `t` and `u` moments, `o` any object), `[type]` for lists,
  /// `{type}` for maps, and names of other lines.
  init(table: StaticString) {
    let text = table.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
    let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
    var names: [Substring: Int] = [:]
    for (index, line) in lines.enumerated() {
      names[line[0].prefix { $0 != "=" }] = index
    }
    var reader = TypeReader(names: names)
    let types = lines.map { line in
      let heading = line[0].split(separator: "=").map(String.init)
      return ObjectType(
        name: heading[0], kinds: Array(heading.dropFirst()),
        fields: line.dropFirst().map { reader.field($0) })
    }
    self.init(types: types, valueTypes: reader.types)
  }
}

/// Reads the types of fields, each only once.
private struct TypeReader {
  let names: [Substring: Int]
  private(set) var types: [Schema.ValueType] = []
  private var known: [Substring: Int] = [:]

  init(names: [Substring: Int]) { self.names = names }

  mutating func field(_ text: Substring) -> Schema.Field {
    var rest = text
    var name = Self.take(&rest, until: ":")
    rest = rest.dropFirst()
    let isRequired = name.last == "!"
    if isRequired { name = name.dropLast() }
    let type = index(of: Self.take(&rest, until: "#@~"))
    var (path, merge): ([Int], Schema.Merge) = ([], .granular)
    var (strategies, key): ([String], String?) = ([], nil)
    while let mark = rest.popFirst() {
      let part = Self.take(&rest, until: "#@~")
      switch mark {
      case "#": path = part.split(separator: ".").compactMap { Int($0) }
      case "@": merge = Self.merge(part)
      default:
        let parts = part.split(separator: "/", omittingEmptySubsequences: false)
        strategies = parts[0].split(separator: ",").map(String.init)
        key = parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil
      }
    }
    return Schema.Field(
      name: String(name), isRequired: isRequired, type: type, merge: merge,
      patchStrategies: strategies, patchMergeKey: key, protobufPath: path)
  }

  private static func take(_ rest: inout Substring, until marks: String) -> Substring {
    let part = rest.prefix { !marks.contains($0) }
    rest = rest[part.endIndex...]
    return part
  }

  private static func merge(_ text: Substring) -> Schema.Merge {
    switch text {
    case "set": .set
    case "atomic": .atomic
    default: .map(keys: text.split(separator: ",").map(String.init))
    }
  }

  private mutating func index(of text: Substring) -> Int {
    if let index = known[text] { return index }
    let type = type(text)
    types.append(type)
    known[text] = types.count - 1
    return types.count - 1
  }

  private mutating func type(_ text: Substring) -> Schema.ValueType {
    switch text {
    case "s": return .string
    case "b": return .bool
    case "i": return .int32
    case "l": return .int64
    case "y": return .bytes
    case "q": return .quantity
    case "x": return .intOrString
    case "t": return .time
    case "u": return .microTime
    default: break
    }
    switch text.first {
    case "[": return .list(index(of: text.dropFirst().dropLast()))
    case "{": return .map(index(of: text.dropFirst().dropLast()))
    default: return names[text].map { .object($0) } ?? .anyObject
    }
  }
}
