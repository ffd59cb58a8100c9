// SPDX-License-Identifier: Apache-2.0

/// Goes through JSON texts that follow each other.
struct JSONCursor: DocumentCursor, ~Copyable {
  private var scanner: JSONScanner
  private var isFirst = true
  private var isStarted = false
  private var place: Int32 = -1

  init(_ source: any ByteSource, skip: SkipTree) {
    scanner = JSONScanner(source, skip: skip)
  }

  mutating func nextDocument() throws(ReadingError) -> DocumentKind? {
    if !isStarted {
      isStarted = true
      try skipByteOrderMark()
    }
    scanner.depthAround = 0
    isFirst = true
    switch try scanner.nextByte() {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .list
    case 0 where scanner.window.isAtEnd: return nil
    default: return .other
    }
  }

  mutating func position() throws(ReadingError) -> SourcePosition {
    _ = try scanner.nextByte()
    return scanner.window.position(of: scanner.window.cursor)
  }

  mutating func nextField() throws(ReadingError) -> String? {
    if scanner.depthAround == 0 {
      scanner.depthAround = 1
      scanner.window.cursor += 1
    }
    while true {
      let byte = try scanner.nextByte()
      if byte == UInt8(ascii: "}") {
        scanner.window.cursor += 1
        return nil
      }
      if !isFirst {
        if byte != UInt8(ascii: ",") { throw scanner.unexpected("',' or '}'") }
        scanner.window.cursor += 1
      }
      isFirst = false
      if try scanner.nextByte() != UInt8(ascii: "\"") {
        throw scanner.unexpected("a name in quotes")
      }
      let bytes = try scanner.quoted()
      var step = SkipTree.Step.build
      if scanner.skip.root >= 0 { step = scanner.skip.step(bytes, at: scanner.skip.root) }
      let name = String(decoding: bytes, as: UTF8.self)
      scanner.window.mark = nil
      try scanner.colon()
      switch step {
      case .build: place = -1
      case .descend(let next): place = next
      case .skip:
        try scanner.skipValue()
        continue
      }
      return name
    }
  }

  mutating func openList() throws(ReadingError) -> Bool {
    guard try scanner.nextByte() == UInt8(ascii: "[") else { return false }
    scanner.window.cursor += 1
    scanner.depthAround += 1
    isFirst = true
    return true
  }

  mutating func nextElement() throws(ReadingError) -> Bool {
    let byte = try scanner.nextByte()
    if byte == UInt8(ascii: "]") {
      scanner.window.cursor += 1
      scanner.depthAround -= 1
      isFirst = false
      return false
    }
    if !isFirst {
      if byte != UInt8(ascii: ",") { throw scanner.unexpected("',' or ']'") }
      scanner.window.cursor += 1
    }
    isFirst = false
    return true
  }

  mutating func value(isObject: Bool) throws(ReadingError) -> Value {
    scanner.tree.reset()
    try scanner.value(skipAt: isObject ? scanner.skip.root : place)
    return scanner.tree.pop()
  }

  private mutating func skipByteOrderMark() throws(ReadingError) {
    guard try scanner.window.ensure(3) else { return }
    let cursor = scanner.window.cursor
    if cursor[0] == 0xEF, cursor[1] == 0xBB, cursor[2] == 0xBF { scanner.window.cursor += 3 }
  }
}
