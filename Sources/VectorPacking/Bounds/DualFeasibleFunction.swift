// SPDX-License-Identifier: Apache-2.0

/// A function on sizes 0…C that is nondecreasing, superadditive and 0 at 0.
///
/// If the sizes in a bin add up to at most its capacity, then their images add up to at most
/// the image of that capacity. So an image is as good a size as the original, and often it
/// shows that less fits. The families here are the classical maximal ones, scaled to integers:
/// Clautiaux, Alves and Valério de Carvalho, "A survey of dual-feasible and superadditive
/// functions", 2010.
package protocol DualFeasibleFunction: Sendable {
  /// The image of a size between 0 and the capacity that the function was made for.
  func callAsFunction(_ size: Int64) -> Int64
}

/// Sizes as they are.
package struct Unchanged: DualFeasibleFunction {
  package func callAsFunction(_ size: Int64) -> Int64 { size }
}

/// Down to a multiple of C / steps, unless the size is a multiple of C / (steps + 1).
///
/// The function u^(k) of Fekete and Schepers, "New classes of fast lower bounds for bin packing
/// problems", 2001; with one step it counts what is larger than half a bin.
package struct RoundedToSteps: DualFeasibleFunction {
  let steps: Int64
  let capacity: Int64

  package init(steps: Int64, capacity: Int64) {
    self.steps = steps
    self.capacity = capacity
  }

  package func callAsFunction(_ size: Int64) -> Int64 {
    let (quotient, remainder) = ((steps + 1) * size).quotientAndRemainder(dividingBy: capacity)
    return remainder == 0 ? steps * quotient : (steps + 1) * quotient
  }
}

/// Sizes above C − threshold count as the whole bin, those below the threshold as nothing.
///
/// The function U^(ε) of Fekete and Schepers, 2001; its best threshold gives the bound L2 of
/// Martello and Toth. The threshold is at most half the capacity.
package struct LargeFillsBin: DualFeasibleFunction {
  let threshold: Int64
  let capacity: Int64

  package init(threshold: Int64, capacity: Int64) {
    self.threshold = threshold
    self.capacity = capacity
  }

  package func callAsFunction(_ size: Int64) -> Int64 {
    if size > capacity - threshold { return capacity }
    return size < threshold ? 0 : size
  }
}

/// Counts how many parts of a given size fit, from below for small sizes, from above for large.
///
/// The function f_CCM,1 of Carlier, Clautiaux and Moukrim, "New reduction procedures and lower
/// bounds for the two-dimensional bin packing problem with fixed orientation", 2007. It
/// dominates φ^(ε) of Fekete and Schepers.
package struct CountedParts: DualFeasibleFunction {
  let part: Int64
  let capacity: Int64

  package init(part: Int64, capacity: Int64) {
    self.part = part
    self.capacity = capacity
  }

  package func callAsFunction(_ size: Int64) -> Int64 {
    if 2 * size > capacity { return 2 * (capacity / part - (capacity - size) / part) }
    return 2 * size == capacity ? capacity / part : 2 * (size / part)
  }
}

/// Whole parts, and of the rest only what exceeds the rest of the capacity.
///
/// The function f_BJ,1 of Burdett and Johnson, "A subadditive approach to solve linear integer
/// programs", 1977, which is also mixed-integer rounding.
package struct RoundedRest: DualFeasibleFunction {
  let part: Int64
  let capacity: Int64

  package init(part: Int64, capacity: Int64) {
    self.part = part
    self.capacity = capacity
  }

  package func callAsFunction(_ size: Int64) -> Int64 {
    let rest = capacity % part
    let (quotient, remainder) = size.quotientAndRemainder(dividingBy: part)
    return (part - rest) * quotient + max(0, remainder - rest)
  }
}

/// Steps that are left-open for small sizes and right-open for large ones.
///
/// The function f_VB,2 of Vanderbeck, "Exact algorithm for minimising the number of setups in
/// the one-dimensional cutting stock problem", 2000, for at least two steps.
package struct SymmetricSteps: DualFeasibleFunction {
  let steps: Int64
  let capacity: Int64

  package init(steps: Int64, capacity: Int64) {
    self.steps = steps
    self.capacity = capacity
  }

  package func callAsFunction(_ size: Int64) -> Int64 {
    if 2 * size > capacity { return 2 * (steps - 1) - 2 * low(capacity - size) }
    return 2 * size == capacity ? steps - 1 : 2 * low(size)
  }

  private func low(_ size: Int64) -> Int64 {
    size == 0 ? 0 : (steps * size - 1) / capacity
  }
}
