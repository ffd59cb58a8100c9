// SPDX-License-Identifier: Apache-2.0

import VectorPacking

extension UnplacedReason {
  /// The reason as a person reads it, in one sentence without a full stop.
  func sentence(for input: ComparisonInput) -> String {
    switch self {
    case .noTypeAllowed:
      return "there is no node of a type that it may use"
    case .noNode(let binTypes):
      return "it may only use \(list(of: binTypes, in: input)), of which there is no node"
    case .tooLarge(let shortages, let types):
      return sentence(for: shortages, types: types, input: input)
    case .noTypeSuits(let closest, let shortages, let types):
      let missing = shortages.map {
        "needs \(input.text($0.need, of: $0.resource)) where it has "
          + input.unit(of: $0.resource).text($0.offered)
      }
      return "none of the \(types) node types it may use has enough of everything; on the "
        + "closest, '\(input.problem.binTypes[closest].name)', it "
        + missing.joined(separator: " and ")
    case .allFull(let nodes):
      return nodes == 1
        ? "the only node of the types it may use is full"
        : "all \(nodes) nodes of the types it may use are full"
    case .uneven(let rule):
      let skew = input.problem.spreadRules[rule].maxSkew
      return "where there is room, one more would be uneven: domains may differ by at most "
        + "\(skew) item\(skew == 1 ? "" : "s")"
    case .leftOut(.timeLimit):
      return "time was up before it was placed, though a node could take it"
    case .leftOut(.cancelled):
      return "the run was cancelled before it was placed, though a node could take it"
    case .leftOut:
      return "the strategy left it out, though a node could take it"
    }
  }

  private func sentence(
    for shortages: [Shortage], types: Int, input: ComparisonInput
  ) -> String {
    let problem = input.problem
    let needs = shortages.map { input.text($0.need, of: $0.resource) }
    let offers = shortages.map { shortage in
      input.unit(of: shortage.resource).text(shortage.offered)
        + (problem.binTypes[shortage.binType].load[shortage.resource] > 0 ? " free" : "")
    }
    let name = problem.binTypes[shortages[0].binType].name
    let holder =
      switch types {
      case 1 where problem.binTypes.count == 1: "a node has"
      case 1: "the only node type it may use, '\(name)', has"
      case _ where shortages.count > 1: "the most that a node type it may use has is"
      case problem.binTypes.count: "the largest node type has"
      default: "the largest of the \(types) node types it may use has"
      }
    return "needs \(enumeration(needs)); \(holder) \(enumeration(offers))"
  }

  private func enumeration(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return "\(parts.dropLast().joined(separator: ", ")) and \(last)"
  }

  private func list(of binTypes: [Int], in input: ComparisonInput) -> String {
    let names = binTypes.prefix(3).map { "'\(input.problem.binTypes[$0].name)'" }
    let more = binTypes.count - names.count
    return "node type\(binTypes.count == 1 ? "" : "s") \(names.joined(separator: ", "))"
      + (more > 0 ? " and \(more) more" : "")
  }
}
