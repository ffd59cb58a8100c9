// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

extension JSONPatch {
  /// Reads a patch.
  ///
  /// Members of an operation that RFC 6902 does not name are passed over.
  ///
  /// - Parameter value: A list of operations.
  /// - Throws: `PatchError.malformedOperation` or `tooManyOperations`.
  package init(_ value: Value) throws(PatchError) {
    guard case .array(let elements) = value else {
      throw .malformedOperation(
        index: nil, found: value.kindText, expected: "a list of operations")
    }
    guard elements.count <= Self.mostOperations else {
      throw .tooManyOperations(count: elements.count, most: Self.mostOperations)
    }
    var operations: [Operation] = []
    operations.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      operations.append(try Self.operation(element, index))
    }
    self.operations = operations
  }

  private static func operation(_ value: Value, _ index: Int) throws(PatchError) -> Operation {
    guard case .object(let fields) = value else {
      throw .malformedOperation(index: index, found: value.kindText, expected: "an object")
    }
    let path = try pointer(fields, "path", index)
    switch fields["op"] {
    case "add": return .add(path, try content(fields, index))
    case "remove": return .remove(path)
    case "replace": return .replace(path, try content(fields, index))
    case "test": return .test(path, try content(fields, index))
    case "move": return .move(from: try pointer(fields, "from", index), path)
    case "copy": return .copy(from: try pointer(fields, "from", index), path)
    case let found:
      throw .malformedOperation(
        index: index, found: found.map { "op \(JSONWriter().text($0))" } ?? "no op",
        expected: "op add, remove, replace, move, copy or test")
    }
  }

  private static func pointer(
    _ fields: Fields, _ name: String, _ index: Int
  ) throws(PatchError) -> JSONPointer {
    guard case .string(let text)? = fields[name], let pointer = JSONPointer(text) else {
      throw .malformedOperation(
        index: index,
        found: fields[name].map { "\(name) \(JSONWriter().text($0))" } ?? "no \(name)",
        expected: "a \(name) such as /spec/replicas")
    }
    return pointer
  }

  private static func content(_ fields: Fields, _ index: Int) throws(PatchError) -> Value {
    guard let value = fields["value"] else {
      throw .malformedOperation(index: index, found: "no value", expected: "a value")
    }
    return value
  }
}
