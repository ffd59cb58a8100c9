// SPDX-License-Identifier: Apache-2.0

public import ClusterModel
import VectorPacking

/// A way to make clusters: nodes, workloads, and pods of which most run and some wait.
///
///     let cluster = try ClusterRecipe.kubernetesCluster.generate(["nodes": 50], seed: 7)
///     let text = cluster.text(as: .yaml)
///
/// The same parameters and seed give the same bytes on every machine.
public struct ClusterRecipe: Sendable {
  /// The name, lower-case with hyphens.
  public let name: String

  /// What the clusters are, in one line.
  public let summary: String

  /// Where its figures are from.
  public let reference: String

  /// What can be chosen.
  public let parameters: [RecipeParameter]

  private let make: @Sendable (inout RecipeDraw) -> [Fields]

  /// Declares a recipe; what `make` asks the draw for was validated before.
  init(
    _ name: String, _ summary: String, reference: String, parameters: [RecipeParameter],
    make: @escaping @Sendable (inout RecipeDraw) -> [Fields]
  ) {
    self.name = name
    self.summary = summary
    self.reference = reference
    self.parameters = parameters
    self.make = make
  }

  /// All recipes for clusters.
  public static let all: [ClusterRecipe] = [.kubernetesCluster]

  /// The recipe of a name, or `nil`.
  public static func named(_ name: String) -> ClusterRecipe? {
    all.first { $0.name == name }
  }

  /// Draws a cluster.
  ///
  /// - Parameters:
  ///   - arguments: Values for parameters; those left out take their defaults.
  ///   - seed: Where the random numbers start.
  /// - Returns: The cluster, named after the recipe, the arguments and the seed.
  /// - Throws: A `RecipeError` for a parameter that is unknown or out of range.
  public func generate(
    _ arguments: [String: Int64] = [:], seed: UInt64
  ) throws(RecipeError) -> GeneratedCluster {
    let values = try parameters.values(arguments, of: name)
    var draw = RecipeDraw(values: values, generator: SeededGenerator(seed: seed), source: nil)
    let objects = make(&draw)
    let chosen = parameters.map { "\($0.name)\(values[$0.name] ?? 0)" }
    return GeneratedCluster(
      name: ([name] + chosen + ["seed\(seed)"]).joined(separator: "-"), objects: objects)
  }
}

/// A cluster that was drawn, as a dump of one would be.
public struct GeneratedCluster: Sendable {
  /// The forms in which it can be written.
  public enum Format: String, Sendable, CaseIterable {
    /// YAML.
    case yaml
    /// JSON.
    case json
  }

  /// The recipe with its parameters and the seed.
  public let name: String

  /// The objects.
  public let objects: [Fields]

  /// The objects as one list, which every command that takes clusters reads.
  ///
  /// - Complexity: Linear in the length of the text.
  public func text(as format: Format) -> String {
    let list = Value.object([
      "apiVersion": "v1", "kind": "List", "items": .array(objects.map { .object($0) }),
    ])
    return switch format {
    case .yaml: YAMLWriter(sortsFields: false).text(list)
    case .json: JSONWriter(layout: .indented).text(list) + "\n"
    }
  }
}
