// SPDX-License-Identifier: Apache-2.0

/// Finds the objects in a stream of documents.
struct ObjectWalk<Cursor: DocumentCursor & ~Copyable>: ~Copyable {
  /// An object without the ones in its `items`.
  private struct Envelope {
    var names: [String] = []
    var values: [Value] = []
    /// Items that cannot be handed on before the list's kind is known.
    var held: [(value: Value, position: SourcePosition, index: Int)] = []
    var hasStreamedItems = false

    /// The names, once there are many.
    private var seen: Set<String>?

    init(names: [String] = [], values: [Value] = []) {
      (self.names, self.values) = (names, values)
    }

    /// Adds a name; `false` where it is there already.
    mutating func addName(_ name: String) -> Bool {
      if names.count < 16 {
        if names.contains(name) { return false }
      } else {
        if seen == nil { seen = Set(names) }
        if seen?.insert(name).inserted == false { return false }
      }
      names.append(name)
      return true
    }

    func text(_ name: String) -> String? {
      names.firstIndex(of: name).flatMap { values[$0].string }
    }

    /// Whether `kind` says that it is a list; `nil` where it has not come yet.
    var isList: Bool? { text("kind").map { $0.hasSuffix("List") } }
  }

  private var cursor: Cursor
  private var documentIndex = -1
  /// The names of the object before, which most objects share.
  private var latestNames: [String] = []

  init(_ cursor: consuming Cursor) { self.cursor = cursor }

  mutating func run(
    _ body: (ObjectRecord) throws(ReadingError) -> Void
  ) throws(ReadingError) {
    while let kind = try cursor.nextDocument() {
      documentIndex += 1
      switch kind {
      case .object: try readObject(body)
      case .list:
        _ = try cursor.openList()
        var index = 0
        while try cursor.nextElement() {
          let position = try cursor.position()
          try emit(try cursor.value(isObject: true), position, index, nil, body)
          index += 1
        }
      case .other:
        let position = try cursor.position()
        let value = try cursor.value(isObject: true)
        if !value.isNull {
          throw ReadingError(at: position, found: value.kindText, expected: "an object")
        }
      }
    }
  }

  private mutating func readObject(
    _ body: (ObjectRecord) throws(ReadingError) -> Void
  ) throws(ReadingError) {
    let start = try cursor.position()
    var envelope = Envelope()
    while let name = try cursor.nextField() {
      if !envelope.addName(name) {
        throw ReadingError(
          at: try cursor.position(), found: "the field '\(name)' again",
          expected: "each field once")
      }
      if name == "items", envelope.isList != false, try cursor.openList() {
        try readItems(&envelope, body)
      } else {
        let value = try cursor.value(isObject: false)
        envelope.values.append(value)
      }
    }
    try finish(&envelope, start, body)
  }

  private mutating func readItems(
    _ envelope: inout Envelope, _ body: (ObjectRecord) throws(ReadingError) -> Void
  ) throws(ReadingError) {
    envelope.values.append([])
    let isKnown = envelope.isList == true && envelope.text("apiVersion") != nil
    var index = 0
    while try cursor.nextElement() {
      let position = try cursor.position()
      let value = try cursor.value(isObject: true)
      if isKnown || (envelope.held.isEmpty && Self.namesItsKind(value)) {
        envelope.hasStreamedItems = true
        try emit(value, position, index, isKnown ? envelope : nil, body)
      } else {
        envelope.held.append((value, position, index))
      }
      index += 1
    }
    if index == 0, isKnown { envelope.hasStreamedItems = true }
  }

  private mutating func finish(
    _ envelope: inout Envelope, _ start: SourcePosition,
    _ body: (ObjectRecord) throws(ReadingError) -> Void
  ) throws(ReadingError) {
    let items = envelope.names.firstIndex(of: "items")
    if envelope.hasStreamedItems || (envelope.isList == true && items != nil) {
      let held = envelope.held
      envelope.held = []
      for item in held { try emit(item.value, item.position, item.index, envelope, body) }
      // Items that were not read one by one, since an anchor names them.
      let whole = items.flatMap { envelope.values[$0].array } ?? []
      for (index, item) in whole.enumerated() { try emit(item, start, index, envelope, body) }
      return
    }
    if let items, !envelope.held.isEmpty {
      envelope.values[items] = .array(envelope.held.map(\.value))
    }
    if envelope.names == latestNames {
      envelope.names = latestNames
    } else {
      latestNames = envelope.names
    }
    let fields = Fields(distinctKeys: envelope.names, values: envelope.values)
    try body(
      ObjectRecord(fields: fields, position: start, documentIndex: documentIndex))
  }

  /// Hands one element of a list on, or its elements where it is a list itself.
  private func emit(
    _ value: Value, _ position: SourcePosition, _ index: Int, _ list: Envelope?,
    _ body: (ObjectRecord) throws(ReadingError) -> Void
  ) throws(ReadingError) {
    guard case .object(var fields) = value else {
      throw ReadingError(
        at: position, field: "items[\(index)]", found: value.kindText, expected: "an object")
    }
    if let list { Self.inherit(&fields, from: list) }
    if let kind = fields["kind"]?.string, kind.hasSuffix("List"),
      let items = fields["items"]?.array
    {
      let inner = Envelope(names: fields.keys, values: fields.values)
      for item in items { try emit(item, position, index, inner, body) }
      return
    }
    try body(
      ObjectRecord(
        fields: fields, position: position, documentIndex: documentIndex, indexInList: index))
  }

  private static func namesItsKind(_ value: Value) -> Bool {
    guard case .object(let fields) = value else { return false }
    return fields["kind"]?.string != nil && fields["apiVersion"]?.string != nil
  }

  private static func inherit(_ fields: inout Fields, from list: Envelope) {
    if fields["apiVersion"] == nil, let version = list.text("apiVersion") {
      fields["apiVersion"] = .string(version)
    }
    if fields["kind"] == nil, let kind = list.text("kind"), kind != "List",
      kind.hasSuffix("List")
    {
      fields["kind"] = .string(String(kind.dropLast(4)))
    }
  }
}
