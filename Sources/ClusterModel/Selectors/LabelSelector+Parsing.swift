// SPDX-License-Identifier: Apache-2.0

extension LabelSelector {
  /// Reads a selector as `kubectl --selector` takes it.
  ///
  /// Requirements are separated by commas: `key`, `!key`, `key=value`, `key==value`, `key!=value`,
  /// `key in (a,b)`, `key notin (a,b)`, `key>1`, `key<1`
  /// (`apimachinery/pkg/labels/selector.go`). Spaces between the parts do not count.
  ///
  /// - Parameter text: The selector; empty selects everything.
  /// - Throws: What is wrong, and at which character.
  public init(_ text: String) throws(SelectorError) {
    var reader = SelectorReader(text)
    requirements = try reader.requirements()
  }
}

/// Reads a selector part by part.
private struct SelectorReader {
  private enum Part: Equatable {
    case word(String)
    case sign(String)
    case end

    var name: String {
      switch self {
      case .word(let word): "'\(word)'"
      case .sign(let sign): "'\(sign)'"
      case .end: "the end"
      }
    }
  }

  private let bytes: [UInt8]
  private var position = 0
  /// Where the last part began.
  private var start = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func requirements() throws(SelectorError) -> [Requirement] {
    var requirements: [Requirement] = []
    guard peek() != .end else { return [] }
    while true {
      requirements.append(try requirement())
      switch next() {
      case .end: return requirements
      case .sign(","): continue
      case let other: throw wrong(other, "',' or the end")
      }
    }
  }

  private mutating func requirement() throws(SelectorError) -> Requirement {
    var part = next()
    if part == .sign("!") {
      part = next()
      guard case .word(let key) = part else { throw wrong(part, "a key") }
      return try Requirement(key, .doesNotExist)
    }
    guard case .word(let key) = part else { throw wrong(part, "a key or '!'") }
    switch peek() {
    case .end, .sign(","): return try Requirement(key, .exists)
    default: break
    }
    let comparison = next()
    switch comparison {
    case .sign("="), .sign("=="): return try Requirement(key, .in, [value()])
    case .sign("!="): return try Requirement(key, .notIn, [value()])
    case .sign(">"): return try Requirement(key, .greaterThan, [value()])
    case .sign("<"): return try Requirement(key, .lessThan, [value()])
    case .word("in"): return try Requirement(key, .in, values())
    case .word("notin"): return try Requirement(key, .notIn, values())
    default: throw wrong(comparison, "one of '=', '==', '!=', 'in', 'notin', '>', '<'")
    }
  }

  /// One value, which may be empty.
  private mutating func value() throws(SelectorError) -> String {
    switch peek() {
    case .word(let word):
      _ = next()
      return word
    case .end, .sign(","): return ""
    case let other:
      _ = next()
      throw wrong(other, "a value")
    }
  }

  /// Values in parentheses, some of which may be empty.
  private mutating func values() throws(SelectorError) -> [String] {
    let open = next()
    guard open == .sign("(") else { throw wrong(open, "'('") }
    if peek() == .sign(")") {
      _ = next()
      return []
    }
    var values: [String] = []
    while true {
      var word = ""
      if case .word(let found) = peek() {
        word = found
        _ = next()
      }
      values.append(word)
      switch next() {
      case .sign(")"): return values
      case .sign(","): continue
      case let other: throw wrong(other, "',' or ')'")
      }
    }
  }

  private func wrong(_ part: Part, _ expected: String) -> SelectorError {
    .text(found: part.name, at: start + 1, expected: expected)
  }

  private mutating func peek() -> Part {
    let saved = (position, start)
    defer { (position, start) = saved }
    return next()
  }

  private mutating func next() -> Part {
    while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    start = position
    guard position < bytes.count else { return .end }
    if Self.isSign(bytes[position]) {
      let first = bytes[position]
      position += 1
      // Only '==' and '!=' are longer than one character.
      let canDouble = first == UInt8(ascii: "=") || first == UInt8(ascii: "!")
      if canDouble, position < bytes.count, bytes[position] == UInt8(ascii: "=") { position += 1 }
    } else {
      while position < bytes.count, !Self.isSpace(bytes[position]), !Self.isSign(bytes[position]) {
        position += 1
      }
      return .word(String(decoding: bytes[start..<position], as: UTF8.self))
    }
    return .sign(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (9...13).contains(byte)
  }

  private static func isSign(_ byte: UInt8) -> Bool { "=!(),><".utf8.contains(byte) }
}
