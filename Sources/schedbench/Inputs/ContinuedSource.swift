// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Standard input of which the beginning was read already: that first, then the rest as it comes.
struct ContinuedSource: ByteSource {
  /// The name that errors and positions give it.
  let name: String
  private var head: MemorySource
  private var rest: FileSource?

  init(_ head: [UInt8], name: String) {
    (self.name, self.head) = (name, MemorySource(head, name: name))
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadingError) -> Int {
    if rest == nil {
      let count = head.read(into: buffer)
      if count > 0 { return count }
    }
    let source: FileSource
    if let rest { source = rest } else { source = try FileSource(path: "-", name: name) }
    rest = source
    return try source.read(into: buffer)
  }
}
