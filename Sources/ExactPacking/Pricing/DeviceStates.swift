// SPDX-License-Identifier: Apache-2.0

/// What labels keep in mind of devices: each combination of shares and whole devices that came
/// up, once, and whether a bin can hold it.
struct DeviceStates: Sendable {
  /// What is taken of each kind of devices.
  private struct Contents: Hashable {
    var whole: [Int64]
    /// By kind, the largest first.
    var shares: [[Int64]]
  }

  private struct Step: Hashable {
    var state: Int32
    var kind: Int32
    var copies: Int32
  }

  private let racks: [DeviceShareRule]
  /// For each item of the knapsack, what stands for all that take the same; 0 takes nothing.
  private let kinds: [Int32]
  /// By kind from 1 on.
  private let taken: [Contents]
  private var states: [Contents]
  private var numbers: [Contents: Int32] = [:]
  private var steps: [Step: Int32] = [:]

  /// How many steps are remembered before it is tidied.
  private let mostSteps: Int

  init(_ knapsack: PatternKnapsack, mostSteps: Int = 1 << 18) {
    self.mostSteps = mostSteps
    racks = knapsack.racks
    let nothing = Contents(
      whole: racks.map { _ in 0 }, shares: racks.map { _ in [] })
    var known: [Contents: Int32] = [nothing: 0]
    var taken = [nothing]
    kinds =
      racks.isEmpty
      ? []
      : (0..<knapsack.count).map { [racks] item in
        let contents = Contents(
          whole: racks.map { $0.whole[item] }, shares: racks.map { $0.shares[item] })
        if let kind = known[contents] { return kind }
        let kind = Int32(taken.count)
        known[contents] = kind
        taken.append(contents)
        return kind
      }
    self.taken = taken
    states = [nothing]
    numbers[nothing] = 0
  }

  /// Whether an item takes anything of devices.
  func matter(to item: Int) -> Bool { !kinds.isEmpty && kinds[item] != 0 }

  /// Forgets what came up where that is too much.
  ///
  /// - Parameter kept: The states that are still needed, which may get other numbers.
  mutating func tidy(keeping kept: inout [Int32]) {
    guard steps.count > mostSteps else { return }
    let contents = kept.map { states[Int($0)] }
    states.removeSubrange(1...)
    numbers = [states[0]: 0]
    steps = [:]
    for (index, contents) in contents.enumerated() { kept[index] = number(of: contents) }
  }

  private mutating func number(of contents: Contents) -> Int32 {
    if let known = numbers[contents] { return known }
    let number = Int32(states.count)
    states.append(contents)
    numbers[contents] = number
    return number
  }

  /// The state of a bin that copies of an item join.
  ///
  /// - Parameters:
  ///   - state: The state before; 0 is that of an empty bin.
  ///   - item: The position of the item in the knapsack.
  ///   - copies: How many copies join.
  /// - Returns: `nil` where the bin cannot hold them.
  mutating func joined(_ state: Int32, _ item: Int, _ copies: Int32) -> Int32? {
    let step = Step(state: state, kind: kinds[item], copies: copies)
    if let known = steps[step] { return known < 0 ? nil : known }
    var contents = states[Int(state)]
    let more = taken[Int(kinds[item])]
    var holds = true
    for (index, rack) in racks.enumerated() {
      contents.whole[index] += more.whole[index] * Int64(copies)
      for _ in 0..<copies { contents.shares[index] += more.shares[index] }
      contents.shares[index].sort(by: >)
      holds =
        holds && rack.holds(whole: contents.whole[index], shares: contents.shares[index])
    }
    guard holds else {
      steps[step] = -1
      return nil
    }
    let number = number(of: contents)
    steps[step] = number
    return number
  }
}
