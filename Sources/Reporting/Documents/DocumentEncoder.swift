// SPDX-License-Identifier: Apache-2.0

/// Encodes into a `DocumentValue`, keeping the order of fields.
struct DocumentEncoder: Encoder {
  let target: Slot
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// Where a value is put once it is known.
  ///
  /// Containers are filled through references because an `Encoder` hands them out to be filled
  /// later; none leaves the call to `value(of:path:)` that made it.
  final class Slot {
    enum Content {
      case value(DocumentValue)
      case array([Slot])
      case object([(name: String, slot: Slot)])
    }
    var content: Content?

    var value: DocumentValue {
      switch content {
      case nil: .null
      case .value(let value): value
      case .array(let slots): .array(slots.map(\.value))
      case .object(let fields):
        .object(fields.map { DocumentValue.Field(name: $0.name, value: $0.slot.value) })
      }
    }

    func field(_ name: String) -> Slot {
      var fields: [(name: String, slot: Slot)] = []
      if case .object(let known) = content { fields = known }
      let slot = Slot()
      if let position = fields.firstIndex(where: { $0.name == name }) {
        fields[position].slot = slot
      } else {
        fields.append((name, slot))
      }
      content = .object(fields)
      return slot
    }

    func element() -> Slot {
      var slots: [Slot] = []
      if case .array(let known) = content { slots = known }
      content = nil
      let slot = Slot()
      slots.append(slot)
      content = .array(slots)
      return slot
    }
  }

  static func value(of value: some Encodable, path: [any CodingKey]) throws -> DocumentValue {
    switch value {
    case let text as String: return .string(text)
    case let number as Double: return DocumentValue(rounding: number)
    case let flag as Bool: return .bool(flag)
    case let number as Int64: return .integer(number)
    case let number as Int: return .integer(Int64(number))
    case let number as UInt64: return .unsigned(number)
    case let fields as any KeyedByString: return try fields.document(path: path)
    default:
      let slot = Slot()
      try value.encode(to: DocumentEncoder(target: slot, codingPath: path))
      return slot.value
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if target.content == nil { target.content = .object([]) }
    return KeyedEncodingContainer(KeyedDocument(target: target, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if target.content == nil { target.content = .array([]) }
    return UnkeyedDocument(target: target, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SingleDocument(target: target, codingPath: codingPath)
  }
}

/// A dictionary whose fields can be put in order.
private protocol KeyedByString {
  func document(path: [any CodingKey]) throws -> DocumentValue
}

extension Dictionary: KeyedByString where Key == String, Value: Encodable {
  fileprivate func document(path: [any CodingKey]) throws -> DocumentValue {
    .object(
      try sorted { $0.key < $1.key }.map {
        DocumentValue.Field(
          name: $0.key, value: try DocumentEncoder.value(of: $0.value, path: path))
      })
  }
}

private struct KeyedDocument<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let target: DocumentEncoder.Slot
  let codingPath: [any CodingKey]

  mutating func encodeNil(forKey key: Key) throws {
    target.field(key.stringValue).content = .value(.null)
  }

  mutating func encode(_ value: some Encodable, forKey key: Key) throws {
    target.field(key.stringValue).content = .value(
      try DocumentEncoder.value(of: value, path: codingPath + [key]))
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    encoder(for: key).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder(for: key).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    DocumentEncoder(target: target.field("super"), codingPath: codingPath)
  }

  mutating func superEncoder(forKey key: Key) -> any Encoder { encoder(for: key) }

  private func encoder(for key: Key) -> DocumentEncoder {
    DocumentEncoder(target: target.field(key.stringValue), codingPath: codingPath + [key])
  }
}

private struct UnkeyedDocument: UnkeyedEncodingContainer {
  let target: DocumentEncoder.Slot
  let codingPath: [any CodingKey]
  var count = 0

  mutating func encodeNil() throws {
    next().content = .value(.null)
  }

  mutating func encode(_ value: some Encodable) throws {
    next().content = .value(try DocumentEncoder.value(of: value, path: codingPath))
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    DocumentEncoder(target: next(), codingPath: codingPath).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    DocumentEncoder(target: next(), codingPath: codingPath).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    DocumentEncoder(target: next(), codingPath: codingPath)
  }

  private mutating func next() -> DocumentEncoder.Slot {
    count += 1
    return target.element()
  }
}

private struct SingleDocument: SingleValueEncodingContainer {
  let target: DocumentEncoder.Slot
  let codingPath: [any CodingKey]

  mutating func encodeNil() throws {
    target.content = .value(.null)
  }

  mutating func encode(_ value: some Encodable) throws {
    target.content = .value(try DocumentEncoder.value(of: value, path: codingPath))
  }
}
