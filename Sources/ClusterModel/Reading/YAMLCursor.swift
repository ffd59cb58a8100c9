// SPDX-License-Identifier: Apache-2.0

import CYaml

/// Goes through the documents of a YAML stream.
struct YAMLCursor: DocumentCursor, ~Copyable {
  private var scanner: YAMLScanner
  private let skip: SkipTree
  private var place: Int32 = -1
  private var isOpen = false
  private var names: Set<String> = []
  private var merged: [Fields] = []
  /// What is left of them at the end of the object, the next one last.
  private var rest: [(String, Value)] = []
  /// A field that was merged in and comes next.
  private var mergedValue: Value?

  init(_ source: any ByteSource, skip: SkipTree) {
    scanner = YAMLScanner(source, skip: skip)
    self.skip = skip
  }

  mutating func nextDocument() throws(ReadingError) -> DocumentKind? {
    while true {
      switch try scanner.events.peek() {
      case YAML_STREAM_END_EVENT: return nil
      case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT: scanner.events.advance()
      case YAML_DOCUMENT_START_EVENT:
        scanner.events.advance()
        scanner.beginDocument()
        isOpen = false
        names.removeAll(keepingCapacity: true)
        merged = []
        // An anchor here could only be named from outside, where nothing is.
        switch try scanner.events.peek() {
        case YAML_MAPPING_START_EVENT: return .object
        case YAML_SEQUENCE_START_EVENT: return .list
        default: return .other
        }
      default: scanner.events.advance()
      }
    }
  }

  mutating func position() throws(ReadingError) -> SourcePosition {
    _ = try scanner.events.peek()
    return scanner.events.position
  }

  mutating func nextField() throws(ReadingError) -> String? {
    if !isOpen {
      scanner.events.advance()
      isOpen = true
      scanner.depthAround = 1
    }
    while true {
      let type = try scanner.events.peek()
      if type == YAML_MAPPING_END_EVENT { return nextMerged() }
      if scanner.isMergeKey(type) {
        scanner.events.advance()
        merged += try scanner.merges(try scanner.value(skipAt: -1))
        continue
      }
      let name = try scanner.nameText(type)
      guard names.insert(name).inserted else {
        throw scanner.failure(found: "the field '\(name)' again", expected: "each field once")
      }
      scanner.events.advance()
      place = -1
      guard skip.root >= 0 else { return name }
      var text = name
      switch text.withUTF8({ skip.step($0, at: skip.root) }) {
      case .build: return name
      case .descend(let next):
        place = next
        return name
      case .skip: try scanner.skipValue()
      }
    }
  }

  /// Hands on the fields that were merged in, at the end of the object.
  private mutating func nextMerged() -> String? {
    if !merged.isEmpty {
      var fields = Fields()
      YAMLScanner.merge(merged, into: &fields)
      rest = zip(fields.keys, fields.values).filter { !names.contains($0.0) }.reversed()
      merged = []
    }
    guard let (name, value) = rest.popLast() else {
      scanner.events.advance()
      return nil
    }
    mergedValue = value
    return name
  }

  mutating func openList() throws(ReadingError) -> Bool {
    guard mergedValue == nil, try scanner.events.peek() == YAML_SEQUENCE_START_EVENT,
      scanner.events.listAnchor == nil
    else { return false }
    scanner.events.advance()
    scanner.depthAround += 1
    return true
  }

  mutating func nextElement() throws(ReadingError) -> Bool {
    if try scanner.events.peek() != YAML_SEQUENCE_END_EVENT { return true }
    scanner.events.advance()
    scanner.depthAround -= 1
    return false
  }

  mutating func value(isObject: Bool) throws(ReadingError) -> Value {
    if let value = mergedValue {
      mergedValue = nil
      return value
    }
    return try scanner.value(skipAt: isObject ? skip.root : place)
  }
}
