// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// Why a patch cannot be applied.
package enum PatchError: Error, Hashable, Sendable {
  /// A JSON patch is not a list of operations, or one of them is not as RFC 6902 has it.
  case malformedOperation(index: Int?, found: String, expected: String)
  /// A JSON patch has more operations than a server takes.
  case tooManyOperations(count: Int, most: Int)
  /// An operation of a JSON patch does not fit the object.
  case operationFailed(index: Int, operation: String, pointer: String, problem: PointerProblem)
  /// A patch, or what it would make of an object, is no object.
  case notAnObject(what: String, found: String)
  /// A strategic merge patch for a kind whose types are not known.
  case unknownTypes(mediaType: String, supported: [String])
  /// A directive of a strategic merge patch is not as it has to be.
  case badDirective(path: String, directive: String, found: Value)
  /// An element of a list lacks the field that tells elements apart.
  case missingMergeKey(path: String, key: String, element: Fields)
  /// The order of a patch's elements is not the one that it asks for.
  case orderMismatch(path: String, patch: [Value], order: [Value])
  /// Elements of a list that is merged are of different kinds.
  case mixedElements(path: String, elements: [Value])
  /// A list that is merged has lists as elements.
  case listOfLists(path: String)
  /// An applied configuration changes fields that belong to others.
  case conflicts([FieldConflict])
  /// An applied configuration is not of the kind's type.
  case untypable(object: String, faults: [TypedFault])
  /// An applied configuration says who manages its fields.
  case managedFieldsApplied
  /// An entry of an object's managed fields cannot be read.
  case badManagedFields(entry: Int, found: String)
}

extension PatchError {
  /// What hinders an operation of a JSON patch.
  package enum PointerProblem: Hashable, Sendable {
    /// The pointer ends nowhere.
    case absent
    /// A step of the pointer leads into a value without parts.
    case noParts(step: String, found: String)
    /// A step of the pointer is no index of the list that it leads into.
    case badIndex(step: String, count: Int)
    /// The value is not the one that was tested for.
    case unequal(found: Value, expected: Value)
    /// The value would be moved into itself.
    case movedIntoItself(from: String)
  }

  /// The reason in the server's answer.
  package enum Reason: String, Hashable, Sendable {
    /// The patch cannot be read.
    case badRequest = "BadRequest"
    /// The patch can be read but does not fit the object.
    case invalid = "Invalid"
    /// The patch changes fields of others.
    case conflict = "Conflict"
    /// The kind cannot be patched so.
    case unsupportedMediaType = "UnsupportedMediaType"
    /// The patch is too long.
    case requestEntityTooLarge = "RequestEntityTooLarge"
    /// The server has no reason of its own for it and answers with 500.
    case unknown = ""

    /// The status code of the answer.
    package var code: Int {
      switch self {
      case .badRequest: 400
      case .invalid: 422
      case .conflict: 409
      case .unsupportedMediaType: 415
      case .requestEntityTooLarge: 413
      case .unknown: 500
      }
    }
  }

  /// The reason in the server's answer.
  package var reason: Reason {
    switch self {
    case .malformedOperation, .notAnObject, .badDirective, .managedFieldsApplied: .badRequest
    case .tooManyOperations: .requestEntityTooLarge
    case .operationFailed, .listOfLists: .invalid
    case .unknownTypes: .unsupportedMediaType
    case .conflicts: .conflict
    case .missingMergeKey, .mixedElements, .orderMismatch, .untypable, .badManagedFields: .unknown
    }
  }
}

/// A field that an applied configuration changes and another manager owns.
package struct FieldConflict: Hashable, Sendable {
  /// The other manager.
  package var manager: ManagerIdentity
  /// The field.
  package var path: FieldSet.Path

  /// Creates a conflict.
  package init(manager: ManagerIdentity, path: FieldSet.Path) {
    (self.manager, self.path) = (manager, path)
  }
}

/// Something in an object that its type does not allow.
package struct TypedFault: Hashable, Sendable {
  /// What is wrong.
  package enum Problem: Hashable, Sendable {
    /// There is no such field.
    case undeclared
    /// The value is of another kind.
    case kind(found: String, expected: String)
    /// Two elements of a list have the same key.
    case duplicate(PathElement)
    /// An element of a list has none of the fields that tell elements apart.
    case noKeys([String])
    /// An element of a list that is told apart by fields is no object.
    case elementIsNoObject
    /// An element of a set is no plain value.
    case elementIsNotPlain
  }

  /// The field.
  package var path: FieldSet.Path
  /// What is wrong.
  package var problem: Problem

  /// Creates a fault.
  package init(path: FieldSet.Path, problem: Problem) {
    (self.path, self.problem) = (path, problem)
  }
}
