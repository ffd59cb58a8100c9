// SPDX-License-Identifier: Apache-2.0

/// Something that bytes are read from, from the beginning to the end, once.
public protocol ByteSource {
  /// The name that errors and positions give it.
  var name: String { get }

  /// Copies the next bytes into a buffer.
  ///
  /// - Parameter buffer: Where the bytes go; it is not empty.
  /// - Returns: How many bytes were copied; nothing but the end is zero.
  /// - Throws: A `ReadingError` where the bytes cannot be had.
  mutating func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadingError) -> Int
}

/// Bytes in memory.
public struct MemorySource: ByteSource {
  /// The name that errors and positions give it.
  public let name: String
  private let bytes: [UInt8]
  private var position = 0

  /// Creates a source of bytes.
  public init(_ bytes: [UInt8], name: String = "input") {
    (self.bytes, self.name) = (bytes, name)
  }

  /// Creates a source of the UTF-8 bytes of a text.
  public init(_ text: String, name: String = "input") {
    self.init(Array(text.utf8), name: name)
  }

  /// Copies the next bytes into a buffer.
  public mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - position)
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}
