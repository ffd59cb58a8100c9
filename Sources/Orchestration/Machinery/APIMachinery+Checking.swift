// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The checks of a write: of the fields as they are decoded, and of what they say.
extension APIMachinery {
  /// Checks the fields of an object against the schema, and leaves out those that there are not.
  ///
  /// - Parameters:
  ///   - object: The object.
  ///   - old: The one before; what both have in common is not checked again.
  ///   - type: Its type.
  ///   - subresource: What is written of it.
  ///   - options: What becomes of fields that there are not.
  /// - Returns: What is required and not there.
  /// - Throws: `BadRequest` where a field has a value of a wrong kind, or is unknown and that is not
  ///   allowed.
  func decode(
    _ object: inout Fields, replacing old: Fields?, _ type: ResourceType,
    subresource: Subresource? = nil, _ options: WriteOptions
  ) throws(APIStatus) -> [APIStatus.Cause] {
    guard fillsAndChecks, !options.isTrusted else { return [] }
    guard let schemaType = type.schemaType else {
      try decodeCustom(&object, type, options)
      return []
    }
    var checked = object
    if let old {
      var (keys, values): ([String], [Value]) = ([], [])
      for (key, value) in object {
        if subresource == .status, key != "status" { continue }
        if case .object(let new) = value, case .object(let before)? = old[key],
          new.sharesStorage(with: before)
        {
          continue
        }
        keys.append(key)
        values.append(value)
      }
      checked = Fields(distinctKeys: keys, values: values)
    }
    let mode = options.fieldValidation == .strict ? Schema.UnknownFields.strict : .warn
    let faults = checkers[mode, default: SchemaChecker(mode: mode)]
      .check(checked, type: schemaType)
    if faults.isEmpty { return [] }
    func refuse(_ text: String) -> APIStatus {
      .badRequest(
        "\(type.kind) in version \"\(type.version)\" cannot be handled as a \(type.kind): \(text)")
    }
    let isWrong = faults.contains { if case .value = $0.problem { true } else { false } }
    if isWrong, let text = GoDecoding.fault(of: checked, type: schemaType) { throw refuse(text) }
    var unknown: [String] = []
    var missing: [APIStatus.Cause] = []
    var isUnknown = false
    for fault in faults {
      switch fault.problem {
      case .unknown where fault.isWarning: isUnknown = true
      case .unknown: unknown.append("unknown field \"\(fault.path)\"")
      case .missing(let expected):
        // Numbers that are not there are 0, and objects are checked by what is within them.
        guard GoDecoding.isNoticed(expected), old == nil || fault.path.contains(".") else {
          continue
        }
        missing.append(
          APIStatus.Cause(
            reason: "FieldValueRequired", message: "Required value", field: fault.path))
      case .value: break
      }
    }
    if !unknown.isEmpty {
      throw refuse("strict decoding error: \(unknown.joined(separator: ", "))")
    }
    if isUnknown { object = GoDecoding.known(object, type: schemaType) }
    return missing
  }

  /// Checks what an object says.
  ///
  /// - Parameters:
  ///   - object: The object.
  ///   - old: The one before.
  ///   - type: Its type.
  ///   - missing: What is required and not there.
  ///   - isKnown: Whether only the metadata are new.
  /// - Throws: `Invalid` with all that is wrong.
  func validate(
    _ object: Fields, replacing old: Fields?, _ type: ResourceType,
    missing: [APIStatus.Cause] = [], isKnown: Bool = false
  ) throws(APIStatus) {
    guard fillsAndChecks else { return }
    var findings = Findings()
    MetadataValidation.check(object, old, type, &findings)
    if !isKnown { rules[type]?.check(object, old, &findings) }
    if findings.causes.isEmpty, missing.isEmpty { return }
    let fields = Set(findings.causes.map(\.field))
    let causes = findings.causes + missing.filter { !fields.contains($0.field) }
    throw .invalid(type, ObjectKey(object).name, causes)
  }
}
