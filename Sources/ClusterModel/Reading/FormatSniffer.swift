// SPDX-License-Identifier: Apache-2.0

/// Looks at the first character of a source and then hands all its bytes on.
struct FormatSniffer: ByteSource {
  /// The form of a file.
  enum Format {
    case json
    case yaml
  }

  var name: String { source.name }
  private var source: any ByteSource
  private var head: [UInt8] = []
  private var position = 0

  init(_ source: any ByteSource) { self.source = source }

  /// The form, by the first character that is not white space.
  mutating func format() throws(ReadingError) -> Format {
    var index = 0
    while true {
      if index == head.count, try !readMore() { return .yaml }
      switch head[index] {
      case 0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF: index += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["): return .json
      default: return .yaml
      }
    }
  }

  private mutating func readMore() throws(ReadingError) -> Bool {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    defer { piece.deallocate() }
    let count = try source.read(into: piece)
    head.append(contentsOf: piece[0..<count])
    return count > 0
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int {
    guard position < head.count else {
      head = []
      position = 0
      return try source.read(into: buffer)
    }
    let count = min(buffer.count, head.count - position)
    buffer.copyBytes(from: head[position..<position + count])
    position += count
    return count
  }
}
