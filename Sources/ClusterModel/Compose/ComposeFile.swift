// SPDX-License-Identifier: Apache-2.0

/// A compose file or a stack file of Docker Swarm.
///
/// Versions 2 and 3 and the Compose Specification are read alike: what one of them has no word
/// for, another has. Whatever is not understood is kept in `fields`.
///
///     let file = try ComposeFile(fields, variables: ["TAG": "1.2"])
///     let stack = try file.lowered(as: "shop", onto: nodes)
public struct ComposeFile: Sendable, Hashable {
  /// The version that it says it has.
  public var version: String?
  /// The name of the project.
  public var name: String?
  /// The services, in the order of the file.
  public var services: [ComposeService] = []
  /// The networks.
  public var networks: [ComposeResource] = []
  /// The volumes.
  public var volumes: [ComposeResource] = []
  /// The secrets.
  public var secrets: [ComposeResource] = []
  /// The configs.
  public var configs: [ComposeResource] = []
  /// The fields at the top that are neither known nor extensions (`x-…`).
  public var unknownFields: [String] = []
  /// What was taken for granted.
  public var assumptions: [ComposeAssumption] = []
  /// All fields, variables replaced.
  public var fields = Fields()

  private static let sections = ["services", "networks", "volumes", "secrets", "configs", "name"]
  private static let otherFields = ["version", "include", "models"]

  /// Whether fields are those of a compose file: services as an object, and no `kind`.
  public static func isCompose(_ fields: Fields) -> Bool {
    guard case .object? = fields["services"] else { return false }
    return fields["kind"] == nil
  }

  /// Reads a compose file.
  ///
  /// - Parameters:
  ///   - fields: The document, merge keys expanded.
  ///   - variables: What `$NAME` and `${NAME}` stand for; one that is missing and has no default
  ///     is empty, which `assumptions` says.
  /// - Throws: What is wrong with the first field that cannot be read.
  public init(_ fields: Fields, variables: [String: String] = [:]) throws(ComposeError) {
    var interpolation = ComposeInterpolation(variables: variables)
    self.fields = fields
    for key in Self.sections {
      if let value = fields[key] {
        self.fields[key] = try interpolation.replacing(value, at: key)
      }
    }
    unknownFields = fields.keys.filter {
      !Self.sections.contains($0) && !Self.otherFields.contains($0) && !$0.hasPrefix("x-")
    }
    func section(_ key: String) -> ComposeField? {
      self.fields[key].flatMap { $0.isNull ? nil : ComposeField($0, at: key) }
    }
    version = try section("version").map(Self.version)
    name = try section("name")?.text()
    guard let services = section("services") else {
      throw ComposeError(field: "services", found: "nothing", expected: "an object")
    }
    for (name, service) in try services.children() {
      self.services.append(try ComposeService(name: name, service))
    }
    networks = try ComposeResource.read(section("networks"))
    volumes = try ComposeResource.read(section("volumes"))
    secrets = try ComposeResource.read(section("secrets"))
    configs = try ComposeResource.read(section("configs"))
    assumptions = interpolation.assumptions
    let notFollowed = self.services.filter { $0.fields["extends"] != nil }
      .map { "services.\($0.name).extends" }
    let include = section("include") == nil ? [] : ["include"]
    if !(include + notFollowed).isEmpty { assumptions.append(.notFollowed(include + notFollowed)) }
  }

  private static func version(_ field: ComposeField) throws(ComposeError) -> String {
    let text = try field.text()
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let major = parts.first, major == "2" || major == "3", parts.count <= 2,
      parts.allSatisfy({ UInt8($0) != nil })
    else { throw field.error(expected: "version 2 or 3, such as 3.8") }
    return text
  }
}
