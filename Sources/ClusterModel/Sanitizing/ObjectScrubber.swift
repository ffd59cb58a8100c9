// SPDX-License-Identifier: Apache-2.0

/// Goes through objects field by field: a first time to collect names, then to replace them.
struct ObjectScrubber {
  let keepsNames: Bool
  private(set) var names = Pseudonyms()
  private var isCollecting = true

  init(keepsNames: Bool) {
    self.keepsNames = keepsNames
  }

  /// Notes how the names in an object are made of each other.
  mutating func note(_ object: Fields) { names.note(object) }

  /// Ends collecting.
  mutating func deal(seed: UInt64) {
    names.deal(seed: seed)
    isCollecting = false
  }

  /// The object with other names, or with whatever while names are collected.
  mutating func scrubbed(_ fields: Fields) -> Fields {
    var result = Fields()
    let label = fields["key"]?.string
    for (key, value) in fields {
      guard let rule = FieldRule.all[key] else { continue }
      if rule == .labelValue {
        result[key] = labelValue(value, of: label)
      } else if let made = scrubbed(value, by: rule) {
        result[key] = made
      }
    }
    return result
  }

  private mutating func scrubbed(_ value: Value, by rule: FieldRule) -> Value? {
    switch rule {
    case .inside: return inside(value)
    case .name: return texts(value) { .string($0.name($1)) }
    case .word: return texts(value) { Self.word($1) }
    case .plain: return Self.plain(value)
    case .labelKey: return texts(value) { .string($0.labelKey($1)) }
    case .labelValue: return nil
    case .labels: return labels(value)
    case .annotations: return annotations(value)
    case .selector: return selector(value)
    case .amounts: return amounts(value)
    case .image: return image(value)
    case .moment: return value.string.flatMap { moment($0) }
    case .namedMoments: return namedMoments(value)
    case .address: return texts(value) { .string($0.address($1)) }
    case .type: return texts(value) { .string($0.type($1)) }
    case .schedule: return texts(value) { Self.schedule($1) }
    }
  }

  private mutating func inside(_ value: Value) -> Value? {
    switch value {
    case .object(let fields): return .object(scrubbed(fields))
    case .array(let elements): return .array(elements.compactMap { inside($0) })
    case .string(let text): return Self.word(text)
    case .null, .bool, .integer, .number: return value
    }
  }

  private mutating func texts(
    _ value: Value, _ change: (inout ObjectScrubber, String) -> Value?
  ) -> Value? {
    switch value {
    case .string(let text): return change(&self, text)
    case .array(let elements): return .array(elements.compactMap { texts($0, change) })
    case .object, .null: return nil
    case .bool, .integer, .number: return value
    }
  }

  private static func word(_ text: String) -> Value? {
    PublicWords.words.contains(text) ? .string(text) : nil
  }

  private static func plain(_ value: Value) -> Value? {
    switch value {
    case .string(let text):
      return text.hasSuffix("%") && Int(text.dropLast()) != nil ? value : nil
    case .object, .array, .null: return nil
    case .bool, .integer, .number: return value
    }
  }

  private static func schedule(_ text: String) -> Value? {
    let isPlain = text.utf8.allSatisfy { "0123456789*/,-? ".utf8.contains($0) }
    return isPlain ? .string(text) : .string("0 0 * * *")
  }
}

extension ObjectScrubber {
  /// Another name.
  mutating func name(_ text: String) -> String {
    if keepsNames { return text }
    if isCollecting {
      names.collect(text)
      return text
    }
    return names[text]
  }

  /// Another key of labels; well-known ones stay.
  mutating func labelKey(_ key: String) -> String {
    PublicWords.labelKeys.contains(key) ? key : name(key)
  }

  private mutating func labelValue(_ text: String, of key: String?) -> String {
    let isNumber = Int64(text) != nil && key.map(names.numericKeys.contains) ?? false
    return isNumber ? text : name(text)
  }

  private mutating func labelValue(_ value: Value, of key: String?) -> Value? {
    texts(value) { .string($0.labelValue($1, of: key)) }
  }

  private mutating func labels(_ value: Value) -> Value? {
    guard case .object(let fields) = value else { return nil }
    var result = Fields()
    for (key, value) in fields {
      result[labelKey(key)] = labelValue(value, of: key)
    }
    return .object(result)
  }

  private mutating func selector(_ value: Value) -> Value? {
    guard case .object(let fields) = value else { return nil }
    let isSpecified = fields["matchLabels"]?.object != nil || fields["matchExpressions"] != nil
    return isSpecified ? .object(scrubbed(fields)) : labels(value)
  }

  private mutating func annotations(_ value: Value) -> Value? {
    var kept = Fields()
    let key = "volume.kubernetes.io/selected-node"
    if let node = value[path: key]?.string { kept[key] = .string(name(node)) }
    let limitKey = SwarmNames.maxPerNodeAnnotation
    if let limit = value[path: limitKey]?.string, Int32(limit) != nil {
      kept[limitKey] = .string(limit)
    }
    return kept.isEmpty ? nil : .object(kept)
  }

  private mutating func amounts(_ value: Value) -> Value? {
    switch value {
    case .object(let fields):
      var result = Fields()
      for (key, value) in fields where Quantity(value) != nil {
        result[resource(key)] = value
      }
      return .object(result)
    case .array: return inside(value)
    case .null, .bool: return nil
    case .string, .integer, .number: return Quantity(value) == nil ? nil : value
    }
  }

  /// Another name for a resource that tells something; it stays an extended one.
  private mutating func resource(_ name: String) -> String {
    if keepsNames || PublicWords.resources.contains(name) { return name }
    for prefix in ["requests.", "limits.", "count/"] where name.hasPrefix(prefix) {
      return prefix + resource(String(name.dropFirst(prefix.count)))
    }
    if name.hasPrefix("hugepages-"), (try? Quantity(String(name.dropFirst(10)))) != nil {
      return name
    }
    return "example.com/" + self.name(name)
  }

  private mutating func image(_ value: Value) -> Value? {
    if case .object = value { return inside(value) }
    return texts(value) { scrubber, text in
      if scrubber.keepsNames { return .string(text) }
      // An image without a tag is the same as the one with the tag 'latest'.
      let path = text.utf8.lastIndex(of: UInt8(ascii: "/")) ?? text.utf8.startIndex
      let hasTag = text.utf8[path...].contains(UInt8(ascii: ":"))
      return .string(scrubber.name(hasTag ? text : text + ":latest") + ":1")
    }
  }

  private mutating func moment(_ text: String) -> Value? {
    guard let moment = Timestamp(rfc3339: text) else { return nil }
    if isCollecting { names.collect(moment) }
    return names.moment(moment).value
  }

  private mutating func namedMoments(_ value: Value) -> Value? {
    guard case .object(let fields) = value else { return nil }
    var result = Fields()
    for (key, value) in fields {
      if let text = value.string, let made = moment(text) { result[name(key)] = made }
    }
    return .object(result)
  }

  /// Another address, of those set aside for documentation; "any" and "this machine" stay.
  private mutating func address(_ text: String) -> String {
    if keepsNames || ["", "0.0.0.0", "127.0.0.1", "::", "::1"].contains(text) { return text }
    let digits = name(text).filter(\.isNumber)
    let number = String(UInt64(digits) ?? 0, radix: 16)
    let padded = String(repeating: "0", count: max(0, 8 - number.count)) + number
    return "2001:db8::\(padded.dropLast(4)):\(padded.suffix(4))"
  }

  private mutating func type(_ text: String) -> String {
    PublicWords.kinds.contains(text) || PublicWords.versions.contains(text) ? text : name(text)
  }
}
