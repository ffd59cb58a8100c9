// SPDX-License-Identifier: Apache-2.0

/// A proof of a bound that can be checked without a solver: case distinctions, and for each case
/// that remains integer multipliers whose weighted sum of rules gives the bound.
///
/// Write *x(p)* for how often a packing uses the pattern *p*. Every packing obeys the rules
///
/// - for each shape: the items in bins plus the items left out are all its items;
/// - for each bin type that is limited: its bins are at most those available;
/// - for the items left out, all shapes together: at most `mostUnplaced`;
/// - further `Row`s: case distinctions, cuts, and the linking rules of the problem.
///
/// A `DualSolution` gives each rule a multiplier. Where no pattern is worth more than it costs
/// under these multipliers, their weighted sum is a bound (weak duality). Whether that is so is
/// decided pattern by pattern in integers, which is the whole work of a check.
public struct BoundProof: Sendable, Hashable {
  /// What is bounded from below.
  public enum Objective: String, Sendable, Hashable, CaseIterable {
    /// What the bins cost, with `mostUnplaced` placeable items left out at most.
    case cost
    /// How many bins are used, with `mostUnplaced` placeable items left out at most.
    case bins
    /// How many placeable items are left out; `mostUnplaced` plays no part.
    case unplaced
  }

  /// What is bounded.
  public var objective: Objective

  /// The proven bound: a whole number of cost units, bins or items.
  public var value: Int64

  /// How many placeable items a packing may leave out for the bound to hold for it.
  ///
  /// A placeable item is one that fits into an empty bin of some type with bins available.
  public var mostUnplaced: Int64

  /// The case distinctions, the first of which is the root.
  public var nodes: [Node]

  /// Creates a proof.
  public init(objective: Objective, value: Int64, mostUnplaced: Int64 = 0, nodes: [Node]) {
    self.objective = objective
    self.value = value
    self.mostUnplaced = mostUnplaced
    self.nodes = nodes
  }

  /// One place in the tree of case distinctions.
  public enum Node: Sendable, Hashable {
    /// A case in which the multipliers prove the bound, or that the case is empty.
    case leaf(DualSolution)
    /// Two cases: the counted bins are at most `most`, or at least one more. The cases are the
    /// nodes at positions `fewer` and `more`, which come later in the list.
    case split(BinCount, most: Int64, fewer: Int, more: Int)
  }
}

extension BoundProof {
  /// Which bins a case distinction counts: those of some types that hold enough of some shapes.
  public struct BinCount: Sendable, Hashable {
    /// The bin types counted, ascending; empty for all.
    public var binTypes: [Int]
    /// A bin counts if it holds at least so many items of each of these shapes, ascending by
    /// shape; without any, every used bin counts.
    public var atLeast: [ShapeCount]

    /// Creates a count.
    public init(binTypes: [Int] = [], atLeast: [ShapeCount]) {
      self.binTypes = binTypes
      self.atLeast = atLeast
    }
  }

  /// A rank-one cut of Chvátal and Gomory.
  ///
  /// For each pattern, the rounded-down sum of its items' fractions adds up to at most the
  /// rounded-down sum over all items. With three halves it is a subset-row cut (Jepsen, Petersen,
  /// Spoorendonk and Pisinger, "Subset-row inequalities applied to the vehicle-routing problem
  /// with time windows", 2008).
  public struct RankOneCut: Sendable, Hashable {
    /// The shapes, ascending, each with the numerator of its fraction as count.
    public var numerators: [ShapeCount]
    /// The denominator of all fractions, at least 2.
    public var denominator: Int64

    /// Creates a cut.
    public init(numerators: [ShapeCount], denominator: Int64) {
      self.numerators = numerators
      self.denominator = denominator
    }
  }

  /// A rule beyond covering items, available bins and items left out.
  public enum Row: Sendable, Hashable {
    /// At most so many bins of this kind, as the case says; the multiplier is not positive.
    case atMost(BinCount, Int64)
    /// At least so many bins of this kind, as the case says; the multiplier is not negative.
    case atLeast(BinCount, Int64)
    /// A rank-one cut; the multiplier is not positive.
    case cut(RankOneCut)
    /// The linking rule at this position: one domain holds no more items of the rule's shapes
    /// than another holds, plus the skew; the multiplier is not positive.
    case spread(rule: Int, domain: Int, over: Int)
  }

  /// Integer multipliers of the rules.
  ///
  /// With multipliers π of the shapes, μ ≥ 0 of the bin types, ν ≥ 0 of the items left out and ρ
  /// of the rows, and `scale` times the objective as the price of a bin, they are dual feasible
  /// if every pattern *p* of every type *t* has
  ///
  ///     Σ π(s) p(s) + Σ ρ(r) r(p) ≤ scale · price(t) + μ(t)
  ///
  /// and leaving an item out is not cheaper than π says: π(s) ≤ ν, or for the objective
  /// `unplaced` π(s) ≤ scale, in both cases only if items may be left out at all. Then
  ///
  ///     Σ π(s) items(s) − Σ μ(t) available(t) − ν · mostUnplaced + Σ ρ(r) side(r)
  ///
  /// is at most `scale` times the objective of any packing in this case. A `scale` of 0 with a
  /// positive sum shows that there is none.
  public struct DualSolution: Sendable, Hashable {
    /// What one unit of the objective is worth, in units of the multipliers; not negative.
    public var scale: Int64
    /// One multiplier per shape of the problem, of any sign; those of shapes that fit nowhere
    /// count for nothing.
    public var shapes: [Int64]
    /// One multiplier per bin type, not negative; 0 where the type is unlimited.
    public var binTypes: [Int64]
    /// The multiplier of the items left out, not negative.
    public var unplaced: Int64
    /// Further rules with multipliers other than 0.
    public var rows: [Priced]

    /// A row and its multiplier.
    public struct Priced: Sendable, Hashable {
      /// The rule.
      public var row: Row
      /// Its multiplier.
      public var price: Int64

      /// Creates a pair.
      public init(row: Row, price: Int64) {
        self.row = row
        self.price = price
      }
    }

    /// Creates a solution.
    public init(
      scale: Int64, shapes: [Int64], binTypes: [Int64], unplaced: Int64 = 0, rows: [Priced] = []
    ) {
      self.scale = scale
      self.shapes = shapes
      self.binTypes = binTypes
      self.unplaced = unplaced
      self.rows = rows
    }
  }
}
