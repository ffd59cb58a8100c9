// SPDX-License-Identifier: Apache-2.0

/// A secret or a config that a service gets to see.
public struct ComposeGrant: Sendable, Hashable {
  /// The name in the file.
  public var source: String
  /// Where it is in the container, where that is said.
  public var target: String?
  /// All fields of the long form.
  public var fields: Fields

  /// Reads a grant in either form.
  init(_ field: ComposeField) throws(ComposeError) {
    guard case .object(let fields) = field.value else {
      source = try field.text(expected: "a name, or an object with 'source'")
      self.fields = Fields()
      return
    }
    guard let source = try field.child("source") else {
      throw ComposeError(field: "\(field.path).source", found: "nothing", expected: "a name")
    }
    self.source = try source.text()
    target = try field.child("target")?.text()
    self.fields = fields
  }
}

/// A network that a service is in.
public struct ComposeAttachment: Sendable, Hashable {
  /// The network's name in the file.
  public var network: String
  /// More names that the service has there.
  public var aliases: [String]

  /// Creates an attachment.
  public init(network: String, aliases: [String] = []) {
    (self.network, self.aliases) = (network, aliases)
  }

  /// Reads the networks of a service, a list or an object.
  static func read(_ field: ComposeField) throws(ComposeError) -> [ComposeAttachment] {
    var attachments: [ComposeAttachment] = []
    if case .array = field.value {
      for element in try field.elements() {
        attachments.append(Self(network: try element.text(), aliases: []))
      }
      return attachments
    }
    for (name, network) in try field.children(expected: "a list or an object") {
      let aliases = network.value.isNull ? nil : try network.child("aliases")?.texts()
      attachments.append(Self(network: name, aliases: aliases ?? []))
    }
    return attachments
  }
}

/// A service that another waits for.
public struct ComposeDependency: Sendable, Hashable {
  /// What is waited for.
  public enum Condition: String, Sendable, Hashable, CaseIterable {
    /// That it has started.
    case started = "service_started"
    /// That its health check succeeds.
    case healthy = "service_healthy"
    /// That it has ended well.
    case completed = "service_completed_successfully"
  }

  /// The service's name in the file.
  public var service: String
  /// What is waited for.
  public var condition: Condition
  /// Whether it has to be there.
  public var isRequired: Bool

  /// Reads the dependencies of a service, a list or an object.
  static func read(_ field: ComposeField) throws(ComposeError) -> [ComposeDependency] {
    var dependencies: [ComposeDependency] = []
    if case .array = field.value {
      for element in try field.elements() {
        dependencies.append(
          Self(service: try element.text(), condition: .started, isRequired: true))
      }
      return dependencies
    }
    for (name, dependency) in try field.children(expected: "a list or an object") {
      var entry = Self(service: name, condition: .started, isRequired: true)
      if !dependency.value.isNull {
        if let condition = try dependency.child("condition") {
          entry.condition = try condition.choice()
        }
        entry.isRequired = try dependency.child("required")?.truth() ?? true
      }
      dependencies.append(entry)
    }
    return dependencies
  }
}
