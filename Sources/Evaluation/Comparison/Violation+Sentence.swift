// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension Violation {
  /// The rule that is broken, in one sentence.
  func sentence(for input: ComparisonInput) -> String {
    let problem = input.problem
    func name(_ shape: Int) -> String {
      problem.shapes.contains(shape) ? "'\(problem.name(of: shape))'" : "shape \(shape)"
    }
    return switch self {
    case .malformed(let pattern, let reason):
      "pattern \(pattern) makes no sense: \(reason)"
    case .count(let shape, let placed, let unplaced, let expected):
      "\(placed) items of \(name(shape)) are placed and \(unplaced) left over, but there are "
        + "\(expected)"
    case .capacity(let pattern, let resource, let used, let capacity):
      "a node of pattern \(pattern) holds \(input.text(used, of: resource)), but has only "
        + input.unit(of: resource).text(capacity)
    case .devices(let pattern, let resource):
      "the shares of \(problem.resources[resource].name) on a node of pattern \(pattern) do not "
        + "fit into its devices"
    case .compatibility(let pattern, let shape):
      "\(name(shape)) lies on a node of pattern \(pattern), whose type it may not use"
    case .perBinLimit(let pattern, let shape, let found, let limit):
      "a node of pattern \(pattern) holds \(found) items of \(name(shape)), but may hold \(limit)"
    case .conflict(let pattern, let first, let second):
      "\(name(first)) and \(name(second)) share a node of pattern \(pattern), but may not"
    case .spread(let rule, let fullest, let most, let emptiest, let least, let maxSkew):
      "\(spreadName(rule, of: problem)): \(domain(fullest, of: rule, in: problem)) has \(most) "
        + "and \(domain(emptiest, of: rule, in: problem)) has \(least), a difference of more "
        + "than \(maxSkew)"
    case .availability(let binType, let used, let available):
      "\(used) nodes of type '\(problem.binTypes[binType].name)' are used, but there are "
        + "\(available)"
    case .binCount(let stated, let found):
      "the packing says it uses \(stated) nodes, but uses \(found)"
    case .cost(let stated, let found):
      "the packing says it costs \(stated), but costs \(found)"
    case .bound(let method, let bound, let found):
      "the bound \(method) claims at least \(bound), but the packing has \(found)"
    }
  }

  /// What a spread rule is about: its shapes, the first of them by name.
  private func spreadName(_ rule: Int, of problem: PackingProblem) -> String {
    let shapes = problem.spreadRules[rule].shapes
    let first = shapes.first.map { "'\(problem.name(of: $0))'" } ?? "nothing"
    return "items of \(first)\(shapes.count > 1 ? " and others" : "") are spread unevenly"
  }

  /// A domain, named after the node types in it.
  private func domain(_ domain: Int, of rule: Int, in problem: PackingProblem) -> String {
    let types = problem.binTypes.indices.filter { problem.domain(of: $0, in: rule) == domain }
    let names = types.prefix(3).map { "'\(problem.binTypes[$0].name)'" }
    return "the domain of \(names.joined(separator: ", "))\(types.count > 3 ? ", …" : "")"
  }
}
