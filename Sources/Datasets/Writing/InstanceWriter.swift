// SPDX-License-Identifier: Apache-2.0

import VectorPacking

/// Writes instances in the formats that `InputReader` reads.
///
/// What a format cannot say is an error, never left out.
public enum InstanceWriter {
  /// The most sizes that a list of sizes is written with.
  public static let mostSizes = 10_000_000

  /// Writes a vector packing instance with one open-ended bin type.
  ///
  /// Items stay in their order, equal neighbours as one row with a demand.
  ///
  /// - Parameter instance: An instance without rules on what may share a bin.
  /// - Returns: The file.
  /// - Throws: A `WritingError` that names what the format cannot say.
  public static func vectorPacking(_ instance: Instance) throws(WritingError) -> [UInt8] {
    if let refusal = refusal(ofVectorPacking: instance) {
      throw WritingError(format: "vbp", message: refusal)
    }
    let problem = instance.problem
    var text = "\(problem.resources.count)\n"
    text += problem.binTypes[0].capacity.map(String.init).joined(separator: " ") + "\n"
    text += "\(problem.arrivals.count)\n"
    for run in problem.arrivals {
      for size in problem.demand(of: run.shape) { text += "\(size) " }
      text += "\(run.count)\n"
    }
    return Array(text.utf8)
  }

  /// Writes a one-dimensional instance as a list of sizes.
  ///
  /// - Parameter instance: An instance with one resource and no rules.
  /// - Returns: The file.
  /// - Throws: A `WritingError` that names what the format cannot say.
  public static func sizes(_ instance: Instance) throws(WritingError) -> [UInt8] {
    let problem = instance.problem
    if problem.resources.count != 1 {
      throw WritingError(
        format: "bpp", message: "the instance has \(problem.resources.count) resources, expected 1")
    }
    if let refusal = refusal(ofVectorPacking: instance) {
      throw WritingError(format: "bpp", message: refusal)
    }
    if problem.itemCount > mostSizes {
      throw WritingError(
        format: "bpp",
        message: "the instance has \(problem.itemCount) items, expected at most \(mostSizes), "
          + "because each takes a line")
    }
    var text = "\(problem.itemCount)\n\(problem.binTypes[0].capacity[0])\n"
    for run in problem.arrivals {
      let line = "\(problem.demand(of: run.shape, in: 0))\n"
      for _ in 0..<run.count { text += line }
    }
    return Array(text.utf8)
  }

  /// What keeps an instance from being mere sizes and one capacity, or `nil`.
  static func refusal(ofVectorPacking instance: Instance) -> String? {
    let problem = instance.problem
    let bin = problem.binTypes[0]
    if problem.binTypes.count != 1 {
      return "the instance has \(problem.binTypes.count) bin types, expected 1"
    }
    if bin.cost != 1 { return "a bin costs \(bin.cost), expected 1" }
    if let available = bin.available {
      return "there are \(available) bins, expected no end of them"
    }
    if bin.load.contains(where: { $0 != 0 }) {
      return "bins are partly filled before packing, expected them empty"
    }
    if let devices = problem.resources.first(where: { $0.deviceUnit != nil }) {
      return "'\(devices.name)' comes in devices, expected resources that add up freely"
    }
    if problem.hasLinkingRules {
      return "items are to be spread over domains, expected no such rule"
    }
    for shape in problem.shapes {
      if problem.perBinLimit(of: shape) != nil {
        return "'\(problem.name(of: shape))' has a limit per bin, expected none"
      }
      if !problem.conflicts(of: shape).isEmpty {
        return "'\(problem.name(of: shape))' may not share a bin with some others, expected no "
          + "such rule"
      }
      if !problem.isCompatible(shape, with: 0) {
        return "'\(problem.name(of: shape))' may not use the bin type, expected no such rule"
      }
    }
    return nil
  }
}
