// SPDX-License-Identifier: Apache-2.0

/// Dominance among labels with marks and devices: one is no worse than another if it leaves as
/// much and is worth as much, its marks are among those of the other, and both hold the same
/// shares of devices or it holds none.
///
/// Labels of equal marks are a group. Each is compared with those of its own group and of some
/// groups with fewer marks; labels come by what they leave of the first resource, most first.
struct MarkedDominance: Sendable {
  /// Those in use and others that were, with their memory.
  private var groups: [Group] = []
  private var count = 0
  /// Row-major: the marks of each group.
  private var marks: [UInt64] = []
  private var words = 0
  /// The last group of each class of hashes, or -1; earlier ones follow by `Group.next`.
  private var heads = Array(repeating: -1, count: 1 << Self.hashBits)

  private static let hashBits = 9

  private struct Group {
    var devices: Int32 = 0
    var next = -1
    /// Groups no label of which is worse for its marks.
    var better: [Int] = []
    var stairs = Staircase()
  }

  /// How many groups can be among the better ones.
  private static let mostLeaders = 64
  private static let mostBetter = 12

  /// Starts a layer.
  mutating func begin(words: Int) {
    self.words = words
    count = 0
    marks.removeAll(keepingCapacity: true)
    for head in heads.indices { heads[head] = -1 }
  }

  /// Whether no label so far dominates another, which counts from then on.
  mutating func admits(
    other: Int64, value: Int64, marks: UnsafePointer<UInt64>, devices: Int32
  ) -> Bool {
    let group = self.group(marks, devices)
    for better in groups[group].better where groups[better].stairs.covers(other, value) {
      return false
    }
    return groups[group].stairs.add(other, value)
  }

  private mutating func group(_ marks: UnsafePointer<UInt64>, _ devices: Int32) -> Int {
    var hash = UInt64(UInt32(bitPattern: devices))
    for word in 0..<words { hash = (hash ^ marks[word]) &* 0x9E37_79B9_7F4A_7C15 ^ hash >> 29 }
    let head = Int(hash >> (64 - Self.hashBits))
    var index = heads[head]
    while index >= 0 {
      if groups[index].devices == devices, isEqual(index, marks) { return index }
      index = groups[index].next
    }
    return add(marks, devices, head)
  }

  private mutating func add(
    _ marks: UnsafePointer<UInt64>, _ devices: Int32, _ head: Int
  ) -> Int {
    let number = count
    count += 1
    if number == groups.count { groups.append(Group()) }
    groups[number].devices = devices
    groups[number].next = heads[head]
    groups[number].better.removeAll(keepingCapacity: true)
    groups[number].stairs.clear()
    for leader in 0..<min(number, Self.mostLeaders) {
      let (fewer, more) = compare(leader, marks)
      if fewer, groups[number].better.count < Self.mostBetter,
        groups[leader].devices == devices || groups[leader].devices == 0
      {
        groups[number].better.append(leader)
      }
      if more, number < Self.mostLeaders, groups[leader].better.count < Self.mostBetter,
        groups[leader].devices == devices || devices == 0
      {
        groups[leader].better.append(number)
      }
    }
    for word in 0..<words { self.marks.append(marks[word]) }
    heads[head] = number
    return number
  }

  private func isEqual(_ group: Int, _ marks: UnsafePointer<UInt64>) -> Bool {
    for word in 0..<words where self.marks[group * words + word] != marks[word] { return false }
    return true
  }

  /// Whether a group has no marks beyond these, and whether it has all of these.
  private func compare(
    _ group: Int, _ marks: UnsafePointer<UInt64>
  ) -> (fewer: Bool, more: Bool) {
    var (fewer, more) = (true, true)
    for word in 0..<words {
      let own = self.marks[group * words + word]
      if own & ~marks[word] != 0 { fewer = false }
      if marks[word] & ~own != 0 { more = false }
    }
    return (fewer, more)
  }
}
