// SPDX-License-Identifier: Apache-2.0

/// The resources of a cluster by number.
///
/// The first four are always the same; others follow in the order in which they are met.
public struct ResourceTable: Sendable {
  /// The index of `cpu`, counted in thousandths.
  public static let cpu = 0
  /// The index of `memory`, counted in bytes.
  public static let memory = 1
  /// The index of `ephemeral-storage`, counted in bytes.
  public static let ephemeralStorage = 2
  /// The index of `pods`, counted.
  public static let pods = 3

  /// The names.
  public private(set) var names = ["cpu", "memory", "ephemeral-storage", "pods"]
  private var indices = ["cpu": 0, "memory": 1, "ephemeral-storage": 2, "pods": 3]

  /// Creates a table of the four.
  public init() {}

  /// How many resources there are.
  public var count: Int { names.count }

  /// The index of a resource, or `nil` where nothing has or requests it.
  public func index(of name: String) -> Int? { indices[name] }

  /// The index of a resource, which becomes a new one if need be.
  mutating func intern(_ name: String) -> Int {
    if let index = indices[name] { return index }
    indices[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
