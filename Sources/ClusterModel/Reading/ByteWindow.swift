// SPDX-License-Identifier: Apache-2.0

/// The part of a source that is in memory: what is being read and what comes next.
///
/// A zero byte follows the last byte, so that loops over text stop there without comparing
/// positions; `isAtEnd` tells whether such a zero is the end of the window.
struct ByteWindow: ~Copyable {
  /// How many bytes are read from the source at once.
  static let chunk = 1 << 18
  /// How many bytes after the last one may be looked at.
  static let padding = 16

  let name: String
  private var source: any ByteSource
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// The next byte.
  var cursor: UnsafePointer<UInt8>
  /// The end of what is in memory.
  private(set) var end: UnsafePointer<UInt8>
  /// The oldest byte that has to stay in memory, where it is not the next one.
  var mark: UnsafePointer<UInt8>?
  private var isExhausted = false
  // Lines and characters before `counted`, which only moves forward.
  private var counted: UnsafePointer<UInt8>
  private var lineBreaks = 0
  private var column = 0

  init(_ source: any ByteSource) {
    self.source = source
    name = source.name
    capacity = Self.chunk
    base = .allocate(capacity: capacity + Self.padding)
    base.initialize(repeating: 0, count: capacity + Self.padding)
    cursor = UnsafePointer(base)
    end = cursor
    counted = cursor
  }

  deinit { base.deallocate() }

  /// Whether everything in memory has been read.
  var isAtEnd: Bool { cursor == end }

  /// Reads more from the source; pointers into the window are void afterwards, except for
  /// `cursor` and `mark`, which move along.
  ///
  /// - Returns: Whether there is a next byte.
  mutating func refill() throws(ReadingError) -> Bool {
    if cursor < end { return true }
    if isExhausted { return false }
    let kept = mark ?? cursor
    if counted < kept { count(to: kept) }
    let length = end - kept
    let countedOffset = counted - kept
    if length + Self.chunk > capacity {
      let larger = max(capacity * 2, length + Self.chunk)
      let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.padding)
      fresh.initialize(repeating: 0, count: larger + Self.padding)
      fresh.update(from: kept, count: length)
      base.deallocate()
      (base, capacity) = (fresh, larger)
    } else if length > 0 {
      UnsafeMutableRawPointer(base).copyMemory(from: kept, byteCount: length)
    }
    if mark != nil { mark = UnsafePointer(base) }
    cursor = UnsafePointer(base + length)
    counted = UnsafePointer(base + countedOffset)
    let space = UnsafeMutableRawBufferPointer(start: base + length, count: capacity - length)
    let count = try source.read(into: space)
    if count == 0 { isExhausted = true }
    end = cursor + count
    (base + length + count).update(repeating: 0, count: Self.padding)
    return count > 0
  }

  /// Makes sure that some bytes are in memory from the next one on, where the source has them.
  mutating func ensure(_ length: Int) throws(ReadingError) -> Bool {
    while end - cursor < length {
      let isMarked = mark != nil
      let kept = mark ?? cursor
      let offset = cursor - kept
      mark = kept
      cursor = end
      let more = try refill()
      cursor = (mark ?? cursor) + offset
      if !isMarked { mark = nil }
      if !more { return false }
    }
    return true
  }

  /// Where a byte in memory stands.
  ///
  /// It must not stand before any place asked for earlier, unless on the same line.
  mutating func position(of place: UnsafePointer<UInt8>) -> SourcePosition {
    if place > counted { count(to: place) }
    var characters = column
    if place < counted {
      var byte = place
      while byte < counted {
        if byte.pointee & 0xC0 != 0x80 { characters -= 1 }
        byte += 1
      }
    }
    return SourcePosition(file: name, line: lineBreaks + 1, column: max(characters, 0) + 1)
  }

  private mutating func count(to place: UnsafePointer<UInt8>) {
    let lines = Self.lineBreaks(counted, place - counted)
    lineBreaks += lines
    var first = place
    while first > counted, first[-1] != 0x0A { first -= 1 }
    if lines > 0 { column = 0 }
    while first < place {
      if first.pointee & 0xC0 != 0x80 { column += 1 }
      first += 1
    }
    counted = place
  }

  /// How many line breaks there are, counted in the eight bytes of a word at once.
  private static func lineBreaks(_ start: UnsafePointer<UInt8>, _ length: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var total = 0
    var offset = 0
    while length - offset >= 8 {
      var counts: UInt64 = 0
      let stop = min(length - 7, offset + 255 * 8)
      while offset < stop {
        let word = UnsafeRawPointer(start + offset).loadUnaligned(as: UInt64.self)
        let other = word ^ (ones &* 0x0A)
        let lows = ones &* 0x7F
        counts &+= ~(((other & lows) &+ lows) | other | lows) >> 7
        offset += 8
      }
      let pairs = ones & 0x00FF_00FF_00FF_00FF
      let evens = counts & (pairs &* 0xFF)
      let odds = (counts >> 8) & (pairs &* 0xFF)
      total += Int(((evens &+ odds) &* pairs) >> 48)
    }
    while offset < length {
      if start[offset] == 0x0A { total += 1 }
      offset += 1
    }
    return total
  }
}
