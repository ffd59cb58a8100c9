// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What each column of a pod table says, and the resources that the pods are packed by.
struct PodColumns {
  /// What one column says.
  enum Role {
    /// Nothing that is used.
    case ignored
    case name
    case count
    /// An amount of the resource at a position.
    case resource(Int, ResourceColumn)
    /// The openb columns: GPUs, thousandths of one, allowed models.
    case gpuCount, gpuShare, gpuModels
    /// The node types that a pod may use.
    case nodeTypes
    /// The most pods of the row on one node.
    case perNode
    /// The group of which no two pods share a node.
    case group
    /// The group that is spread over zones.
    case spreadGroup
    /// How many pods of that group one zone may have more than another.
    case maxSkew
  }

  /// The role of each column.
  private(set) var roles: [Role]

  /// The resources in the order of the demands.
  private(set) var resources: [InputResource]

  /// Whether the table is an openb pod list.
  let isOpenb: Bool

  /// The columns that are not used.
  private(set) var unread: [String] = []

  /// The position of the openb GPU resource.
  private(set) var gpu: Int?

  /// Whether pods may be in groups that are spread over zones.
  var hasSpreadGroups: Bool {
    roles.contains { if case .spreadGroup = $0 { true } else { false } }
  }

  /// The name of the GPU resource of openb, whose devices are counted in thousandths.
  static let gpuResource = InputResource("gpu", unit: .milli, deviceUnit: 1_000)

  private static let openbColumns = ["cpu_milli", "memory_mib", "num_gpu", "gpu_milli"]

  /// Interprets a header.
  ///
  /// - Throws: An error at the header's line.
  init(_ table: CSVTable, options: InputOptions) throws(InputError) {
    let selected = options.resources ?? []
    isOpenb = Self.openbColumns.allSatisfy(table.columns.contains)
    if !isOpenb, NodeList.isNodeList(table.columns) {
      throw InputError(
        file: table.file, line: table.headerLine,
        message: "found a list of nodes, expected pods\nPass it with --nodes, and the pods as "
          + "input.")
    }
    roles = []
    var available: [InputResource] = []
    var columnOfKey: [String: Int] = [:]
    for (position, column) in table.columns.enumerated() {
      let (role, key) = Self.role(
        of: column, isOpenb: isOpenb, selected: selected, available: &available)
      roles.append(role)
      if let key, let other = columnOfKey.updateValue(position, forKey: key) {
        throw InputError(
          file: table.file, line: table.headerLine, field: column,
          message: "the column says the same as '\(table.columns[other])', expected one of them")
      }
    }
    resources = available
    try select(options.resources, from: available, of: table)
    gpu = isOpenb ? resources.firstIndex { $0.name == Self.gpuResource.name } : nil
    for (position, role) in roles.enumerated() {
      if case .ignored = role { unread.append(table.columns[position]) }
    }
  }

  private static func role(
    of column: String, isOpenb: Bool, selected: [String], available: inout [InputResource]
  ) -> (role: Role, key: String?) {
    if isOpenb {
      switch column {
      case "num_gpu":
        available.append(gpuResource)
        return (.gpuCount, "gpu")
      case "gpu_milli": return (.gpuShare, "gpu_milli")
      case "gpu_spec": return (.gpuModels, "gpu_spec")
      default: break
      }
    }
    switch column.lowercased() {
    case "name", "pod", "pod_name": return (.name, "name")
    case "count", "replicas": return (.count, "count")
    case "node_types": return (.nodeTypes, "node_types")
    case "max_per_node": return (.perNode, "max_per_node")
    case "anti_affinity_group": return (.group, "anti_affinity_group")
    case "spread_group": return (.spreadGroup, "spread_group")
    case "max_skew": return (.maxSkew, "max_skew")
    default:
      guard let resource = ResourceColumn(column, selected: selected) else {
        return (.ignored, nil)
      }
      available.append(InputResource(resource.resource))
      return (.resource(available.count - 1, resource), "resource \(resource.resource)")
    }
  }

  /// Keeps the selected resources, in their order, and forgets the columns of the others.
  private mutating func select(
    _ selected: [String]?, from available: [InputResource], of table: CSVTable
  ) throws(InputError) {
    let names = available.map(\.name)
    guard !names.isEmpty else {
      throw InputError(
        file: table.file, line: table.headerLine,
        message: "found the columns \(enumeration(table.columns)), expected a resource such as cpu "
          + "or memory among them\nName other resource columns with --resources.")
    }
    // openb writes its three resources in a fixed order whatever that of the columns.
    let wanted = selected ?? (isOpenb ? names.filter { $0 != "gpu" } + ["gpu"] : names)
    if wanted.isEmpty {
      throw InputError(
        file: table.file, line: table.headerLine, field: "--resources",
        message: "nothing was given, expected some of \(enumeration(names))")
    }
    var positions: [Int] = []
    for name in wanted {
      guard let position = names.firstIndex(of: name) else {
        throw InputError(
          file: table.file, line: table.headerLine, field: "--resources",
          message: "found '\(name)', expected some of \(enumeration(names))")
      }
      if positions.contains(position) {
        throw InputError(
          file: table.file, line: table.headerLine, field: "--resources",
          message: "found '\(name)' twice, expected each resource once")
      }
      positions.append(position)
    }
    resources = positions.map { available[$0] }
    let keepsGPU = wanted.contains(Self.gpuResource.name)
    for (column, role) in roles.enumerated() {
      switch role {
      case .resource(let position, let resource):
        roles[column] =
          positions.firstIndex(of: position).map { .resource($0, resource) } ?? .ignored
      case .gpuCount, .gpuShare, .gpuModels:
        if !keepsGPU { roles[column] = .ignored }
      default: break
      }
    }
  }

  /// Adds a resource that every pod needs one of.
  mutating func addPodCount() {
    resources.append(InputResource("pods"))
  }
}
