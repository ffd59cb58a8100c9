// SPDX-License-Identifier: Apache-2.0

/// A combinatorial way to prove that no packing can be cheaper or use fewer bins.
///
/// A method sees one `BoundInstance`: items of which each fits into at least one of the
/// instance's bin classes, and nothing else. What it proves holds for every packing that places
/// all of them.
public protocol LowerBoundMethod: Sendable {
  /// The name that reports print: lower case with hyphens.
  var name: String { get }

  /// One line that says how the method argues.
  var summary: String { get }

  /// What the method proves about one instance.
  func evaluate(_ instance: BoundInstance) -> BoundFinding
}

extension LowerBoundMethod {
  /// What the method alone proves about a problem; trivial if it proves that some placeable
  /// items must stay out, because then no packing can contradict it.
  public func bound(for problem: PackingProblem, deadline: Deadline = .never) -> LowerBound {
    CombinatorialBound.analysis(of: problem, methods: [self], deadline: deadline).bound
  }
}

/// What a method proves about one instance.
public struct BoundFinding: Sendable, Hashable {
  /// No packing of all items of the instance costs less.
  public var cost: Int64

  /// No packing of all items of the instance uses fewer bins.
  public var bins: Int64

  /// Why the available bins cannot hold all items, where the method found that out.
  public var shortage: String?

  /// What the figures rest on, as far as the method says.
  var witnesses = BoundWitnesses()

  /// Creates a finding.
  public init(cost: Int64 = 0, bins: Int64 = 0, shortage: String? = nil) {
    self.cost = cost
    self.bins = bins
    self.shortage = shortage
  }

  /// Whether two findings say the same, whatever they rest on.
  public static func == (first: BoundFinding, second: BoundFinding) -> Bool {
    (first.cost, first.bins, first.shortage) == (second.cost, second.bins, second.shortage)
  }

  /// Feeds what the finding says into a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(cost)
    hasher.combine(bins)
    hasher.combine(shortage)
  }

  /// The stronger of both in each figure.
  mutating func strengthen(by other: BoundFinding) {
    if other.cost > cost { (cost, witnesses.cost) = (other.cost, other.witnesses.cost) }
    if other.bins > bins { (bins, witnesses.bins) = (other.bins, other.witnesses.bins) }
    shortage = shortage ?? other.shortage
  }
}
