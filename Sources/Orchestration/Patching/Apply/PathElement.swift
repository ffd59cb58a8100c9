// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// One step of the way to a field whose manager is known.
package enum PathElement: Hashable, Sendable {
  /// A field of an object.
  case field(String)
  /// The element of a list whose fields have these values; the fields are in ascending order of
  /// their names.
  case key([KeyField])
  /// The element of a set.
  case value(Value)
  /// The element at a position.
  case index(Int)

  /// A field that tells elements of a list apart, with its value.
  package struct KeyField: Hashable, Sendable {
    /// The name.
    package var name: String
    /// The value.
    package var value: Value

    /// Creates a field.
    package init(_ name: String, _ value: Value) { (self.name, self.value) = (name, value) }
  }

  /// The element of a list with these fields, in any order.
  package static func key(unsorted fields: [KeyField]) -> PathElement {
    if fields.count < 2 { return .key(fields) }
    return .key(fields.sorted { $0.name.byteOrder(to: $1.name) < 0 })
  }
}

extension PathElement: Comparable {
  /// Whether one comes before another: fields by their names, then keys, values and positions.
  package static func < (left: PathElement, right: PathElement) -> Bool {
    left.order(to: right) < 0
  }

  /// -1, 0 or 1, as the element comes before another, is the same or comes after it.
  func order(to other: PathElement) -> Int {
    switch (self, other) {
    case (.field(let left), .field(let right)): return left.byteOrder(to: right)
    case (.key(let left), .key(let right)):
      for (one, two) in zip(left, right) {
        let byName = one.name.byteOrder(to: two.name)
        if byName != 0 { return byName }
        let byValue = one.value.order(to: two.value)
        if byValue != 0 { return byValue }
      }
      return left.count.order(to: right.count)
    case (.value(let left), .value(let right)): return left.order(to: right)
    case (.index(let left), .index(let right)): return left.order(to: right)
    default: return rank.order(to: other.rank)
    }
  }

  private var rank: Int {
    switch self {
    case .field: 0
    case .key: 1
    case .value: 2
    case .index: 3
    }
  }
}

extension PathElement {
  /// The step as messages write it: `.image`, `[name="web"]`, `[="a"]` or `[0]`.
  package var pathText: String {
    switch self {
    case .field(let name): "." + name
    case .key(let fields):
      "[" + fields.map { "\($0.name)=\(JSONWriter().text($0.value))" }.joined(separator: ",") + "]"
    case .value(let value): "[=\(JSONWriter().text(value))]"
    case .index(let index): "[\(index)]"
    }
  }
}

extension Array where Element == PathElement {
  /// The path as messages write it: `.spec.template.spec.containers[name="web"].image`.
  package var pathText: String { map(\.pathText).joined() }
}

extension Int {
  fileprivate func order(to other: Int) -> Int { self < other ? -1 : self == other ? 0 : 1 }
}

extension String {
  /// -1, 0 or 1, as the bytes come before those of another text, are the same or come after them.
  func byteOrder(to other: String) -> Int {
    if self == other { return 0 }
    return utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
  }
}

extension Value {
  /// -1, 0 or 1, as the value comes before another, is the same or comes after it: numbers, texts,
  /// truth values, lists, objects, and `null` last.
  fileprivate func order(to other: Value) -> Int {
    switch (self, other) {
    case (.integer(let left), .integer(let right)): return left < right ? -1 : left == right ? 0 : 1
    case (.integer, .number), (.number, .integer), (.number, .number):
      let (left, right) = (decimal, other.decimal)
      return left < right ? -1 : left == right ? 0 : 1
    case (.string(let left), .string(let right)): return left.byteOrder(to: right)
    case (.bool(let left), .bool(let right)): return left == right ? 0 : right ? -1 : 1
    case (.array, .array), (.object, .object):
      let writer = JSONWriter(sortsFields: true)
      return writer.text(self).byteOrder(to: writer.text(other))
    default: return rank.order(to: other.rank)
    }
  }

  private var decimal: Double {
    switch self {
    case .integer(let number): Double(number)
    case .number(let text): Double(text) ?? 0
    case .null, .bool, .string, .array, .object: 0
    }
  }

  private var rank: Int {
    switch self {
    case .integer, .number: 0
    case .string: 1
    case .bool: 2
    case .array: 3
    case .object: 4
    case .null: 5
    }
  }
}
