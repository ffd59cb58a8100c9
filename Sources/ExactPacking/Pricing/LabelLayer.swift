// SPDX-License-Identifier: Apache-2.0

/// The labels of one layer of a `LabelSearch` on plain memory, by what they leave of the first
/// resource, most first.
final class LabelLayer {
  private(set) var count = 0
  /// What the items so far are worth.
  private(set) var value: UnsafeMutablePointer<Int64>
  /// What is in and what can still be gained at most.
  private(set) var bound: UnsafeMutablePointer<Int64>
  /// The last choice, or -1.
  private(set) var node: UnsafeMutablePointer<Int32>
  /// Row-major over resources: what is left.
  private(set) var left: UnsafeMutablePointer<Int64>
  /// Row-major over tables: the buckets that are left.
  private(set) var buckets: UnsafeMutablePointer<Int32>
  /// Row-major over words: the marks of `LabelRules`.
  private(set) var marks: UnsafeMutablePointer<UInt64>
  /// What rows can still bring.
  private(set) var potential: UnsafeMutablePointer<Int64>
  /// The state of the devices in `DeviceStates`.
  private(set) var devices: UnsafeMutablePointer<Int32>
  private var capacity = 0
  private let resources: Int
  private var tables = 0
  private var words = 0

  init(resources: Int) {
    self.resources = resources
    value = .allocate(capacity: 0)
    bound = .allocate(capacity: 0)
    node = .allocate(capacity: 0)
    left = .allocate(capacity: 0)
    buckets = .allocate(capacity: 0)
    marks = .allocate(capacity: 0)
    potential = .allocate(capacity: 0)
    devices = .allocate(capacity: 0)
  }

  deinit { free() }

  private func free() {
    value.deallocate()
    bound.deallocate()
    node.deallocate()
    left.deallocate()
    buckets.deallocate()
    marks.deallocate()
    potential.deallocate()
    devices.deallocate()
  }

  /// Makes room for so many labels, whose values are then set one by one.
  func reset(_ count: Int, tables: Int, words: Int) {
    self.count = count
    guard count > capacity || tables > self.tables || words > self.words else { return }
    free()
    capacity = max(capacity, count + count / 2)
    self.tables = max(self.tables, tables)
    self.words = max(self.words, words)
    value = .allocate(capacity: capacity)
    bound = .allocate(capacity: capacity)
    node = .allocate(capacity: capacity)
    left = .allocate(capacity: capacity * resources)
    buckets = .allocate(capacity: capacity * self.tables)
    marks = .allocate(capacity: capacity * self.words)
    potential = .allocate(capacity: capacity)
    devices = .allocate(capacity: capacity)
  }
}
