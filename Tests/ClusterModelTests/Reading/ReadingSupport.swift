// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// SplitMix64: the same seed gives the same numbers everywhere.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
}

/// Bytes that come in small pieces, so that everything is cut somewhere.
struct Pieces: ByteSource {
  let name: String
  private var rest: ArraySlice<UInt8>
  private let size: Int

  init(_ bytes: [UInt8], size: Int, name: String = "input") {
    (rest, self.size, self.name) = (bytes[...], size, name)
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let piece = rest.prefix(min(size, buffer.count))
    buffer.copyBytes(from: piece)
    rest = rest.dropFirst(piece.count)
    return piece.count
  }
}

func json(_ text: String) throws(ReadingError) -> Value {
  try JSONReader.value(of: MemorySource(text))
}

func yaml(_ text: String) throws(ReadingError) -> Value {
  try YAMLReader.value(of: MemorySource(text))
}

/// What a reader says of a text: its values or its error.
enum Outcome: Hashable {
  case values([Value])
  case error(ReadingError)

  init(json source: some ByteSource) {
    do throws(ReadingError) {
      var reader = JSONReader(source)
      var values: [Value] = []
      while let value = try reader.next() { values.append(value) }
      self = .values(values)
    } catch {
      self = .error(error)
    }
  }

  init(yaml source: some ByteSource) {
    do throws(ReadingError) {
      var reader = YAMLReader(source)
      var values: [Value] = []
      while let value = try reader.next() { values.append(value) }
      self = .values(values)
    } catch {
      self = .error(error)
    }
  }

  init(objects source: some ByteSource) {
    do throws(ReadingError) {
      self = .values(try ObjectReader().records(of: source).map { .object($0.fields) })
    } catch {
      self = .error(error)
    }
  }

  var error: ReadingError? {
    if case .error(let error) = self { error } else { nil }
  }
}
