// SPDX-License-Identifier: Apache-2.0

/// The fields of an object, in the order in which they were read or set.
///
/// Objects of the API have few fields, so they lie in plain arrays.
///
/// - Complexity: Finding a field is linear in the number of fields.
public struct Fields: Sendable {
  /// The names.
  public private(set) var keys: [String]
  /// The value of each name.
  public private(set) var values: [Value]

  /// Creates no fields.
  public init() {
    (keys, values) = ([], [])
  }

  /// Creates fields; of those with one name the last counts.
  public init(_ fields: some Sequence<(String, Value)>) {
    self.init()
    for (key, value) in fields { self[key] = value }
  }

  /// Creates fields from names and values whose names are known to be different.
  package init(distinctKeys keys: [String], values: [Value]) {
    (self.keys, self.values) = (keys, values)
  }

  /// How many fields there are.
  public var count: Int { keys.count }
  /// Whether there are none.
  public var isEmpty: Bool { keys.isEmpty }

  /// The value of a field, or `nil` where there is none; setting `nil` takes the field out.
  public subscript(key: String) -> Value? {
    get { keys.firstIndex(of: key).map { values[$0] } }
    set {
      switch (keys.firstIndex(of: key), newValue) {
      case (let index?, let value?): values[index] = value
      case (let index?, nil):
        keys.remove(at: index)
        values.remove(at: index)
      case (nil, let value?):
        keys.append(key)
        values.append(value)
      case (nil, nil): break
      }
    }
  }
}

extension Fields {
  /// Changes the object under a name where it lies, starting from none where there is none.
  ///
  /// What nobody else holds is changed without a copy, which reading the object, changing it and
  /// setting it again would cost.
  ///
  /// - Parameters:
  ///   - key: The name; a value of another kind under it is replaced.
  ///   - body: Changes the object.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  package mutating func modify<Result, Failure: Error>(
    _ key: String, _ body: (inout Fields) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let index: Int
    if let known = keys.firstIndex(of: key) {
      index = known
    } else {
      index = keys.count
      keys.append(key)
      values.append(.null)
    }
    var inner = Fields()
    if case .object(let fields) = values[index] { inner = fields }
    values[index] = .null
    defer { values[index] = .object(inner) }
    return try body(&inner)
  }
}

extension Fields: Sequence {
  /// The fields with their names, in order.
  public func makeIterator() -> Zip2Sequence<[String], [Value]>.Iterator {
    zip(keys, values).makeIterator()
  }
}

extension Fields: Hashable {
  /// Whether both have the same fields, in whichever order.
  public static func == (left: Fields, right: Fields) -> Bool {
    guard left.count == right.count else { return false }
    if left.keys == right.keys { return left.values == right.values }
    if left.count <= 16 {
      return zip(left.keys, left.values).allSatisfy { right[$0] == $1 }
    }
    let others = Dictionary(zip(right.keys, right.values)) { first, _ in first }
    return zip(left.keys, left.values).allSatisfy { others[$0] == $1 }
  }

  /// Feeds the fields to a hasher so that their order does not count.
  public func hash(into hasher: inout Hasher) {
    var sum = 0
    for (key, value) in zip(keys, values) {
      var field = Hasher()
      field.combine(key)
      field.combine(value)
      sum &+= field.finalize()
    }
    hasher.combine(sum)
  }
}

extension Fields: ExpressibleByDictionaryLiteral {
  /// Creates fields; of those with one name the last counts.
  public init(dictionaryLiteral elements: (String, Value)...) {
    self.init(elements)
  }
}
