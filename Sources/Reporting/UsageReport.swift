// SPDX-License-Identifier: Apache-2.0

public import Evaluation

/// How much of its nodes a cluster's pods take: what `schedbench top` prints.
///
/// The names of the properties are the fields of schema `schedbench.top/v1`.
public struct UsageReport: Codable, Sendable, Hashable {
  /// Amounts of one resource.
  public struct Amount: Codable, Sendable, Hashable {
    /// The resource's name.
    public var resource: String
    /// What amounts are counted in.
    public var unit: ResourceUnit
    /// What pods may request; `nil` for pods.
    public var allocatable: Int64?
    /// What is requested.
    public var requests: Int64
    /// What is the limit.
    public var limits: Int64

    /// Creates amounts.
    public init(
      resource: String, unit: ResourceUnit, allocatable: Int64?, requests: Int64, limits: Int64
    ) {
      self.resource = resource
      self.unit = unit
      self.allocatable = allocatable
      self.requests = requests
      self.limits = limits
    }
  }

  /// A node, or all of them.
  public struct Node: Codable, Sendable, Hashable {
    /// The name; `nil` for all nodes together.
    public var name: String?
    /// How many pods there are.
    public var pods: Int64
    /// How many pods may be there.
    public var allowedPods: Int64?
    /// What it has and its pods take, CPU and memory first.
    public var amounts: [Amount]
    /// The resources of which more is requested than the threshold allows.
    public var above: [String]

    /// Creates the description of a node.
    public init(
      name: String?, pods: Int64, allowedPods: Int64?, amounts: [Amount], above: [String] = []
    ) {
      self.name = name
      self.pods = pods
      self.allowedPods = allowedPods
      self.amounts = amounts
      self.above = above
    }
  }

  /// A pod.
  public struct Pod: Codable, Sendable, Hashable {
    /// Its namespace.
    public var namespace: String
    /// Its name.
    public var name: String
    /// The name of its node; `nil` where it waits for one.
    public var node: String?
    /// What it requests and may use.
    public var amounts: [Amount]

    /// Creates the description of a pod.
    public init(namespace: String, name: String, node: String?, amounts: [Amount]) {
      self.namespace = namespace
      self.name = name
      self.node = node
      self.amounts = amounts
    }
  }

  /// The name of the schema.
  public var schema = "schedbench.top/v1"
  /// The version of the program.
  public var version: String
  /// The name of the input.
  public var input: String
  /// All nodes together.
  public var total: Node
  /// The pods without a node together.
  public var pending: Node
  /// The nodes in the order asked for; none where only pods are listed.
  public var nodes: [Node]
  /// The pods in the order asked for: those of one node together where nodes are listed too.
  public var pods: [Pod]
  /// The share of a resource, in hundredths, above which a node is marked.
  public var threshold: Int64?
  /// The names of the nodes above the threshold, all there are.
  public var above: [String]
  /// What was assumed, one sentence each.
  public var assumptions: [String]

  /// Creates a report.
  public init(
    version: String, input: String, total: Node, pending: Node, nodes: [Node], pods: [Pod],
    threshold: Int64? = nil, above: [String] = [], assumptions: [String] = []
  ) {
    self.version = version
    self.input = input
    self.total = total
    self.pending = pending
    self.nodes = nodes
    self.pods = pods
    self.threshold = threshold
    self.above = above
    self.assumptions = assumptions
  }
}

extension ReportWriter {
  /// Writes what the pods of a cluster take; there is no page of it.
  ///
  /// - Returns: The text; `nil` for HTML.
  public func render(
    _ report: UsageReport, as format: OutputFormat, style: TerminalStyle = TerminalStyle()
  ) -> String? {
    switch format {
    case .table: UsageText(report, isWide: false).text(in: style)
    case .wide: UsageText(report, isWide: true).text(in: style)
    case .json: DocumentValue(encoding: report).json
    case .yaml: DocumentValue(encoding: report).yaml
    case .csv: UsageText(report, isWide: true).csv
    case .markdown: UsageText(report, isWide: false).markdown
    case .html: nil
    }
  }
}
