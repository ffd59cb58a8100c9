// SPDX-License-Identifier: Apache-2.0

/// A problem without rules that link bins, in which every item may go only where a quota lets it.
///
/// Each ruled shape becomes one shape for each class it has a quota in, with the class's bin types
/// as the only ones. A packing of all its items keeps the rules when the quotas do. Two parts of a
/// shape never meet in a bin, so limits per bin and conflicts stay what they were.
struct ApportionedProblem {
  /// The problem without linking rules.
  let problem: PackingProblem
  /// For each of its shapes, whether a spread rule counts it.
  let isRuled: [Bool]
  private let original: PackingProblem
  private let originalShapes: [Int]
  private let classOfShape: [Int]

  /// Divides the items by quotas for each shape and class; items beyond them are left out.
  ///
  /// - Complexity: O(shapes × classes × bin types + arrivals + conflicts × classes²).
  init(_ classes: SpreadClasses, quotas: [[Int]]) {
    let source = classes.problem
    original = source
    var parts = Array(repeating: [(part: Int, count: Int)](), count: source.shapeCount)
    var shapes: [Int] = []
    var classOf: [Int] = []
    var counts: [Int32] = []
    var rows: [[Bool]] = []
    var rowIndex: [[Bool]: Int32] = [:]
    var rowOfShape: [Int32] = []
    func add(_ shape: Int, class position: Int, count: Int, row: [Bool]) {
      parts[shape].append((shapes.count, count))
      shapes.append(shape)
      classOf.append(position)
      counts.append(Int32(count))
      let known = rowIndex[row] ?? Int32(rows.count)
      if known == rows.count {
        rowIndex[row] = known
        rows.append(row)
      }
      rowOfShape.append(known)
    }
    for shape in source.shapes {
      guard classes.isRuled(shape) else {
        let row = source.binTypes.indices.map { source.isCompatible(shape, with: $0) }
        add(shape, class: -1, count: source.count(of: shape), row: row)
        continue
      }
      for (position, quota) in quotas[shape].enumerated() where quota > 0 {
        var row = Array(repeating: false, count: source.binTypes.count)
        for type in classes.ofShape[shape][position].types { row[type] = true }
        add(shape, class: position, count: quota, row: row)
      }
    }
    originalShapes = shapes
    classOfShape = classOf
    isRuled = shapes.map { classes.isRuled($0) }
    problem = PackingProblem(
      resources: source.resources, binTypes: source.binTypes,
      arrivals: Self.arrivals(of: source, dealtTo: parts),
      itemCount: counts.reduce(0) { $0 + Int($1) },
      demands: shapes.flatMap { source.demand(of: $0) }, counts: counts,
      perBinLimits: source.perBinLimits.isEmpty ? [] : shapes.map { source.perBinLimits[$0] },
      compatibilityOfShape: rowOfShape, compatibilityRows: rows,
      conflictLists: source.conflictLists.isEmpty
        ? []
        : shapes.map { shape in
          source.conflictLists[shape].flatMap { parts[Int($0)].map { Int32($0.part) } }
        },
      shapeNames: [])
  }

  /// The items in the order of their arrival: of each shape those of its first class come first.
  private static func arrivals(
    of source: PackingProblem, dealtTo parts: [[(part: Int, count: Int)]]
  ) -> [ShapeCount] {
    var next = Array(repeating: 0, count: source.shapeCount)
    var used = Array(repeating: 0, count: source.shapeCount)
    var arrivals: [ShapeCount] = []
    for run in source.arrivals {
      var left = run.count
      while left > 0, next[run.shape] < parts[run.shape].count {
        let (part, count) = parts[run.shape][next[run.shape]]
        let taken = min(left, count - used[run.shape])
        arrivals.append(ShapeCount(shape: part, count: taken))
        used[run.shape] += taken
        left -= taken
        if used[run.shape] == count {
          next[run.shape] += 1
          used[run.shape] = 0
        }
      }
    }
    return arrivals
  }

  /// A packing of the original as one of this problem, which has to have the quotas that the
  /// packing has.
  func divided(_ packing: Packing, _ classes: SpreadClasses) -> Packing {
    var parts: [[Int: Int]] = Array(repeating: [:], count: original.shapeCount)
    for (part, shape) in originalShapes.enumerated() { parts[shape][classOfShape[part]] = part }
    var builder = Packing.Builder()
    for pattern in packing.patterns {
      builder.add(
        binType: pattern.binType, count: pattern.count,
        contents: pattern.contents.compactMap { entry in
          let position =
            classes.isRuled(entry.shape)
            ? classes.class(of: entry.shape, in: pattern.binType) : -1
          return position.flatMap { parts[entry.shape][$0] }
            .map { ShapeCount(shape: $0, count: entry.count) }
        }.sorted { $0.rawShape < $1.rawShape })
    }
    return builder.build(for: problem)
  }

  /// A packing of this problem as one of the original.
  func restored(_ packing: Packing) -> Packing {
    var builder = Packing.Builder()
    for pattern in packing.patterns {
      builder.add(
        binType: pattern.binType, count: pattern.count,
        contents: pattern.contents.lazy.map {
          ShapeCount(shape: originalShapes[$0.shape], count: $0.count)
        })
    }
    return builder.build(for: original)
  }

  /// The caps that remain once a packing has left items out: what it has placed, where it has not
  /// placed all.
  func lowered(_ caps: [[Int]], by packing: Packing) -> [[Int]] {
    var caps = caps
    for entry in packing.unplaced where classOfShape[entry.shape] >= 0 {
      caps[originalShapes[entry.shape]][classOfShape[entry.shape]] =
        problem.count(of: entry.shape) - entry.count
    }
    return caps
  }
}
