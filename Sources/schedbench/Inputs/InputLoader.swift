// SPDX-License-Identifier: Apache-2.0

import Datasets
import Evaluation

/// An input of a command: a packing instance, and what of its rules the problem does not hold.
struct LoadedInput {
  var instance: Instance
  var rules: (any InputRules)?

  /// The input as a comparison takes it.
  var comparison: ComparisonInput {
    var input = ComparisonInput(instance)
    input.rules = rules
    return input
  }
}

/// Reads all inputs of a command before any of them is packed.
///
/// If one is broken, nothing is packed: every broken input is named, and the command ends.
struct InputLoader {
  private let reader: InputReader
  private let clusters: ClusterLoader

  init(_ options: InputOptions, _ arguments: ClusterArguments) {
    reader = InputReader(options: options)
    clusters = ClusterLoader(
      arguments: arguments, nodeTypes: options.nodeTypes, nodes: options.nodes?.name)
  }

  /// Reads the inputs of files, folders and standard input.
  ///
  /// All that hold objects of a cluster are one input together.
  func load(_ paths: [String]) throws(CommandFailure) -> [LoadedInput] {
    var isCluster: [Bool] = []
    for path in paths { isCluster.append(try InputSource(path).isCluster()) }
    let clusterPaths = zip(paths, isCluster).filter(\.1).map(\.0)
    let others = zip(paths, isCluster).filter { !$0.1 }.map(\.0)
    var inputs: [LoadedInput] = []
    if !clusterPaths.isEmpty { inputs.append(try LoadedInput(try clusters.load(clusterPaths))) }
    return try loadInstances(others).map { LoadedInput(instance: $0) } + inputs
  }

  private func loadInstances(_ paths: [String]) throws(CommandFailure) -> [Instance] {
    var instances: [Instance] = []
    var messages: [String] = []
    for source in try InputSource.expanding(paths) {
      do {
        instances += try reader.readAll(try source.bytes(), name: source.name)
      } catch let error as InputError {
        messages.append(error.description)
      } catch CommandFailure.badInput(let more) {
        messages += more
      } catch {
        messages.append("\(source.name): \(error)")
      }
    }
    if !messages.isEmpty {
      if !instances.isEmpty { messages.append("nothing was packed, because of the inputs above") }
      throw .badInput(messages)
    }
    return instances
  }
}
