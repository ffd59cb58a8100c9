// SPDX-License-Identifier: Apache-2.0

/// How a cloud starts the machines of a group.
public struct MachineSupply: Sendable, Hashable {
  /// How long from the order of a machine until its kubelet starts.
  public var startDelay = RandomDuration.constant(60_000_000)
  /// The share of orders that fail, from 0 to 1.
  public var failureRate = 0.0
  /// How long it takes until a failure is told.
  public var failureDelay = RandomDuration.constant(30_000_000)
  /// When there are not enough machines.
  public var shortages: [Shortage] = []

  /// Creates a supply of machines that all start after a minute.
  public init() {}

  /// A while in which there are not enough machines.
  public struct Shortage: Sendable, Hashable {
    /// When it begins, in microseconds since the beginning.
    public var from: Int64
    /// When it ends.
    public var until: Int64
    /// How many machines of the group there may be meanwhile.
    public var stock: Int
    /// Whether the provider says nothing: machines stay on order and never come.
    public var isSilent: Bool

    /// Creates a shortage.
    public init(from: Int64 = 0, until: Int64 = .max, stock: Int = 0, isSilent: Bool = false) {
      (self.from, self.until, self.stock, self.isSilent) = (from, until, stock, isSilent)
    }
  }

  /// The shortage that keeps one more machine from being started.
  ///
  /// - Parameters:
  ///   - time: Microseconds since the beginning.
  ///   - count: How many machines of the group there are.
  /// - Returns: The first one; `nil` where there is none.
  func shortage(at time: Int64, having count: Int) -> Shortage? {
    shortages.first { $0.from <= time && time < $0.until && count >= $0.stock }
  }
}
