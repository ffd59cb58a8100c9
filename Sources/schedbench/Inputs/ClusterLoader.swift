// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Datasets
import Evaluation
import Scheduling
import VectorPacking

/// A cluster that was read, ready to be asked about.
struct LoadedCluster {
  /// What was read.
  var input: ClusterInput
  /// The cluster with its pods where they are.
  var snapshot: ClusterSnapshot
  /// What was assumed, one sentence each.
  var assumptions: [String]
}

/// Reads files of a cluster for a command.
struct ClusterLoader {
  var arguments: ClusterArguments
  var nodeTypes: [String] = []
  /// A file with the nodes, all of which was read.
  var nodes: InputSource?

  /// The endings of the files that a folder stands for.
  static let endings: Set<String> = ["yaml", "yml", "json"]

  /// Reads files and folders as one cluster.
  func load(_ paths: [String]) throws(CommandFailure) -> LoadedCluster {
    try load(paths.map { InputSource($0) })
  }

  /// Reads inputs as one cluster.
  func load(_ inputs: [InputSource]) throws(CommandFailure) -> LoadedCluster {
    var reader = ClusterReader(try arguments.options(nodeTypes: nodeTypes))
    let sources = try InputSource.clusterSources(inputs + [nodes].compactMap(\.self))
    do throws(InputError) {
      for source in sources { try source.addObjects(to: &reader) }
      return try loaded(try reader.finish(), of: sources.map(\.path))
    } catch {
      throw .badInput([error.description])
    }
  }

  private func loaded(
    _ input: ClusterInput, of paths: [String]
  ) throws(InputError) -> LoadedCluster {
    do {
      let configuration = try arguments.configuration(input)
      var snapshot = try ClusterSnapshot(input.objects, configuration: configuration)
      var assumptions = input.assumptions
      let lost = snapshot.podsOnUnknownNodes.count
      if lost > 0 {
        assumptions.append(
          "\(lost) pods are on nodes that the input does not have, and are left aside.")
      }
      if arguments.repack { snapshot.evictMovablePods() }
      return LoadedCluster(input: input, snapshot: snapshot, assumptions: assumptions)
    } catch let fault as ClusterFault {
      let (kind, namespace, name) = fault.reference
      if let position = ClusterReader.position(
        of: fault.field, inObject: kind, namespace: namespace, name: name, of: paths)
      {
        throw InputError(
          file: position.file, line: position.line, field: fault.field,
          message: "\(fault.message), in \(fault.object)")
      }
      throw InputError(
        file: input.name, field: "\(fault.object): \(fault.field)", message: fault.message)
    } catch {
      throw InputError(file: input.name, message: "\(error)")
    }
  }
}

extension LoadedInput {
  /// The pods of a cluster that wait for a node, to be placed by strategies.
  init(_ cluster: LoadedCluster) throws(CommandFailure) {
    let snapshot = cluster.snapshot
    guard snapshot.nodeCount > 0 else {
      throw .badInput([
        "\(cluster.input.name): there are no nodes to place pods on\n"
          + "Add a dump of the nodes, or node types such as --node-type cpu=4,memory=16Gi,count=3."
      ])
    }
    let lowered: LoweredCluster
    do throws(ProblemError) {
      lowered = try LoweredCluster(snapshot)
    } catch {
      throw .badInput(["\(cluster.input.name): \(error)"])
    }
    let problem = lowered.problem
    var names = ItemNames()
    for pod in lowered.arrivals {
      names.append("\(snapshot.namespace(pod))/\(snapshot.podName(pod))")
    }
    instance = Instance(
      name: cluster.input.name, format: cluster.input.format, sha256: cluster.input.sha256,
      problem: problem,
      units: problem.resources.map { QuantityUnit(forResource: $0.name) }, itemNames: names,
      nodeNames: lowered.nodesOfType.map { $0.map { snapshot.nodeName($0) } },
      assumptions: cluster.assumptions + lowered.notLowered.map { $0 + "." })
    rules = ClusterRules(lowered)
  }
}
