// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// Why fields of the form FieldsV1 cannot be read.
package struct FieldsV1Error: Error, Hashable, Sendable {
  /// The name that is no step of a path.
  package var name: String
}

extension FieldSet {
  /// The set in the form that objects have it in, FieldsV1: a tree of names with `f:` for a field,
  /// `k:` for the element of a list, `v:` for one of a set, and `.` where a field that has others
  /// inside it is in the set itself.
  package var fieldsV1: Fields {
    var (keys, values): ([String], [Value]) = ([], [])
    keys.reserveCapacity(nodes.count)
    values.reserveCapacity(nodes.count)
    for node in nodes {
      keys.append(node.element.fieldsV1)
      var inner = node.children.fieldsV1
      if node.isMember, !inner.isEmpty {
        inner = Fields(
          distinctKeys: ["."] + inner.keys, values: [.object(Fields())] + inner.values)
      }
      values.append(.object(inner))
    }
    return Fields(distinctKeys: keys, values: values)
  }

  /// Reads a set of the form FieldsV1.
  ///
  /// Steps of a kind that is not known are passed over, as the API server does.
  package init(fieldsV1 fields: Fields) throws(FieldsV1Error) {
    self = try Self.read(fields).set
  }

  private static func read(
    _ fields: Fields
  ) throws(FieldsV1Error) -> (set: FieldSet, isMember: Bool) {
    var isMember = false
    var nodes: [Node] = []
    for (name, value) in fields {
      if name == "." {
        isMember = true
        continue
      }
      guard let element = try PathElement(fieldsV1: name) else { continue }
      let inner = try read(value.object ?? Fields())
      nodes.append(Node(element: element, isMember: inner.isMember, children: inner.set))
    }
    if nodes.isEmpty { return (FieldSet(), true) }
    if zip(nodes, nodes.dropFirst()).allSatisfy({ $0.element < $1.element }) {
      return (FieldSet(ascending: nodes), isMember)
    }
    // Two texts may mean one step, such as a key whose fields are in another order.
    var set = FieldSet()
    for node in nodes { set = set.union(FieldSet(ascending: [node])) }
    return (set, isMember)
  }
}

extension PathElement {
  /// The step in the form FieldsV1.
  var fieldsV1: String {
    switch self {
    case .field(let name): "f:" + name
    case .key(let fields):
      "k:"
        + JSONWriter().text(
          .object(Fields(distinctKeys: fields.map(\.name), values: fields.map(\.value))))
    case .value(let value): "v:" + JSONWriter().text(value)
    case .index(let index): "i:" + String(index)
    }
  }

  /// Reads a step; `nil` for steps of a kind that is not known.
  init?(fieldsV1 text: String) throws(FieldsV1Error) {
    let rest = String(text.dropFirst(2))
    switch text.prefix(2) {
    case "f:": self = .field(rest)
    case "k:":
      if let fields = Self.plainFields(rest.utf8) {
        self = .key(unsorted: fields)
        return
      }
      guard case .object(let fields) = try Self.json(rest, in: text) else {
        throw FieldsV1Error(name: text)
      }
      self = .key(unsorted: fields.map { KeyField($0, $1) })
    case "v:": self = .value(try Self.json(rest, in: text))
    case "i:":
      guard let index = Int(rest) else { throw FieldsV1Error(name: text) }
      self = .index(index)
    case let kind:
      guard kind.count == 2, kind.last == ":" else { throw FieldsV1Error(name: text) }
      return nil
    }
  }

  /// Reads fields with texts and whole numbers such as `{"port":80}`, which nearly all keys are;
  /// `nil` for what a JSON reader has to decide.
  private static func plainFields(_ text: String.UTF8View) -> [KeyField]? {
    guard text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}"), text.count > 2 else {
      return nil
    }
    var rest = text.dropFirst().dropLast()
    func takeText() -> String? {
      guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
      let inside = rest.prefix { $0 != UInt8(ascii: "\"") }
      guard inside.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\\") }) else { return nil }
      rest = rest[inside.endIndex...]
      guard rest.popFirst() != nil else { return nil }
      return String(Substring(inside))
    }
    var fields: [KeyField] = []
    while true {
      guard let name = takeText(), rest.popFirst() == UInt8(ascii: ":") else { return nil }
      if fields.contains(where: { $0.name == name }) { return nil }
      if rest.first == UInt8(ascii: "\"") {
        guard let value = takeText() else { return nil }
        fields.append(KeyField(name, .string(value)))
      } else {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard digits.count == 1 || digits.first != 0x30, let value = Int64(Substring(digits)) else {
          return nil
        }
        rest = rest[digits.endIndex...]
        fields.append(KeyField(name, .integer(value)))
      }
      if rest.isEmpty { return fields }
      guard rest.popFirst() == UInt8(ascii: ",") else { return nil }
    }
  }

  private static func json(_ text: String, in name: String) throws(FieldsV1Error) -> Value {
    do {
      return try JSONReader.value(of: MemorySource(text))
    } catch {
      throw FieldsV1Error(name: name)
    }
  }
}
