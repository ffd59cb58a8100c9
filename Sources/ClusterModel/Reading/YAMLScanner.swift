// SPDX-License-Identifier: Apache-2.0

import CYaml

/// Builds values from the events of libyaml.
struct YAMLScanner: ~Copyable {
  /// How many values the aliases of a document may stand for.
  static let mostAliased = 1_000_000

  /// What is known of an open list or mapping beyond its values.
  private struct Context {
    var isMapping: Bool
    /// Whether a name comes next.
    var expectsName: Bool
    /// Whether the value of `<<` comes next.
    var isMerging = false
    var anchor: String?
    /// How many values there were before.
    var countBefore: Int
    var merged: [Fields] = []
  }

  private struct Anchored {
    var value: Value
    var count: Int
  }

  var events: YAMLEvents
  private var tree = TreeBuilder()
  private var contexts: [Context] = []
  private var anchors: [String: Anchored] = [:]
  private var count = 0
  private var aliased = 0
  private let skip: SkipTree
  /// How many lists and mappings are open that the tree does not know of.
  var depthAround = 0

  init(_ source: any ByteSource, skip: SkipTree) {
    events = YAMLEvents(source)
    self.skip = skip
  }

  /// Forgets the anchors of the document before.
  mutating func beginDocument() {
    anchors.removeAll()
    (count, aliased, depthAround) = (0, 0, 0)
  }

  /// Reads the value that begins with the next event.
  mutating func value(skipAt place: Int32) throws(ReadingError) -> Value {
    tree.reset()
    contexts.removeAll(keepingCapacity: true)
    var place = place
    repeat {
      let type = try events.peek()
      if let last = contexts.last, last.expectsName, type != YAML_MAPPING_END_EVENT {
        place = try name(type)
        continue
      }
      switch type {
      case YAML_SCALAR_EVENT:
        let value = try scalar()
        count += 1
        if let anchor = events.scalarAnchor { anchors[anchor] = Anchored(value: value, count: 1) }
        tree.push(value)
        events.advance()
        try complete()
      case YAML_ALIAS_EVENT:
        let value = try alias()
        tree.push(value)
        events.advance()
        try complete()
      case YAML_SEQUENCE_START_EVENT:
        try open(isMapping: false, anchor: events.listAnchor, skip: -1)
        place = -1
      case YAML_MAPPING_START_EVENT:
        try open(isMapping: true, anchor: events.mappingAnchor, skip: place)
      default:
        events.advance()
        close()
        try complete()
      }
    } while !contexts.isEmpty
    return tree.pop()
  }

  private mutating func open(
    isMapping: Bool, anchor: String?, skip: Int32
  ) throws(ReadingError) {
    if depthAround + tree.depth >= TreeBuilder.deepest {
      throw failure(
        found: "lists or objects nested more than \(TreeBuilder.deepest) deep",
        expected: "at most \(TreeBuilder.deepest)")
    }
    contexts.append(
      Context(
        isMapping: isMapping, expectsName: isMapping, anchor: anchor, countBefore: count))
    tree.open(isObject: isMapping, skip: skip)
    count += 1
    events.advance()
  }

  private mutating func close() {
    let context = contexts.removeLast()
    tree.close()
    if !context.merged.isEmpty, case .object(var fields) = tree.pop() {
      Self.merge(context.merged, into: &fields)
      tree.push(.object(fields))
    }
    if let anchor = context.anchor {
      anchors[anchor] = Anchored(value: tree.top, count: count - context.countBefore)
    }
  }

  /// After a value: its mapping expects a name next.
  private mutating func complete() throws(ReadingError) {
    let last = contexts.count - 1
    guard last >= 0, contexts[last].isMapping else { return }
    contexts[last].expectsName = true
    guard contexts[last].isMerging else { return }
    contexts[last].isMerging = false
    contexts[last].merged += try merges(tree.pop())
  }

  // MARK: Names

  /// Reads a name and leaves its mapping waiting for the value, unless that is skipped.
  ///
  /// - Returns: Where the value stands in the tree of fields to skip.
  private mutating func name(_ type: yaml_event_type_t) throws(ReadingError) -> Int32 {
    let last = contexts.count - 1
    if isMergeKey(type) {
      events.advance()
      contexts[last].isMerging = true
      contexts[last].expectsName = false
      return -1
    }
    var step = SkipTree.Step.build
    let isDistinct: Bool
    if type == YAML_SCALAR_EVENT, isText(), events.scalarAnchor == nil {
      let bytes = events.text
      if tree.skip >= 0 { step = skip.step(bytes, at: tree.skip) }
      if case .skip = step {
        events.advance()
        try skipValue()
        return -1
      }
      isDistinct = tree.addName(bytes)
    } else {
      var name = try nameText(type)
      isDistinct = name.withUTF8 { tree.addName($0) }
    }
    if !isDistinct {
      throw failure(found: "the field '\(tree.name)' again", expected: "each field once")
    }
    events.advance()
    contexts[last].expectsName = false
    if case .descend(let next) = step { return next }
    return -1
  }

  /// Whether the next scalar is text for sure.
  private func isText() -> Bool {
    if !events.isPlain { return events.scalarTag == nil }
    switch events.text.first ?? 0 {
    case UInt8(ascii: "a")...UInt8(ascii: "e"), UInt8(ascii: "g")...UInt8(ascii: "m"),
      UInt8(ascii: "p")...UInt8(ascii: "s"), UInt8(ascii: "u")...UInt8(ascii: "x"),
      UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "E"):
      return true
    default: return events.text.count > 5 && (events.text.first ?? 0) > UInt8(ascii: "9")
    }
  }

  /// The text of a name, whatever kind of scalar it is.
  mutating func nameText(_ type: yaml_event_type_t) throws(ReadingError) -> String {
    let value: Value
    switch type {
    case YAML_SCALAR_EVENT:
      value = try scalar()
      if let anchor = events.scalarAnchor { anchors[anchor] = Anchored(value: value, count: 1) }
    case YAML_ALIAS_EVENT: value = try alias()
    default:
      throw failure(
        found: type == YAML_SEQUENCE_START_EVENT ? "a list" : "an object",
        expected: "the name of a field")
    }
    switch value {
    case .string(let text): return text
    case .bool(let truth): return truth ? "true" : "false"
    case .integer(let number): return String(number)
    case .number(let text):
      // As kubectl does: 1.0 is the name 1.
      if let number = Double(text), let whole = Int64(exactly: number), abs(whole) < 1_000_000 {
        return String(whole)
      }
      return text
    case .null, .array, .object:
      throw failure(found: value.kindText, expected: "the name of a field")
    }
  }

  /// Whether the next event is the name `<<`, which takes the fields of other mappings in.
  func isMergeKey(_ type: yaml_event_type_t) -> Bool {
    guard type == YAML_SCALAR_EVENT, events.text.count == 2, events.text.first == 0x3C,
      events.text.last == 0x3C
    else { return false }
    return events.isPlain || events.scalarTag == "tag:yaml.org,2002:merge"
  }

  /// The mappings that the value of `<<` names.
  func merges(_ value: Value) throws(ReadingError) -> [Fields] {
    switch value {
    case .object(let fields): return [fields]
    case .array(let elements):
      var list: [Fields] = []
      for element in elements {
        guard case .object(let fields) = element else {
          throw failure(
            found: element.kindText + " after '<<'", expected: "an object or a list of objects")
        }
        list.append(fields)
      }
      return list
    default:
      throw failure(
        found: value.kindText + " after '<<'", expected: "an object or a list of objects")
    }
  }

  /// Adds the fields that are not there yet; of several the first counts.
  static func merge(_ merged: [Fields], into fields: inout Fields) {
    var (names, values) = (fields.keys, fields.values)
    var seen = Set(names)
    for other in merged {
      for (name, value) in other where seen.insert(name).inserted {
        names.append(name)
        values.append(value)
      }
    }
    fields = Fields(distinctKeys: names, values: values)
  }

  // MARK: Scalars and aliases

  private func scalar() throws(ReadingError) -> Value {
    let bytes = events.text
    if events.isPlain {
      if case .value(let value) = YAMLScalar.meaning(bytes) { return value }
      throw notFinite()
    }
    guard let tag = events.scalarTag else {
      return .string(String(decoding: bytes, as: UTF8.self))
    }
    return try tagged(bytes, tag)
  }

  private func tagged(
    _ bytes: UnsafeBufferPointer<UInt8>, _ tag: String
  ) throws(ReadingError) -> Value {
    let text = String(decoding: bytes, as: UTF8.self)
    let core = "tag:yaml.org,2002:"
    guard tag.hasPrefix(core) else { return .string(text) }
    let kind = tag.dropFirst(core.count)
    switch kind {
    case "null", "bool", "int", "float":
      guard case .value(let value) = YAMLScalar.meaning(bytes) else { throw notFinite() }
      switch (kind, value) {
      case ("null", .null), ("bool", .bool), ("int", .integer), ("float", .integer),
        ("float", .number):
        return value
      case ("int", .number(let digits)) where digits.utf8.allSatisfy({ $0 < 0x3A && $0 != 0x2E }):
        return value
      default: throw failure(found: "'\(text)'", expected: "a scalar of the kind !!\(kind)")
      }
    case "binary":
      guard let decoded = Base64.text(of: bytes) else {
        throw failure(found: "'\(text.prefix(40))'", expected: "text in UTF-8 as Base64")
      }
      return .string(decoded)
    default: return .string(text)
    }
  }

  private mutating func alias() throws(ReadingError) -> Value {
    let name = events.aliasName
    guard let anchored = anchors[name] else {
      throw failure(found: "the alias '*\(name)'", expected: "an anchor '&\(name)' before it")
    }
    count += anchored.count
    aliased += anchored.count
    if aliased > Self.mostAliased {
      throw failure(
        found: "aliases that stand for more than \(Self.mostAliased) values",
        expected: "fewer of them")
    }
    return anchored.value
  }

  // MARK: Skipping

  /// Passes over a value without building it.
  mutating func skipValue() throws(ReadingError) {
    var depth = 0
    repeat {
      switch try events.peek() {
      case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
        depth += 1
        if depthAround + tree.depth + depth > TreeBuilder.deepest {
          throw failure(
            found: "lists or objects nested more than \(TreeBuilder.deepest) deep",
            expected: "at most \(TreeBuilder.deepest)")
        }
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: depth -= 1
      default: break
      }
      events.advance()
    } while depth > 0
  }

  // MARK: Errors

  private func notFinite() -> ReadingError {
    failure(
      found: "'\(String(decoding: events.text, as: UTF8.self))'", expected: "a finite number")
  }

  func failure(found: String, expected: String) -> ReadingError {
    ReadingError(at: events.position, found: found, expected: expected)
  }
}
