// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import Datasets
import Reporting
import Scheduling

/// `schedbench how-many`.
struct HowMany: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "how-many",
    abstract: "Count how many more pods like one fit into a cluster.",
    usage: """
      schedbench how-many <pod> <inputs> ...
      schedbench how-many --pod <file> <inputs> ...
      """,
    discussion: """
      Pods that are pending already are not placed first. The exit code is 1 if none fits.
      """)

  @Argument(
    help: "The pod as NAMESPACE/NAME, NAME or deploy/NAME, then the files of the cluster.",
    completion: .file())
  var inputs: [String]

  @Option(
    help: ArgumentHelp(
      "Count the first pod of this manifest instead of one of the cluster.", valueName: "file"),
    completion: .file())
  var pod: String?

  @Option(
    help: ArgumentHelp("Where to stop counting.", valueName: "n"))
  var limit = 1_000_000

  @Option(
    help: ArgumentHelp(
      "A node type, such as cpu=96,memory=384Gi,count=10; may be repeated.",
      valueName: "resource=amount,…"))
  var nodeType: [String] = []

  @OptionGroup(title: "Clusters") var clusters: ClusterArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit: found \(limit), expected at least 1") }
    if pod == nil, inputs.count < 2, nodeType.isEmpty {
      throw ValidationError("Name the pod first, then the files of the cluster.")
    }
  }

  func run() throws {
    let destinations = try output.clusterDestinations()
    var sources = inputs.map { InputSource($0) }
    let name: String
    if let pod {
      var manifest = InputSource(pod)
      try InputSource.checkStandardInput(sources + [manifest])
      // It is read twice: alone, and with the cluster.
      try manifest.keepBytes()
      name = try firstPod(of: manifest)
      sources.append(manifest)
    } else {
      name = sources.removeFirst().path
    }
    let cluster = try ClusterInputArguments.load(sources, nodeTypes: nodeType, clusters)
    let index = try PodReference(name).pod(in: cluster)
    let report = ReplicaReport(
      cluster.snapshot.maxReplicas(like: index, limit: limit), like: index, of: cluster.snapshot,
      origin: cluster.origin)
    for destination in destinations {
      try destination.write { ReportWriter().render(report, as: $0, style: $1) }
    }
    if report.count == 0 { throw CommandFailure.answerIsNo }
  }

  /// The name of the first pod that a file makes, read on its own.
  private func firstPod(of manifest: InputSource) throws(CommandFailure) -> String {
    let alone = try ClusterLoader(arguments: clusters).load([manifest])
    guard let pod = alone.input.objects.pods.first else {
      throw .badInput(["\(manifest.name): holds no pod\nGive a file with a pod or a workload."])
    }
    return "\(pod.metadata.namespace ?? "default")/\(pod.metadata.name ?? "")"
  }
}
