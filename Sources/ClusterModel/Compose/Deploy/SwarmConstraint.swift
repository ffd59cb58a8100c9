// SPDX-License-Identifier: Apache-2.0

/// A condition on the node that a task is placed on, such as `node.labels.disk == ssd`.
///
/// Swarm compares without regard to case; a node without the label has an empty one, so `!=`
/// holds there (`swarmkit`, `manager/constraint/constraint.go`).
public struct SwarmConstraint: Sendable, Hashable {
  /// What of a node is compared.
  public enum Attribute: Sendable, Hashable {
    /// The node's identity, `node.id`.
    case id
    /// The machine's name, `node.hostname`.
    case hostname
    /// `manager` or `worker`, `node.role`.
    case role
    /// The operating system, `node.platform.os`.
    case os
    /// The processor, `node.platform.arch`.
    case architecture
    /// A label of the node, `node.labels.KEY`.
    case label(String)
    /// A label of the node's engine, `engine.labels.KEY`.
    case engineLabel(String)
  }

  /// What of a node is compared.
  public var attribute: Attribute
  /// Whether the values have to be equal, or else different.
  public var isEqual: Bool
  /// What it is compared with.
  public var value: String

  /// Creates a condition.
  public init(_ attribute: Attribute, isEqual: Bool, _ value: String) {
    self.attribute = attribute
    self.isEqual = isEqual
    self.value = value
  }
}

extension SwarmConstraint {
  /// Reads a condition from its text, such as `node.role == manager`.
  ///
  /// - Throws: What is wrong with it.
  public init(parsing text: String) throws(ComposeError) {
    try self.init(ComposeField(.string(text), at: "constraint"))
  }

  /// Reads a condition.
  init(_ field: ComposeField) throws(ComposeError) {
    let form = "a constraint such as 'node.role == manager' or 'node.labels.disk != ssd'"
    let text = try field.text(expected: form)
    guard let split = Self.split(text) else { throw field.error(expected: form) }
    guard let attribute = Attribute(split.key) else {
      throw field.error(
        expected: "a constraint on node.id, node.hostname, node.role, node.platform.os, "
          + "node.platform.arch, node.labels.KEY or engine.labels.KEY")
    }
    self.init(attribute, isEqual: split.isEqual, split.value)
    if attribute == .role {
      value = value.lowercased()
      guard value == "manager" || value == "worker" else {
        throw field.error(expected: "manager or worker as node.role")
      }
    }
    if attribute == .architecture { value = SwarmNode.architecture(value) }
    if case .label(let key) = attribute, let fault = LabelSyntax.fault(ofKey: key) {
      throw field.error(expected: "a label of which holds: \(fault)")
    }
    if case .engineLabel = attribute, let fault = LabelSyntax.fault(ofKey: split.key) {
      throw field.error(expected: "a label of which holds: \(fault)")
    }
    if let fault = LabelSyntax.fault(ofValue: value) {
      throw field.error(expected: "a value of which holds: \(fault)")
    }
  }

  /// The parts around the first `==`, or else the first `!=`.
  private static func split(_ text: String) -> (key: String, isEqual: Bool, value: String)? {
    let bytes = Array(text.utf8)
    for (mark, isEqual) in [("=", true), ("!", false)] {
      guard
        let index = bytes.indices.dropLast().first(where: {
          bytes[$0] == mark.utf8.first && bytes[$0 + 1] == UInt8(ascii: "=")
        })
      else { continue }
      let key = trimmed(bytes[..<index])
      let value = trimmed(bytes[(index + 2)...])
      return key.isEmpty || value.isEmpty ? nil : (key, isEqual, value)
    }
    return nil
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    var bytes = bytes
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension SwarmConstraint.Attribute {
  /// Reads the name of an attribute, of which only a label's key keeps its case.
  public init?(_ text: String) {
    let lowered = text.lowercased()
    switch lowered {
    case "node.id": self = .id
    case "node.hostname": self = .hostname
    case "node.role": self = .role
    case "node.platform.os": self = .os
    case "node.platform.arch": self = .architecture
    default:
      for (prefix, make) in [("node.labels.", Self.label), ("engine.labels.", Self.engineLabel)]
      where lowered.utf8.count > prefix.utf8.count && lowered.hasPrefix(prefix) {
        self = make(String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))
        return
      }
      return nil
    }
  }
}

extension SwarmConstraint.Attribute: CustomStringConvertible {
  /// The name of the attribute as constraints have it.
  public var description: String {
    switch self {
    case .id: "node.id"
    case .hostname: "node.hostname"
    case .role: "node.role"
    case .os: "node.platform.os"
    case .architecture: "node.platform.arch"
    case .label(let key): "node.labels.\(key)"
    case .engineLabel(let key): "engine.labels.\(key)"
    }
  }
}

extension SwarmConstraint: CustomStringConvertible {
  /// The condition as it is written.
  public var description: String { "\(attribute) \(isEqual ? "==" : "!=") \(value)" }
}
