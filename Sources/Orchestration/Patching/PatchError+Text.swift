// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension PatchError {
  /// What the API server says.
  ///
  /// Where an operation of a JSON patch fails, the server does not say why; `description` does.
  package var message: String {
    switch self {
    case .operationFailed: "the server rejected our request due to an error in our request"
    case .listOfLists: "the server rejected our request due to an error in our request"
    case .malformedOperation(let index, let found, let expected):
      "error decoding patch: \(index.map { "operation \($0): " } ?? "")"
        + "found \(found), expected \(expected)"
    case .tooManyOperations(let count, let most):
      "The allowed maximum operations in a JSON patch is \(most), got \(count)"
    case .notAnObject(let what, let found):
      "error decoding patch: \(what) is \(found), expected an object"
    case .unknownTypes(_, let supported):
      "the body of the request was in an unknown format - accepted media types include: "
        + supported.joined(separator: ", ")
    case .badDirective(_, let directive, let found): Self.directiveText(directive, found)
    case .missingMergeKey(_, let key, let element):
      "map: \(Self.goText(.object(element))) does not contain declared merge key: \(key)"
    case .orderMismatch(_, let patch, let order):
      "The order in patch list:\n\(Self.goText(.array(patch)))\n doesn't match "
        + "$setElementOrder list:\n\(Self.goText(.array(order)))\n"
    case .mixedElements(_, let elements):
      "list element types are not identical: \(Self.goText(.array(elements)))"
    case .conflicts(let conflicts): Self.conflictText(conflicts)
    case .untypable(let object, let faults):
      "failed to create typed patch object (\(object)): "
        + Self.faultText(faults.map(\.description))
    case .managedFieldsApplied: "metadata.managedFields must be nil"
    case .badManagedFields(_, let found): "failed to decode managed fields: \(found)"
    }
  }

  private static func directiveText(_ directive: String, _ found: Value) -> String {
    switch directive {
    case "$patch": "unknown patch type: \(goText(found))"
    case "$retainKeys": "invalid patch format of retainKeys"
    case "$deleteFromPrimitiveList": "invalid patch format of primitive list"
    default: "invalid patch format of setElementOrder list"
    }
  }

  private static func conflictText(_ conflicts: [FieldConflict]) -> String {
    if conflicts.count == 1, let conflict = conflicts.first {
      return "Apply failed with 1 conflict: conflict with \(conflict.manager.description): "
        + conflict.path.pathText
    }
    var lines: [String] = []
    var last: ManagerIdentity?
    for conflict in conflicts {
      if conflict.manager != last {
        lines.append("conflicts with \(conflict.manager.description):")
        last = conflict.manager
      }
      lines.append("- " + conflict.path.pathText)
    }
    return "Apply failed with \(conflicts.count) conflicts: " + lines.joined(separator: "\n")
  }

  private static func faultText(_ faults: [String]) -> String {
    guard faults.count > 1 else { return faults.joined() }
    return "errors:\n" + faults.map { "  " + $0 }.joined(separator: "\n")
  }

  /// A value as Go prints it.
  private static func goText(_ value: Value) -> String {
    switch value {
    case .null: return "<nil>"
    case .bool(let truth): return String(truth)
    case .integer(let number): return String(number)
    case .number(let text), .string(let text): return text
    case .array(let elements):
      return "[" + elements.map { goText($0) }.joined(separator: " ") + "]"
    case .object(let fields):
      let sorted = fields.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
      return "map[" + sorted.map { $0 + ":" + goText($1) }.joined(separator: " ") + "]"
    }
  }
}

extension PatchError: CustomStringConvertible {
  /// What was found where and, on a new line, what to do.
  package var description: String {
    switch self {
    case .malformedOperation(let index, let found, let expected):
      (index.map { "operation \($0) of the JSON patch" } ?? "the JSON patch")
        + ": found \(found), expected \(expected)"
    case .tooManyOperations(let count, let most):
      "the JSON patch has \(count) operations\nSplit it into patches of at most \(most)."
    case .operationFailed(let index, let operation, let pointer, let problem):
      "operation \(index) of the JSON patch, \(operation) \(pointer): \(problem.description)"
    case .notAnObject(let what, let found): "\(what) is \(found), expected an object"
    case .unknownTypes(let mediaType, _):
      "the kind has no types that \(mediaType) could go by\nUse a merge patch or a JSON patch."
    case .badDirective(let path, let directive, let found):
      "field '\(path)': \(directive) is \(JSONWriter().text(found))\n\(Self.remedy(directive))"
    case .missingMergeKey(let path, let key, let element):
      "field '\(path)': the element \(JSONWriter().text(.object(element))) has no '\(key)'\n"
        + "Give every element its '\(key)'; it says which one is meant."
    case .orderMismatch(let path, let patch, let order):
      "field '\(path)': the elements \(JSONWriter().text(.array(patch))) are not in the order "
        + "\(JSONWriter().text(.array(order)))\n"
        + "Name every element of the patch in $setElementOrder, in the same order."
    case .mixedElements(let path, let elements):
      "field '\(path)': the elements \(JSONWriter().text(.array(elements))) are of different kinds"
    case .listOfLists(let path): "field '\(path)': lists of lists cannot be merged"
    case .conflicts:
      message + "\nForce the change, leave the fields out, or give them the values they have."
    case .untypable, .managedFieldsApplied: message
    case .badManagedFields(let entry, let found):
      "metadata.managedFields[\(entry)]: found \(found), expected fields of the form FieldsV1"
    }
  }

  private static func remedy(_ directive: String) -> String {
    switch directive {
    case "$patch": "Use delete or replace."
    case "$retainKeys": "Use a list of names, in which every field of the patch stands."
    case "$deleteFromPrimitiveList": "Use it with a list of plain values that is merged."
    default: "Use a list of the elements' keys, for a list that is merged."
    }
  }
}

extension PatchError.PointerProblem: CustomStringConvertible {
  /// What hinders the operation.
  package var description: String {
    switch self {
    case .absent: "there is no such value"
    case .noParts(let step, let found): "'\(step)' leads into \(found)"
    case .badIndex(let step, let count):
      "'\(step)' is no index of a list of \(count)\nUse a number, or '-' to append."
    case .unequal(let found, let expected):
      "found \(JSONWriter().text(found)), expected \(JSONWriter().text(expected))"
    case .movedIntoItself(let from): "\(from) cannot be moved into itself"
    }
  }
}

extension FieldConflict {
  /// The reason, message and field of the cause in the server's answer.
  package var cause: (reason: String, message: String, field: String) {
    ("FieldManagerConflict", "conflict with \(manager.description)", path.pathText)
  }
}

extension TypedFault: CustomStringConvertible {
  /// The field and what is wrong with it, as the API server says it.
  package var description: String {
    let text =
      switch problem {
      case .undeclared: "field not declared in schema"
      case .kind(let found, let expected): "expected \(expected), got \(found)"
      case .duplicate(let element): "duplicate entries for key \(element.pathText)"
      case .noKeys(let keys):
        "associative list with keys has an element that omits all key fields "
          + "[\(keys.map { "\"\($0)\"" }.joined(separator: " "))] "
          + "(and doesn't have default values for any key fields)"
      case .elementIsNoObject: "associative list with keys may not have non-map elements"
      case .elementIsNotPlain: "associative list without keys has an element that's a map type"
      }
    return path.isEmpty ? text : "\(path.pathText): \(text)"
  }
}

extension ManagerIdentity: CustomStringConvertible {
  /// The manager as messages name it: `"kubectl" with subresource "scale" using apps/v1`.
  package var description: String {
    var text = JSONWriter().text(.string(manager))
    if !subresource.isEmpty {
      text += " with subresource " + JSONWriter().text(.string(subresource))
    }
    if operation == .update { text += " using \(apiVersion)" }
    return text
  }
}
