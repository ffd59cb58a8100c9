// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// Filling in what is absent without touching what is there: objects in which nothing is missing
/// keep their storage, which thousands of pods of one template share.
extension Fields {
  /// Whether both lie in the same memory, and so are equal.
  package func sharesStorage(with other: Fields) -> Bool {
    storageAddress == other.storageAddress && count == other.count
  }

  /// Where the values lie; it means nothing once nobody holds the fields any more.
  package var storageAddress: UInt {
    values.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
  }

  /// Whether a field is not there, `null`, or empty text.
  func lacks(_ key: String) -> Bool {
    switch self[key] {
    case nil, .null?: true
    case .string(let text)?: text.isEmpty
    default: false
    }
  }

  /// Sets a field that is lacking.
  mutating func fill(_ key: String, _ value: @autoclosure () -> Value) {
    if lacks(key) { self[key] = value() }
  }

  /// Sets a number that is lacking or 0.
  mutating func fillPositive(_ key: String, _ value: Int64) {
    if lacks(key) || self[key] == 0 { self[key] = .integer(value) }
  }

  /// Completes the object under a name, if there is one.
  mutating func complete(_ key: String, _ body: (inout Fields) -> Void) {
    guard case .object(let old)? = self[key] else { return }
    var new = old
    body(&new)
    if !new.sharesStorage(with: old) { self[key] = .object(new) }
  }

  /// Completes the object under a name, which is made where there is none.
  mutating func completeOrMake(_ key: String, _ body: (inout Fields) -> Void) {
    if lacks(key) { self[key] = .object(Fields()) }
    complete(key, body)
  }

  /// Completes each object of a list.
  mutating func completeEach(_ key: String, _ body: (inout Fields) -> Void) {
    guard case .array(let old)? = self[key] else { return }
    var new: [Value]?
    for index in old.indices {
      guard case .object(let element) = old[index] else { continue }
      var completed = element
      body(&completed)
      guard !completed.sharesStorage(with: element) else { continue }
      if new == nil { new = old }
      new?[index] = .object(completed)
    }
    if let new { self[key] = .array(new) }
  }

  /// Writes the amounts under a name as a server does: as text, in their canonical form.
  mutating func normalizeAmounts(_ key: String) {
    complete(key) { amounts in
      for index in 0..<amounts.count {
        let value = amounts.values[index]
        guard let amount = Quantity(value), value.string != amount.description else { continue }
        amounts[amounts.keys[index]] = amount.value
      }
    }
  }

  /// Sets the fields of another object that this one lacks.
  mutating func fill(from other: Fields) {
    for index in 0..<other.count where self[other.keys[index]] == nil {
      self[other.keys[index]] = other.values[index]
    }
  }
}
