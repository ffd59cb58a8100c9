// SPDX-License-Identifier: Apache-2.0

/// Reads one input of any known format, recognised from its content.
///
/// Known are VPSolver's text format for vector packing, the classic one-dimensional formats
/// (a list of sizes, sizes with demands, the files of the OR-Library), the pod lists of the
/// openb trace, and tables of pods with named columns and Kubernetes quantities.
public struct InputReader: Sendable {
  /// The nodes to pack onto and the resources to pack by, for inputs that do not say.
  public var options: InputOptions

  /// Creates a reader.
  public init(options: InputOptions = InputOptions()) {
    self.options = options
  }

  /// Reads an input from its bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The file's name, for the instance and for errors.
  /// - Returns: The one instance of the file.
  /// - Throws: An `InputError` that names the file, the line and the field. A file with several
  ///   problems is an error too; `readAll(_:name:)` reads those.
  public func read(_ bytes: [UInt8], name: String) throws(InputError) -> Instance {
    let instances = try readAll(bytes, name: name, atMost: 1)
    return instances[0]
  }

  /// Reads all instances of an input: several from a file of the OR-Library, one from any other.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: The file's name, for the instances and for errors.
  /// - Returns: The instances in the file's order, at least one.
  /// - Throws: An `InputError` that names the file, the line and the field.
  public func readAll(_ bytes: [UInt8], name: String) throws(InputError) -> [Instance] {
    try readAll(bytes, name: name, atMost: .max)
  }

  private func readAll(
    _ bytes: [UInt8], name: String, atMost limit: Int
  ) throws(InputError) -> [Instance] {
    let text = try InputText(bytes, file: name)
    var instances: [Instance]
    switch InputFormat(recognising: text) {
    case .vectorPacking: instances = [try VectorPackingFormat.read(text, options: options)]
    case .sizes: instances = [try OneDimensionalFormat.readSizes(text, options: options)]
    case .sizesWithDemands:
      instances = [try OneDimensionalFormat.readDemands(text, options: options)]
    case .orLibrary:
      instances = try OrLibraryFormat.read(text, atMost: limit, options: options)
    case .table: instances = [try PodTable.read(text, options: options)]
    }
    let checksum = Checksum.sha256(of: bytes)
    let file = String(name.split(separator: "/").last ?? Substring(name))
    for index in instances.indices {
      if instances[index].name.isEmpty { instances[index].name = file }
      instances[index].sha256 = checksum
    }
    return instances
  }
}

/// What the command line says about inputs.
public struct InputOptions: Sendable {
  /// The node types given by `--node-type`, one specification each, such as
  /// `cpu=96,memory=384Gi,cost=3,count=10`.
  public var nodeTypes: [String]
  /// The bytes and the name of the file given by `--nodes`.
  public var nodes: (name: String, bytes: [UInt8])?
  /// Whether there is no end of the nodes of `nodes`, by `--unlimited-nodes`: its rows are types.
  public var unlimitedNodes: Bool
  /// The resources given by `--resources`; all the input has when `nil`.
  public var resources: [String]?

  /// Creates options.
  public init(
    nodeTypes: [String] = [], nodes: (name: String, bytes: [UInt8])? = nil,
    unlimitedNodes: Bool = false, resources: [String]? = nil
  ) {
    self.nodeTypes = nodeTypes
    self.nodes = nodes
    self.unlimitedNodes = unlimitedNodes
    self.resources = resources
  }
}
