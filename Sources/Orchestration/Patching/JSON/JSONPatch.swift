// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// A list of operations that change a document one after the other (RFC 6902).
package struct JSONPatch: Hashable, Sendable {
  /// One operation.
  enum Operation: Hashable, Sendable {
    case add(JSONPointer, Value)
    case remove(JSONPointer)
    case replace(JSONPointer, Value)
    case move(from: JSONPointer, JSONPointer)
    case copy(from: JSONPointer, JSONPointer)
    case test(JSONPointer, Value)
  }

  /// The operations, in order.
  let operations: [Operation]

  /// The most operations that the API server takes.
  package static let mostOperations = 10_000

  /// Applies a patch to an object.
  ///
  /// - Parameters:
  ///   - patch: The patch as it was sent, a list of operations.
  ///   - object: The object; nothing of it changes where an operation fails.
  /// - Returns: The patched object.
  /// - Throws: `PatchError` where the patch is none or an operation fails.
  /// - Complexity: Linear in the lengths of the pointers, and of the objects and lists on their way.
  package static func apply(_ patch: Value, to object: Fields) throws(PatchError) -> Fields {
    let result = try JSONPatch(patch).applied(to: .object(object))
    guard case .object(let fields) = result else {
      throw .notAnObject(what: "the patched document", found: result.kindText)
    }
    return fields
  }

  /// Applies the patch to a document of any kind.
  package func applied(to document: Value) throws(PatchError) -> Value {
    var document = document
    for (index, operation) in operations.enumerated() {
      do {
        document = try Self.perform(operation, on: document)
      } catch {
        throw .operationFailed(
          index: index, operation: operation.name, pointer: operation.pointer.text, problem: error)
      }
    }
    return document
  }

  private static func perform(
    _ operation: Operation, on document: Value
  ) throws(PatchError.PointerProblem) -> Value {
    switch operation {
    case .add(let pointer, let value): return try document.changing(pointer, .add(value))
    case .remove(let pointer): return try document.changing(pointer, .remove)
    case .replace(let pointer, let value): return try document.changing(pointer, .replace(value))
    case .copy(let from, let pointer):
      return try document.changing(pointer, .add(try from.value(in: document)))
    case .move(let from, let pointer):
      let value = try from.value(in: document)
      if from.steps == pointer.steps { return document }
      if pointer.steps.starts(with: from.steps) { throw .movedIntoItself(from: from.text) }
      return try document.changing(from, .remove).changing(pointer, .add(value))
    case .test(let pointer, let expected):
      let found = try pointer.value(in: document)
      guard found.isSameNumberwise(as: expected) else {
        throw .unequal(found: found, expected: expected)
      }
      return document
    }
  }
}

extension JSONPatch.Operation {
  var name: String {
    switch self {
    case .add: "add"
    case .remove: "remove"
    case .replace: "replace"
    case .move: "move"
    case .copy: "copy"
    case .test: "test"
    }
  }

  var pointer: JSONPointer {
    switch self {
    case .add(let pointer, _), .remove(let pointer), .replace(let pointer, _),
      .move(_, let pointer), .copy(_, let pointer), .test(let pointer, _):
      pointer
    }
  }
}

/// What is done where a pointer ends.
private enum PointerChange {
  case add(Value)
  case remove
  case replace(Value)
}

extension Value {
  fileprivate func changing(
    _ pointer: JSONPointer, _ change: PointerChange
  ) throws(PatchError.PointerProblem) -> Value {
    try changing(pointer.steps[...], change)
  }

  private func changing(
    _ steps: ArraySlice<String>, _ change: PointerChange
  ) throws(PatchError.PointerProblem) -> Value {
    guard let step = steps.first else {
      switch change {
      case .add(let value), .replace(let value): return value
      case .remove: return .null
      }
    }
    switch self {
    case .object(var fields):
      if steps.count > 1 {
        guard let inner = fields[step] else { throw .absent }
        fields[step] = try inner.changing(steps.dropFirst(), change)
      } else {
        switch change {
        case .add(let value): fields[step] = value
        case .replace(let value):
          guard fields[step] != nil else { throw .absent }
          fields[step] = value
        case .remove:
          guard fields[step] != nil else { throw .absent }
          fields[step] = nil
        }
      }
      return .object(fields)
    case .array(var elements):
      if steps.count == 1, step == "-", case .add(let value) = change {
        elements.append(value)
        return .array(elements)
      }
      guard let index = JSONPointer.index(step) else {
        throw .badIndex(step: step, count: elements.count)
      }
      if steps.count == 1, case .add(let value) = change {
        guard index <= elements.count else { throw .badIndex(step: step, count: elements.count) }
        elements.insert(value, at: index)
        return .array(elements)
      }
      guard index < elements.count else { throw .absent }
      if steps.count > 1 {
        elements[index] = try elements[index].changing(steps.dropFirst(), change)
      } else if case .replace(let value) = change {
        elements[index] = value
      } else {
        elements.remove(at: index)
      }
      return .array(elements)
    case .null, .bool, .integer, .number, .string:
      throw .noParts(step: step, found: kindText)
    }
  }

  /// Whether two values are equal as RFC 6902 has it, where numbers are equal by their value.
  fileprivate func isSameNumberwise(as other: Value) -> Bool {
    switch (self, other) {
    case (.array(let left), .array(let right)):
      return left.count == right.count
        && zip(left, right).allSatisfy { $0.isSameNumberwise(as: $1) }
    case (.object(let left), .object(let right)):
      return left.count == right.count
        && left.allSatisfy { key, value in
          right[key].map { value.isSameNumberwise(as: $0) } ?? false
        }
    case (.number(let left), .number(let right)):
      return left == right || Double(left) == Double(right)
    case (.number(let text), .integer(let number)), (.integer(let number), .number(let text)):
      return Double(text) == Double(number)
    default: return self == other
    }
  }
}
