// SPDX-License-Identifier: Apache-2.0

/// Bytes that are put together and handed out without copying them.
struct ByteBuffer: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity = 256
  private var count = 0

  init() { start = .allocate(capacity: capacity) }

  deinit { start.deallocate() }

  /// The bytes, which are valid until the buffer changes.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  mutating func removeAll() { count = 0 }

  mutating func append(_ byte: UInt8) {
    reserve(1)
    start[count] = byte
    count += 1
  }

  mutating func append(contentsOf more: UnsafeBufferPointer<UInt8>) {
    guard let first = more.baseAddress else { return }
    reserve(more.count)
    (start + count).update(from: first, count: more.count)
    count += more.count
  }

  mutating func append(_ scalar: Unicode.Scalar) {
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(byte) }
  }

  private mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    let larger = max(capacity * 2, count + more)
    let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    fresh.update(from: start, count: count)
    start.deallocate()
    (start, capacity) = (fresh, larger)
  }
}
