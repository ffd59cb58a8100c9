// SPDX-License-Identifier: Apache-2.0

/// Amounts of resources by the resource's index in a `ResourceTable`, only those above zero.
public struct ResourceAmounts: Sendable, Hashable {
  /// The largest amount of anything, 2^53: sums of them stay exact, as floating point too.
  public static let largest: Int64 = 1 << 53

  /// The indices of the resources, ascending.
  public private(set) var resources: [Int] = []
  /// The amount of each.
  public private(set) var amounts: [Int64] = []

  /// Creates amounts of nothing.
  public init() {}

  /// Whether nothing is requested.
  public var isEmpty: Bool { resources.isEmpty }

  /// The amount of a resource; setting zero takes it out.
  public subscript(resource: Int) -> Int64 {
    get { resources.firstIndex(of: resource).map { amounts[$0] } ?? 0 }
    set {
      let place = resources.firstIndex { $0 >= resource } ?? resources.count
      let isThere = place < resources.count && resources[place] == resource
      if newValue == 0 {
        if isThere {
          resources.remove(at: place)
          amounts.remove(at: place)
        }
      } else if isThere {
        amounts[place] = newValue
      } else {
        resources.insert(resource, at: place)
        amounts.insert(newValue, at: place)
      }
    }
  }

  /// Adds other amounts; sums stay below 2^62.
  mutating func add(_ other: ResourceAmounts) {
    for (resource, amount) in zip(other.resources, other.amounts) {
      self[resource] = min(self[resource] + amount, 1 << 62)
    }
  }

  /// Takes the larger amount of each resource.
  mutating func formMaximum(_ other: ResourceAmounts) {
    for (resource, amount) in zip(other.resources, other.amounts) where amount > self[resource] {
      self[resource] = amount
    }
  }
}
