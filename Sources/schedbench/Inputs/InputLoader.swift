// SPDX-License-Identifier: Apache-2.0

import Datasets
import Evaluation
import Scheduling

/// An input of a command: a packing instance, and what of its rules the problem does not hold.
struct LoadedInput {
  var instance: Instance
  var rules: (any InputRules)?

  /// The cluster that the instance is made of, where it is made of one.
  var cluster: LoweredCluster? { (rules as? ClusterRules)?.lowered }

  /// The input as a comparison takes it.
  var comparison: ComparisonInput {
    var input = ComparisonInput(instance)
    input.rules = rules
    return input
  }
}

/// The inputs of a command, recognised from their beginnings.
struct RecognisedInputs {
  /// Those that hold objects of a cluster.
  var clusters: [InputSource] = []
  /// All others: packing instances and tables.
  var others: [InputSource] = []

  init(_ paths: [String]) throws(CommandFailure) {
    var sources = paths.map { InputSource($0) }
    try InputSource.checkStandardInput(sources)
    for index in sources.indices {
      if try sources[index].isCluster() {
        clusters.append(sources[index])
      } else {
        others.append(sources[index])
      }
    }
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
      arguments: arguments, nodeTypes: options.nodeTypes,
      nodes: options.nodes.map { InputSource($0.name, bytes: $0.bytes) })
  }

  /// Reads the inputs of files, folders and standard input.
  ///
  /// All that hold objects of a cluster are one input together.
  func load(_ paths: [String]) throws(CommandFailure) -> [LoadedInput] {
    try load(try RecognisedInputs(paths))
  }

  /// Reads inputs that were recognised.
  func load(_ sources: RecognisedInputs) throws(CommandFailure) -> [LoadedInput] {
    var inputs: [LoadedInput] = []
    if !sources.clusters.isEmpty {
      inputs.append(try LoadedInput(try clusters.load(sources.clusters)))
    }
    return try loadInstances(sources.others).map { LoadedInput(instance: $0) } + inputs
  }

  private func loadInstances(_ sources: [InputSource]) throws(CommandFailure) -> [Instance] {
    var instances: [Instance] = []
    var messages: [String] = []
    for source in try InputSource.expanding(sources) {
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
