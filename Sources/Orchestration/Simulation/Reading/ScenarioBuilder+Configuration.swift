// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ScenarioBuilder {
  /// The fields of an expectation about what containers see.
  static let containerFields = ["containers", "container", "env", "file"]

  /// A question to containers: `containers: app=web` and `env: MODE` or `file: /etc/app/mode`.
  static func containerQuestion(
    _ pods: DocumentField, of field: DocumentField
  ) throws(FieldFault) -> ContainerQuestion {
    let selector: LabelSelector
    let text = try pods.text()
    do throws(SelectorError) {
      selector = try LabelSelector(text)
    } catch {
      throw FieldFault(
        field: pods.path, found: "\(error)", expected: "a selector of pods such as app=web")
    }
    let subject: ContainerQuestion.Subject
    if let name = try field.child("env") {
      subject = .variable(try name.text())
    } else {
      subject = .file(try field.required("file", "a path, or the field 'env'").text())
    }
    var question = ContainerQuestion(
      pods: selector, container: try field.child("container")?.text(), subject)
    if let namespace = try field.child("namespace") { question.namespace = try namespace.text() }
    return question
  }
}
