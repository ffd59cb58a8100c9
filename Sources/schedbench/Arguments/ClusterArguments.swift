// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import Datasets
import Scheduling

/// What is to be known about clusters: dumps of Kubernetes, manifests, compose files.
struct ClusterArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What containers without a request are taken to request, such as cpu=100m,memory=128Mi.",
      valueName: "resource=amount,…"))
  var defaultRequests: String?

  @Option(
    help: ArgumentHelp(
      "A KubeSchedulerConfiguration whose profiles decide.", valueName: "file"),
    completion: .file())
  var schedulerConfig: String?

  @Option(
    help: ArgumentHelp("The name of the stack that compose files make.", valueName: "name"))
  var stack: String?

  @Flag(help: "Place all pods anew, also those on nodes; those of DaemonSets stay.")
  var repack = false

  /// The options for readers.
  func options(nodeTypes: [String]) throws(CommandFailure) -> ClusterOptions {
    var options = ClusterOptions()
    options.nodeTypes = nodeTypes
    options.stack = stack
    for part in (defaultRequests ?? "").split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, let quantity = try? Quantity(pair[1]), !quantity.isNegative else {
        throw .badUsage(
          "--default-requests: found '\(part)', expected resource=amount such as cpu=100m")
      }
      options.defaultRequests[pair[0]] = quantity
    }
    return options
  }

  /// The profiles that decide: those of the option, else those among the objects, else the defaults.
  func configuration(_ input: ClusterInput) throws(CommandFailure) -> SchedulerConfiguration {
    if let schedulerConfig { return try SchedulerConfiguration(file: schedulerConfig) }
    guard let fields = input.schedulerConfiguration else { return SchedulerConfiguration() }
    do {
      return try SchedulerConfiguration(fields)
    } catch {
      throw .badInput(["\(input.name): \(error)"])
    }
  }
}
