// SPDX-License-Identifier: Apache-2.0

/// Other names for names: different ones for different names, in the same order.
///
/// A name that is made of others, such as that of a pod of a StatefulSet, is made of their other
/// names, so that who takes it apart finds what fits together.
struct Pseudonyms: Sendable {
  private var collected: Set<String> = []
  private var given: [String: String] = [:]
  private var joined: [String: [String]] = [:]
  private var numbered: [String: [String]] = [:]
  private var earliest: Timestamp?
  /// The keys of labels that something compares as numbers.
  private(set) var numericKeys: Set<String> = []

  /// The moment that the earliest one becomes.
  static let start = Timestamp(seconds: 1_704_067_200)

  /// Notes a name that will be asked for.
  mutating func collect(_ name: String) {
    for part in parts(of: name) { collected.insert(part) }
  }

  /// Notes that a name is made of others with dashes between them.
  mutating func note(_ name: String, joins parts: [String]) {
    guard name == parts.joined(separator: "-") else { return }
    for part in parts { collected.insert(part) }
    joined[name] = parts
  }

  /// Notes that names made of some others and a number at the end are to be taken apart.
  mutating func noteNumbered(_ parts: [String]) {
    for part in parts { collected.insert(part) }
    numbered[parts.joined(separator: "-")] = parts
  }

  /// Notes a key of labels whose values are compared as numbers.
  mutating func noteNumeric(_ key: String) { numericKeys.insert(key) }

  /// Notes a moment.
  mutating func collect(_ moment: Timestamp) {
    earliest = min(earliest ?? moment, moment)
  }

  /// Gives out the names.
  ///
  /// - Parameter seed: What the numbers in them depend on, besides the names.
  mutating func deal(seed: UInt64) {
    let names = collected.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var state = seed
    var numbers: [UInt64] = []
    var last: UInt64 = 0
    for _ in names {
      // SplitMix64: Steele, Lea, Flood, 2014.
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      last += 1 + (mixed ^ (mixed >> 31)) % 9
      numbers.append(last)
    }
    let width = String(last).count
    for (name, number) in zip(names, numbers) {
      let digits = String(number)
      given[name] = "n" + String(repeating: "0", count: width - digits.count) + digits
    }
  }

  /// The other name of a name.
  subscript(name: String) -> String {
    if name.isEmpty || PublicWords.names.contains(name) { return name }
    if let parts = joined[name] { return parts.map { self[$0] }.joined(separator: "-") }
    if let (base, digits) = Self.number(at: name), let parts = numbered[base] {
      return parts.map { self[$0] }.joined(separator: "-") + "-" + digits
    }
    let zones = name.split(separator: "__", omittingEmptySubsequences: false)
    if zones.count > 1 { return zones.map { self[String($0)] }.joined(separator: "__") }
    // Asked for without having been collected: nothing of the name may show.
    return given[name] ?? "n"
  }

  /// The moment that a moment becomes.
  func moment(_ moment: Timestamp) -> Timestamp {
    guard let earliest else { return Self.start }
    return Timestamp(
      microseconds: Self.start.microseconds + moment.microseconds - earliest.microseconds)
  }

  private func parts(of name: String) -> [String] {
    [name] + name.split(separator: "__").map(String.init)
  }

  private static func number(at name: String) -> (base: String, digits: String)? {
    guard let dash = name.lastIndex(of: "-") else { return nil }
    let digits = name[name.index(after: dash)...]
    guard (1...6).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return (String(name[..<dash]), String(digits))
  }
}
