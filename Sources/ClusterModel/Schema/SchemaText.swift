// SPDX-License-Identifier: Apache-2.0

extension Schema.ValueType {
  /// What a value of the type is, for messages.
  var expectedText: String {
    switch self {
    case .string: "text"
    case .bool: "true or false"
    case .int32: "a whole number of 32 bits"
    case .int64: "a whole number of 64 bits"
    case .bytes: "bytes in Base64"
    case .quantity: "an amount such as 500m, 2 or 1.5Gi"
    case .intOrString: "a whole number of 32 bits, or text"
    case .time, .microTime: "a moment such as 2024-05-01T12:00:00Z"
    case .anyObject, .object: "an object"
    case .list: "a list"
    case .map: "a map of names to values"
    }
  }
}

extension Value {
  /// What it is, for messages, with advice where the type would have taken it in quotes.
  func found(as type: Schema.ValueType) -> String {
    switch self {
    case .string(let text): "the text '\(text.prefix(40))'"
    case .integer(let number): "the number \(number)" + Self.quoted("\(number)", type)
    case .number(let text): "the number \(text.prefix(40))" + Self.quoted(text, type)
    case .bool(let truth): "\(truth)" + Self.quoted("\(truth)", type)
    case .null, .array, .object: kindText
    }
  }

  private static func quoted(_ text: String, _ type: Schema.ValueType) -> String {
    type == .string ? " (in quotes, \"\(text.prefix(40))\", it would be text)" : ""
  }
}

extension Schema.ObjectType {
  /// The field that was meant by a name that is none: equal but for case, or few letters away.
  func suggestion(for name: String) -> String? {
    let wanted = Array(name.lowercased().utf8.prefix(64))
    var best: (distance: Int, name: String)?
    for field in fields {
      let distance = Self.distance(wanted, Array(field.name.lowercased().utf8))
      if distance < best?.distance ?? .max { best = (distance, field.name) }
    }
    guard let best, best.distance <= min(3, (wanted.count + 2) / 3) else { return nil }
    return best.name
  }

  /// How many letters have to be put in, taken out, changed or swapped with the next
  /// (optimal string alignment).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var (before, last) = ([Int](), Array(0...right.count))
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          least = min(least, before[j - 1] + 1)
        }
        row.append(least)
      }
      (before, last) = (last, row)
    }
    return last[right.count]
  }
}
