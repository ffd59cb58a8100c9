// SPDX-License-Identifier: Apache-2.0

/// A small instance in the folder `datasets/`, and how it was made.
///
/// The files are made by `files()` and nothing else; `datasets/recipes.json` says the same for
/// those who do not read Swift.
public struct PackagedDataset: Sendable, Hashable {
  /// The format of the file.
  public enum Format: String, Sendable, Hashable {
    /// Vector packing text.
    case vbp
    /// A list of sizes.
    case bpp
    /// A table of pods, with a table of nodes beside it.
    case csv
  }

  /// The file's name in `datasets/`.
  public let file: String
  /// The name of the table of nodes, for tables of pods.
  public let nodesFile: String?
  /// The recipe's name.
  public let recipe: String
  /// The parameters that differ from the recipe's defaults or are worth saying.
  public let arguments: [String: Int64]
  /// Where the random numbers start.
  public let seed: UInt64
  /// The format.
  public let format: Format

  init(
    _ file: String, _ recipe: String, _ arguments: [String: Int64], seed: UInt64, format: Format,
    nodesFile: String? = nil
  ) {
    self.file = file
    self.nodesFile = nodesFile
    self.recipe = recipe
    self.arguments = arguments
    self.seed = seed
    self.format = format
  }

  /// All of them.
  public static let all: [PackagedDataset] = [
    PackagedDataset(
      "caprara-toth-1-n50.vbp", "caprara-toth", ["class": 1, "n": 50], seed: 1, format: .vbp),
    PackagedDataset(
      "caprara-toth-3-n100.vbp", "caprara-toth", ["class": 3, "n": 100], seed: 3, format: .vbp),
    PackagedDataset(
      "caprara-toth-8-n50.vbp", "caprara-toth", ["class": 8, "n": 50], seed: 8, format: .vbp),
    PackagedDataset(
      "caprara-toth-9-n25.vbp", "caprara-toth", ["class": 9, "n": 25], seed: 9, format: .vbp),
    PackagedDataset(
      "caprara-toth-10-n51.vbp", "caprara-toth", ["class": 10, "n": 51], seed: 10, format: .vbp),
    PackagedDataset(
      "panigrahy-6-d5-n60.vbp", "panigrahy", ["class": 6, "n": 60, "d": 5], seed: 6, format: .vbp),
    PackagedDataset(
      "mommessin-new-4-d3-n60.vbp", "mommessin-new", ["class": 4, "n": 60, "d": 3], seed: 4,
      format: .vbp),
    PackagedDataset(
      "triplet-f-d3-n60.vbp", "triplet-f", ["n": 60, "d": 3], seed: 2, format: .vbp),
    PackagedDataset(
      "falkenauer-u-n100.bpp", "falkenauer-u", ["n": 100], seed: 1, format: .bpp),
    PackagedDataset(
      "web-cluster-pods.csv", "web-cluster", ["n": 300], seed: 1, format: .csv,
      nodesFile: "web-cluster-nodes.csv"),
  ]

  /// Makes the files again, byte for byte.
  ///
  /// - Returns: Each file's name and content.
  /// - Throws: A `RecipeError` should the recipe and its arguments not agree.
  public func files() throws(RecipeError) -> [(name: String, bytes: [UInt8])] {
    guard let recipe = Recipe.named(recipe) else {
      throw .invalid(recipe: recipe, message: "there is no recipe of this name")
    }
    let instance = try recipe.generate(arguments, seed: seed)
    do throws(WritingError) {
      switch format {
      case .vbp: return [(file, try InstanceWriter.vectorPacking(instance))]
      case .bpp: return [(file, try InstanceWriter.sizes(instance))]
      case .csv:
        var files = [(file, try InstanceWriter.pods(instance))]
        if let nodesFile { files.append((nodesFile, try InstanceWriter.nodes(instance))) }
        return files
      }
    } catch {
      throw .invalid(recipe: recipe.name, message: error.description)
    }
  }

  /// The content of `datasets/recipes.json`.
  public static var recipesFile: String {
    let entries = all.map { dataset in
      let arguments = dataset.arguments.sorted { $0.key < $1.key }
        .map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
      let nodes = dataset.nodesFile.map { ", \"nodes\": \"\($0)\"" } ?? ""
      return
        "    { \"file\": \"\(dataset.file)\"\(nodes), \"format\": \"\(dataset.format.rawValue)\",\n"
        + "      \"recipe\": \"\(dataset.recipe)\", \"parameters\": { \(arguments) }, "
        + "\"seed\": \(dataset.seed) }"
    }
    return "{\n  \"schema\": \"schedbench.recipes/v1\",\n  \"files\": [\n"
      + entries.joined(separator: ",\n") + "\n  ]\n}\n"
  }
}
