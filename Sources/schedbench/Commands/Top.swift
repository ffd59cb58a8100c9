// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import Datasets
import Reporting
import Scheduling

/// `schedbench top`.
struct Top: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how much of each node the requests and limits of its pods take.",
    discussion: """
      The first word may be 'nodes' or 'pods'; a file of such a name is written ./nodes. The exit \
      code is 1 if a node is above the threshold.
      """)

  @Argument(
    help: ArgumentHelp(
      "'nodes' or 'pods', then the files or folders of a cluster, or - for standard input.",
      valueName: "input"),
    completion: .file())
  var inputs: [String]

  @Flag(help: "List the pods of each node below it.")
  var pods = false

  @Option(
    help: ArgumentHelp(
      "name, pods, or a resource with .request, .limit, .percent, .limit-percent or .allocatable.",
      valueName: "what"))
  var sort = "name"

  @Option(
    help: ArgumentHelp(
      "Mark nodes of which pods request more than so much of any resource.",
      valueName: "percent"))
  var threshold: Int64?

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp(
      "Count the pods of this namespace only; may be repeated.", valueName: "name"))
  var namespace: [String] = []

  @Option(
    name: [.customShort("l"), .long],
    help: ArgumentHelp("Count pods with these labels only.", valueName: "labels"))
  var selector = ""

  @Option(help: ArgumentHelp("Show nodes with these labels only.", valueName: "labels"))
  var nodeSelector = ""

  @OptionGroup(title: "Clusters") var clusters: ClusterArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    if let threshold, threshold < 0 {
      throw ValidationError("--threshold: found \(threshold), expected a percentage such as 80.")
    }
  }

  func run() throws {
    let destinations = try output.destinations()
    var filter = ClusterUsage.Filter()
    filter.namespaces = Set(namespace)
    filter.pods = try Self.selector(selector, "--selector")
    filter.nodes = try Self.selector(nodeSelector, "--node-selector")
    var selection = UsageReport.Selection(
      pods: pods, order: UsageOrder(sort), threshold: threshold)
    var paths = inputs
    if let word = paths.first, word == "nodes" || word == "pods" {
      paths.removeFirst()
      if word == "pods" { (selection.nodes, selection.pods) = (false, true) }
    }
    guard !paths.isEmpty else {
      throw CommandFailure.badUsage("top: found no input\nGive the files of a cluster.")
    }
    let cluster = try ClusterLoader(arguments: clusters).load(paths)
    let usage = try cluster.usage(filter)
    if let resource = selection.order.resource, usage.resources.index(of: resource) == nil {
      throw CommandFailure.badUsage(
        "--sort \(sort): nothing has '\(resource)'\n"
          + "Use name, pods or one of \(usage.resources.names.joined(separator: ", ")).")
    }
    let report = UsageReport(usage, of: cluster, selection)
    for destination in destinations {
      try destination.write { format, style throws(CommandFailure) in
        guard let text = ReportWriter().render(report, as: format, style: style) else {
          throw .badUsage("top cannot be written as html\nUse markdown or json.")
        }
        return text
      }
    }
    try Verdict.check(defects: [], isInterrupted: false, isYes: report.above.isEmpty)
  }

  private static func selector(
    _ text: String, _ option: String
  ) throws(CommandFailure) -> LabelSelector {
    do throws(SelectorError) {
      return try LabelSelector(text)
    } catch {
      throw .badUsage("\(option): \(error)")
    }
  }
}

extension LoadedCluster {
  /// What its pods take.
  func usage(_ filter: ClusterUsage.Filter) throws(CommandFailure) -> ClusterUsage {
    do throws(ClusterFault) {
      return try ClusterUsage(snapshot, input.objects, filter: filter)
    } catch {
      throw .badInput(["\(input.name): \(error.object): \(error.field): \(error.message)"])
    }
  }
}
