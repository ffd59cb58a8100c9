// SPDX-License-Identifier: Apache-2.0

/// Reads one input of any known format, recognised from its content.
public struct InputReader: Sendable {
  /// The nodes to pack onto and the resources to pack by, for inputs that do not say.
  public var options: InputOptions

  /// Creates a reader.
  public init(options: InputOptions = InputOptions()) {
    self.options = options
  }

  /// Reads an input from its bytes.
  ///
  /// - Throws: An `InputError` that names the file, the line and the field.
  public func read(_ bytes: [UInt8], name: String) throws(InputError) -> Instance {
    throw InputError(file: name, message: "not yet")
  }
}

/// What the command line says about inputs.
public struct InputOptions: Sendable {
  /// The node types given by `--node-type`, one specification each, such as
  /// `cpu=96,memory=384Gi,cost=3,count=10`.
  public var nodeTypes: [String]
  /// The bytes and the name of the file given by `--nodes`.
  public var nodes: (name: String, bytes: [UInt8])?
  /// The resources given by `--resources`; all the input has when `nil`.
  public var resources: [String]?

  /// Creates options.
  public init(
    nodeTypes: [String] = [], nodes: (name: String, bytes: [UInt8])? = nil,
    resources: [String]? = nil
  ) {
    self.nodeTypes = nodeTypes
    self.nodes = nodes
    self.resources = resources
  }
}
