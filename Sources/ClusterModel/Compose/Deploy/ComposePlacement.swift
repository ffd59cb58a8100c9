// SPDX-License-Identifier: Apache-2.0

/// Where the tasks of a service may be, and how they are spread.
public struct ComposePlacement: Sendable, Hashable {
  /// What the node has to be like.
  public var constraints: [SwarmConstraint] = []
  /// What tasks are spread over or packed by, the first before the second.
  public var preferences: [Preference] = []
  /// What tasks are spread over, the first before the second.
  public var spread: [SwarmConstraint.Attribute] {
    preferences.filter { !$0.isPack }.map(\.attribute)
  }
  /// How many tasks of the service a node may have; any number where `nil`.
  public var maxReplicasPerNode: Int?
  /// All fields.
  public var fields = Fields()

  /// A label by whose values tasks are divided.
  public struct Preference: Sendable, Hashable {
    /// The label, of the node or of its engine.
    public var attribute: SwarmConstraint.Attribute
    /// Whether one value after another is filled (`pack`, which Docker does not have), instead of all
    /// evenly (`spread`).
    public var isPack: Bool
  }

  /// Creates a placement that allows everything.
  public init() {}

  /// Reads `deploy.placement`.
  init(_ field: ComposeField) throws(ComposeError) {
    fields = try field.object()
    for constraint in try field.child("constraints")?.elements() ?? [] {
      constraints.append(try SwarmConstraint(constraint))
    }
    for preference in try field.child("preferences")?.elements() ?? [] {
      let pack = try preference.child("pack")
      guard let over = try preference.child("spread") ?? pack else {
        throw preference.error(expected: "an object with 'spread'")
      }
      let attribute = try Self.spreadAttribute(over)
      if preferences.contains(where: { $0.attribute == attribute }) { continue }
      preferences.append(Preference(attribute: attribute, isPack: over.path == pack?.path))
    }
    if let most = try field.child("max_replicas_per_node") {
      let count = try most.count()
      maxReplicasPerNode = count == 0 ? nil : count
    }
  }

  private static func spreadAttribute(
    _ field: ComposeField
  ) throws(ComposeError) -> SwarmConstraint.Attribute {
    let text = try field.text()
    switch SwarmConstraint.Attribute(text) {
    case .label(let key)? where LabelSyntax.fault(ofKey: key) == nil: return .label(key)
    case .engineLabel(let key)? where LabelSyntax.fault(ofKey: "engine.labels.\(key)") == nil:
      return .engineLabel(key)
    default: throw field.error(expected: "a label such as node.labels.zone")
    }
  }
}
