// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Writes a deployment, one step after the other, as an API server would.
struct AppliedDeployment {
  var object: Fields?
  private let apply: ServerSideApply<SchemaMergeTypes>
  private(set) var moment: Int64 = 0
  private(set) var isChanged = false

  init(ignoring ignored: FieldSet = FieldSet()) throws {
    apply = ServerSideApply(
      types: SchemaMergeTypes(type: try PatchText.type("apps.v1.Deployment")), ignoring: ignored)
  }

  private static func whole(_ yaml: String) throws -> Fields {
    var fields = try PatchText.fields(yaml)
    fields["apiVersion"] = "apps/v1"
    fields["kind"] = "Deployment"
    var metadata = fields["metadata"]?.object ?? Fields()
    metadata["name"] = "web"
    metadata["namespace"] = "default"
    fields["metadata"] = .object(metadata)
    return fields
  }

  mutating func apply(
    _ yaml: String, by manager: String, force: Bool = false, subresource: String = ""
  ) throws {
    moment += 1
    let outcome = try apply.apply(
      try Self.whole(yaml), to: object, manager: manager, isForced: force,
      subresource: subresource, time: Timestamp(seconds: moment))
    object = outcome.object
    isChanged = outcome.isChanged
  }

  mutating func update(_ yaml: String, by manager: String, subresource: String = "") throws {
    moment += 1
    let new = try Self.whole(yaml)
    let managed = apply.update(
      from: object, to: new, manager: manager, subresource: subresource,
      time: Timestamp(seconds: moment))
    object = new.with(managed)
  }

  /// The object without what it is called.
  func content() throws -> Fields {
    var object = try #require(object)
    object["apiVersion"] = nil
    object["kind"] = nil
    var metadata = object["metadata"]?.object ?? Fields()
    for key in ["name", "namespace", "managedFields"] { metadata[key] = nil }
    object["metadata"] = metadata.isEmpty ? .none : .object(metadata)
    return object
  }

  /// Who manages what, each manager with its fields and the second of its last change.
  var managers: [String: String] {
    guard let object, let managed = try? ManagedFields(of: object) else { return [:] }
    var result: [String: String] = [:]
    for entry in managed.entries {
      let name =
        entry.identity.manager + (entry.identity.operation == .update ? " updates" : "")
        + (entry.identity.subresource.isEmpty ? "" : " \(entry.identity.subresource)")
      let time = entry.time.map { " @\($0.microseconds / 1_000_000)" } ?? ""
      result[name] =
        JSONWriter().text(.object(entry.fields.fieldsV1)).replacing("{}", with: "")
        .replacing("\"", with: "").replacing("\\", with: "").replacing(":,", with: ",")
        .replacing(":}", with: "}") + time
    }
    return result
  }
}
