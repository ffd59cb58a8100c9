// SPDX-License-Identifier: Apache-2.0

/// The names of a problem's items in the order of arrival, without a string for each.
///
/// What stands for one item has a name, what stands for many gives each its name and a number:
///
///     var names = ItemNames()
///     names.append("database")
///     names.append("web", count: 3)
///     Array(names)  // ["database", "web-0", "web-1", "web-2"]
///
/// Ten million replicas of one row take as much memory as one.
public struct ItemNames: Sendable {
  private var names: [String] = []
  /// The position behind each run.
  private var ends: [Int] = []

  /// Creates a list without names.
  public init() {}

  /// Adds the name of the next item, or of the next items with numbers from 0.
  ///
  /// - Parameters:
  ///   - name: The name, to which `-0`, `-1` and so on are added if there are several items.
  ///   - count: How many items, at least one.
  public mutating func append(_ name: String, count: Int = 1) {
    precondition(count >= 1, "a name stands for at least one item")
    names.append(name)
    ends.append(endIndex + count)
  }

  /// How many names were added.
  public var runCount: Int { names.count }

  /// The names that were added, with their counts, for some items.
  ///
  /// Those of which only a part is among the items come as single items.
  ///
  /// - Complexity: O(log runs + runs among the items), and O(items) of runs that are cut.
  public func runs(in items: Range<Int>) -> [(name: String, count: Int)] {
    var runs: [(name: String, count: Int)] = []
    var position = items.lowerBound
    while position < items.upperBound {
      let run = run(at: position)
      let whole = start(of: run)..<ends[run]
      if whole.lowerBound == position, whole.upperBound <= items.upperBound {
        runs.append((names[run], whole.count))
        position = whole.upperBound
      } else {
        runs.append((self[position], 1))
        position += 1
      }
    }
    return runs
  }

  private func start(of run: Int) -> Int { run == 0 ? 0 : ends[run - 1] }

  /// The run of an item, by bisection.
  private func run(at position: Int) -> Int {
    var (low, high) = (0, ends.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] > position { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension ItemNames: RandomAccessCollection {
  /// The first item.
  public var startIndex: Int { 0 }

  /// How many items have names.
  public var endIndex: Int { ends.last ?? 0 }

  /// The name of an item.
  ///
  /// - Complexity: O(log runs).
  public subscript(position: Int) -> String {
    precondition(indices.contains(position), "there is no such item")
    let run = run(at: position)
    let first = start(of: run)
    return ends[run] - first == 1 ? names[run] : "\(names[run])-\(position - first)"
  }
}

extension ItemNames: ExpressibleByArrayLiteral {
  /// Creates a list with one name an item.
  public init(arrayLiteral names: String...) {
    self.init()
    for name in names { append(name) }
  }
}

extension ItemNames: Equatable {
  /// Whether the items have the same names, in whatever way they were added.
  ///
  /// - Complexity: O(runs) where they were added alike, otherwise O(items).
  public static func == (first: ItemNames, second: ItemNames) -> Bool {
    (first.ends == second.ends && first.names == second.names) || first.elementsEqual(second)
  }
}
