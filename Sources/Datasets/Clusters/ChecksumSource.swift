// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Crypto
import Synchronization

/// A checksum of bytes that come piece by piece.
final class RunningChecksum: Sendable {
  private let hash = Mutex(SHA256())

  func add(_ bytes: UnsafeRawBufferPointer) {
    hash.withLock { $0.update(bufferPointer: bytes) }
  }

  /// The checksum of all so far, in hexadecimal digits.
  func finished() -> String {
    hash.withLock { Checksum.hexadecimal($0.finalize()) }
  }
}

/// A source that adds what is read to a checksum.
struct ChecksumSource<Base: ByteSource>: ByteSource {
  private var base: Base
  private let checksum: RunningChecksum

  init(_ base: Base, _ checksum: RunningChecksum) {
    self.base = base
    self.checksum = checksum
  }

  var name: String { base.name }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int {
    let count = try base.read(into: buffer)
    checksum.add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
    return count
  }
}
