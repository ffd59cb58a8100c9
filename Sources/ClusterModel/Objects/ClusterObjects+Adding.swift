// SPDX-License-Identifier: Apache-2.0

extension ClusterObjects {
  /// Adds an object to those of its kind, or the items of a list each to theirs.
  ///
  /// Where an object has no namespace although its kind has one, it is in `default`. All versions of
  /// a group are taken, except `autoscaling/v1`, whose fields are other ones.
  ///
  /// - Parameters:
  ///   - fields: The object.
  ///   - source: Where it is from, such as a file and a line, for messages.
  /// - Returns: Whether there is a place for the kind, all kinds of a list; kinds without one are
  ///   counted in `unknownKinds`.
  /// - Throws: That there is an object of the same kind, namespace and name already.
  @discardableResult
  public mutating func add(
    _ fields: Fields, from source: String = ""
  ) throws(DuplicateObject) -> Bool {
    let version = fields["apiVersion"]?.string ?? ""
    let kind = fields["kind"]?.string ?? ""
    if kind.hasSuffix("List"), let items = fields["items"]?.array {
      return try add(items: items, ofKind: String(kind.dropLast(4)), version, from: source)
    }
    let slash = version.utf8.firstIndex(of: UInt8(ascii: "/"))
    let group = slash.map { version[..<$0] } ?? ""
    guard let held = HeldKind.all[kind], held.group == group || Self.isOldEvent(kind, group),
      version != "autoscaling/v1"
    else {
      unknownKinds[version.isEmpty ? kind : "\(version) \(kind)", default: 0] += 1
      return false
    }
    let metadata = fields["metadata"]?.object
    if let name = metadata?["name"]?.string {
      let namespace =
        held.kind.isNamespaced ? metadata?["namespace"]?.string ?? "default" : nil
      try taken.take(ObjectName(kind: kind, namespace: namespace, name: name), from: source)
    }
    held.kind.append(&self, fields)
    return true
  }

  /// Adds the items of a list, which may leave out their kind.
  private mutating func add(
    items: [Value], ofKind kind: String, _ version: String, from source: String
  ) throws(DuplicateObject) -> Bool {
    var areAllHeld = true
    for item in items {
      guard case .object(var fields) = item else { continue }
      if fields["kind"] == nil, !kind.isEmpty {
        fields["kind"] = .string(kind)
        fields["apiVersion"] = .string(version)
      }
      if try !add(fields, from: source) { areAllHeld = false }
    }
    return areAllHeld
  }

  private static func isOldEvent(_ kind: String, _ group: Substring) -> Bool {
    kind == "Event" && group == "events.k8s.io"
  }
}

/// What tells an object of a cluster from all others.
public struct ObjectName: Sendable, Hashable {
  /// The kind.
  public var kind: String
  /// The namespace; `nil` for objects of the whole cluster.
  public var namespace: String?
  /// The name.
  public var name: String

  /// Creates a name.
  public init(kind: String, namespace: String?, name: String) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }
}

extension ObjectName: CustomStringConvertible {
  /// The kind, the namespace and the name, such as `Pod default/web`.
  public var description: String {
    "\(kind) " + (namespace.map { "\($0)/" } ?? "") + name
  }
}

/// Two objects of one kind have the same namespace and name.
public struct DuplicateObject: Error, Sendable, Hashable {
  /// What both are called.
  public var name: ObjectName
  /// Where the first is from.
  public var first: String
  /// Where the second is from.
  public var second: String
}

extension DuplicateObject: CustomStringConvertible {
  /// What was found twice and where, in one sentence, and on a new line what to do.
  public var description: String {
    let places = first.isEmpty && second.isEmpty ? "" : ": at \(first) and at \(second)"
    return "\(name) is there twice\(places)\nMaybe one of the two is meant for another namespace, "
      + "or the same file was given twice."
  }
}

/// The names that are taken, and from where; it does not count in comparisons.
struct TakenNames: Sendable, Hashable {
  private var sources: [ObjectName: String] = [:]

  mutating func take(_ name: ObjectName, from source: String) throws(DuplicateObject) {
    if let first = sources.updateValue(source, forKey: name) {
      throw DuplicateObject(name: name, first: first, second: source)
    }
  }

  static func == (left: TakenNames, right: TakenNames) -> Bool { true }
  func hash(into hasher: inout Hasher) {}
}
