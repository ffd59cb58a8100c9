// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A field of a document, which knows where it is, so that what is wrong with it can be told.
///
/// Errors name the field; the line is found afterwards, once for the one error there is.
struct BehaviorField {
  /// The value; `nil` where there is none.
  let value: Value?
  /// The way to it, such as `spec.exits[0].after`.
  let path: String

  /// An error about it.
  func error(_ expected: String) -> ReadingError {
    let found: String
    switch value {
    case nil: found = "nothing"
    case .string(let text)?: found = "'\(text)'"
    case .integer(let number)?: found = String(number)
    case .number(let text)?: found = text
    case .bool(let truth)?: found = truth ? "true" : "false"
    case let other?: found = other.kindText
    }
    return ReadingError(file: "", field: path, found: found, expected: expected)
  }

  /// Whether there is a value.
  var isPresent: Bool { value != nil && value != .null }

  /// A field of the object.
  subscript(name: String) -> BehaviorField {
    BehaviorField(value: value?.object?[name], path: path.isEmpty ? name : "\(path).\(name)")
  }

  /// Makes sure that it is an object without other fields than some.
  func requireFields(_ names: [String]) throws(ReadingError) {
    guard isPresent else { return }
    guard case .object(let fields)? = value else { throw error("an object") }
    for name in fields.keys where !names.contains(name) {
      throw ReadingError(
        file: "", field: self[name].path, found: "the field '\(name)'",
        expected: "one of " + names.map { "'\($0)'" }.joined(separator: ", "))
    }
  }

  /// The elements of a list; none where it is absent.
  func elements() throws(ReadingError) -> [BehaviorField] {
    guard isPresent else { return [] }
    guard case .array(let elements)? = value else { throw error("a list") }
    return elements.enumerated().map {
      BehaviorField(value: $0.element, path: "\(path)[\($0.offset)]")
    }
  }

  // MARK: Kinds of values

  func text() throws(ReadingError) -> String? {
    guard isPresent else { return nil }
    guard case .string(let text)? = value else { throw error("text") }
    return text
  }

  func requiredText() throws(ReadingError) -> String {
    guard let text = try text(), !text.isEmpty else { throw error("text") }
    return text
  }

  func pattern() throws(ReadingError) -> GlobPattern? { try text().map { GlobPattern($0) } }

  func truth() throws(ReadingError) -> Bool? {
    guard isPresent else { return nil }
    guard case .bool(let truth)? = value else { throw error("true or false") }
    return truth
  }

  func integer(in range: ClosedRange<Int>) throws(ReadingError) -> Int? {
    guard isPresent else { return nil }
    guard case .integer(let number)? = value, let number = Int(exactly: number),
      range.contains(number)
    else { throw error("a whole number from \(range.lowerBound) to \(range.upperBound)") }
    return number
  }

  func number(in range: ClosedRange<Double>) throws(ReadingError) -> Double? {
    guard isPresent else { return nil }
    let number: Double? =
      switch value {
      case .integer(let number)?: Double(number)
      case .number(let text)?: Double(text)
      default: nil
      }
    guard let number, range.contains(number) else {
      throw error("a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// An amount of a resource.
  func amount(_ unit: QuantityUnit) throws(ReadingError) -> Int64? {
    guard let value, isPresent else { return nil }
    guard let quantity = Quantity(value), let amount = try? quantity.value(in: unit), amount >= 0
    else { throw error("an amount such as '150Mi'") }
    return amount
  }

  /// A time, in microseconds.
  func time() throws(ReadingError) -> Int64? {
    guard isPresent else { return nil }
    if value == .integer(0) { return 0 }
    guard case .string(let text)? = value, let time = DurationText.parse(text) else {
      throw error("a time such as '10s', '1m30s' or '200ms'")
    }
    return time
  }

  func requiredTime() throws(ReadingError) -> Int64 {
    guard let time = try time() else { throw error("a time such as '10s'") }
    return time
  }

  /// One of some words.
  func word<Word: RawRepresentable & CaseIterable>(
    _: Word.Type
  ) throws(ReadingError) -> Word? where Word.RawValue == String {
    guard isPresent else { return nil }
    guard let word = try text().flatMap({ Word(rawValue: $0) }) else {
      throw error(
        "one of " + Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))
    }
    return word
  }

  /// Labels, as a map or as a selector in one line.
  func labels() throws(ReadingError) -> LabelSelector {
    guard isPresent else { return LabelSelector() }
    do {
      if case .string(let text)? = value { return try LabelSelector(text) }
      if let value, let labels = [String: String](value) {
        return try LabelSelector(matching: labels)
      }
    } catch {
      throw self.error("labels: \(error)")
    }
    throw error("a map of labels, or a selector such as 'app=web'")
  }

  /// A time that may be drawn at random.
  func randomTime() throws(ReadingError) -> RandomDuration? {
    guard isPresent else { return nil }
    guard case .object(let fields)? = value else {
      return try time().map { RandomDuration.constant($0) }
    }
    let names = ["constant", "uniform", "exponential", "normal", "logNormal"]
    try requireFields(names + ["jitter", "min", "max"])
    let kinds = names.filter { fields[$0] != nil }
    guard let kind = kinds.first, kinds.count == 1 else {
      throw error("exactly one of " + names.map { "'\($0)'" }.joined(separator: ", "))
    }
    let own = self[kind]
    let distribution: RandomDuration.Distribution
    switch kind {
    case "constant":
      let time = try own.requiredTime()
      let jitter = try self["jitter"].time() ?? 0
      distribution = jitter == 0 ? .constant(time) : .uniform(from: time, to: time + jitter)
    case "uniform":
      try own.requireFields(["from", "to"])
      let (from, to) = (try own["from"].requiredTime(), try own["to"].requiredTime())
      guard from <= to else { throw own["to"].error("a time that is not before 'from'") }
      distribution = .uniform(from: from, to: to)
    case "exponential":
      try own.requireFields(["mean"])
      distribution = .exponential(mean: try own["mean"].requiredTime())
    case "normal":
      try own.requireFields(["mean", "deviation"])
      distribution = .normal(
        mean: try own["mean"].requiredTime(), deviation: try own["deviation"].requiredTime())
    default:
      try own.requireFields(["median", "sigma"])
      distribution = .logNormal(
        median: try own["median"].requiredTime(), sigma: try own["sigma"].number(in: 0...10) ?? 1)
    }
    if kind != "constant", self["jitter"].isPresent {
      throw self["jitter"].error("nothing; only 'constant' has jitter")
    }
    return RandomDuration(
      distribution, minimum: try self["min"].time() ?? 0, maximum: try self["max"].time())
  }
}
