// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ScenarioBuilder {
  /// A stack: its name, the compose file or what it says, variables and whether to prune.
  static func stack(
    _ field: DocumentField, _ context: inout ScenarioContext
  ) throws(FieldFault) -> StackRequest {
    try field.allowOnly(["name", "file", "env", "prune"])
    let name = try field.required("name", "the name of the stack").text()
    let written = try field.required("file", "a compose file, or what it says")
    let documents = try context.objects(written)
    guard documents.count == 1, let document = documents.first, ComposeFile.isCompose(document)
    else { throw written.error(expected: "one compose file with services") }
    var variables: [String: String] = [:]
    for (name, value) in try field.child("env")?.children() ?? [] {
      variables[name] = try value.text()
    }
    do throws(ComposeError) {
      let stack = try SwarmStack(
        try ComposeFile(document, variables: variables), name: name, variables: variables)
      return StackRequest(
        name: name, stack: stack, prunes: try field.child("prune")?.truth() ?? false)
    } catch {
      throw FieldFault(
        field: "\(written.path).\(error.field)", found: error.found, expected: error.expected)
    }
  }
}
