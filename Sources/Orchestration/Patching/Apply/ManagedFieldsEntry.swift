// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// Who manages fields of an object, and how.
package struct ManagerIdentity: Hashable, Sendable {
  /// How fields came to be managed.
  package enum Operation: String, Hashable, Sendable {
    /// By server-side apply.
    case apply = "Apply"
    /// By any other write.
    case update = "Update"
  }

  /// The name, such as `kubectl`.
  package var manager: String
  /// How.
  package var operation: Operation
  /// The version that updates were made in; empty for appliers, who have one entry for all versions.
  package var apiVersion: String
  /// The subresource, such as `status`; empty for the object itself.
  package var subresource: String

  /// Creates an identity.
  package init(
    manager: String, operation: Operation, apiVersion: String, subresource: String = ""
  ) {
    self.manager = manager
    self.operation = operation
    self.apiVersion = operation == .apply ? "" : apiVersion
    self.subresource = subresource
  }

  /// The text that the API server orders managers by.
  var sortText: String {
    var fields: Fields = ["manager": .string(manager), "operation": .string(operation.rawValue)]
    if !apiVersion.isEmpty { fields["apiVersion"] = .string(apiVersion) }
    if !subresource.isEmpty { fields["subresource"] = .string(subresource) }
    return JSONWriter().text(.object(fields))
  }
}

/// The fields of an object that one manager manages.
package struct ManagedFieldsEntry: Hashable, Sendable {
  /// Who manages them.
  package var identity: ManagerIdentity
  /// The version of the object that the fields are of.
  package var apiVersion: String
  /// When the manager changed the object last, in seconds; `nil` where it never did.
  package var time: Timestamp?
  /// The fields.
  package var fields: FieldSet

  /// Creates an entry.
  package init(
    identity: ManagerIdentity, apiVersion: String, time: Timestamp?, fields: FieldSet
  ) {
    self.identity = identity
    self.apiVersion = apiVersion
    self.time = time
    self.fields = fields
  }

  /// The entry as it stands in an object.
  package var value: Value {
    var fields: Fields = [
      "manager": .string(identity.manager), "operation": .string(identity.operation.rawValue),
      "apiVersion": .string(apiVersion),
    ]
    if let time {
      fields["time"] = Timestamp(microseconds: time.microseconds).wholeSeconds.value
    }
    fields["fieldsType"] = "FieldsV1"
    fields["fieldsV1"] = .object(self.fields.fieldsV1)
    if !identity.subresource.isEmpty { fields["subresource"] = .string(identity.subresource) }
    return .object(fields)
  }

  /// Reads an entry.
  ///
  /// - Parameters:
  ///   - value: The entry.
  ///   - index: Where it stands, for errors.
  /// - Throws: `PatchError.badManagedFields`.
  package init(_ value: Value, at index: Int) throws(PatchError) {
    guard case .object(let fields) = value else {
      throw .badManagedFields(entry: index, found: value.kindText)
    }
    guard let operation = ManagerIdentity.Operation(rawValue: fields["operation"]?.string ?? "")
    else {
      throw .badManagedFields(
        entry: index, found: "operation `\(fields["operation"]?.string ?? "")`")
    }
    apiVersion = fields["apiVersion"]?.string ?? ""
    identity = ManagerIdentity(
      manager: fields["manager"]?.string ?? "", operation: operation, apiVersion: apiVersion,
      subresource: fields["subresource"]?.string ?? "")
    time = fields["time"].flatMap { Timestamp($0) }
    do {
      self.fields = try FieldSet(fieldsV1: fields["fieldsV1"]?.object ?? Fields())
    } catch {
      throw .badManagedFields(entry: index, found: "the name `\(error.name)`")
    }
  }
}

extension Timestamp {
  /// The second that the moment lies in.
  var wholeSeconds: Timestamp {
    let fraction = microseconds % 1_000_000
    return Timestamp(
      microseconds: microseconds - (fraction < 0 ? fraction + 1_000_000 : fraction))
  }
}
