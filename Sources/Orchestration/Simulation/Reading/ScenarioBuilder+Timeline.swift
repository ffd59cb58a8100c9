// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ScenarioBuilder {
  /// The fields that say what is done, of which an entry has one.
  private static let verbs = [
    "apply", "delete", "scale", "setImage", "undo", "pause", "resume", "restart", "patch",
    "cordon", "uncordon", "drain", "addNodes", "removeNode", "crash", "partition",
    "restartKubelet", "failPulls", "fault", "stop", "start", "loseZone", "loseDisk", "slowDisk",
    "stackDeploy", "stackRemove",
  ]

  private static let qualifiers = [
    "at", "every", "until", "namespace", "replicas", "container", "image", "revision", "change",
    "for", "timeout", "gracePeriodSeconds", "propagation", "factor",
  ]

  static func timelineEntry(
    _ field: DocumentField, _ context: inout ScenarioContext
  ) throws(FieldFault) -> Scenario.TimelineEntry {
    try field.allowOnly(verbs + qualifiers)
    let names = try field.children().map(\.0).filter { verbs.contains($0) }
    guard names.count == 1, let verb = names.first, let object = try field.child(verb) else {
      throw field.error(expected: "one of " + verbs.joined(separator: ", "))
    }
    var entry = Scenario.TimelineEntry(
      at: try field.child("at")?.microseconds() ?? 0,
      try action(verb, object, field, &context))
    if let period = try field.child("every") {
      entry.period = max(1_000, try period.microseconds())
    }
    if let until = try field.child("until") { entry.until = try until.microseconds() }
    return entry
  }

  private static func action(
    _ verb: String, _ object: DocumentField, _ field: DocumentField,
    _ context: inout ScenarioContext
  ) throws(FieldFault) -> ScenarioAction {
    if storageVerbs.contains(verb) { return .fault(try storageFault(verb, object, field)) }
    let duration = try field.child("for")?.span()
    func target() throws(FieldFault) -> TargetReference {
      try reference(object, namespace: field.child("namespace"))
    }
    switch verb {
    case "apply": return .apply(try context.objects(object))
    case "delete":
      var options = DeleteOptions()
      if let grace = try field.child("gracePeriodSeconds") {
        options.gracePeriodSeconds = try grace.integer(in: 0...Int64(Int32.max))
      }
      options.propagation = try field.child("propagation")?.choice() ?? .background
      return .delete(try target(), options)
    case "scale":
      let replicas = try field.required("replicas", "a number")
      return .scale(try target(), try replicas.integer(in: 0...Int64(Int32.max)))
    case "setImage":
      return .setImage(
        try target(), container: try field.child("container")?.text(),
        image: try field.required("image", "an image").text())
    case "undo":
      let revision = try field.child("revision")?.integer(in: 0...Int64.max) ?? 0
      return .undo(try target(), revision: revision)
    case "pause": return .pause(try target(), true)
    case "resume": return .pause(try target(), false)
    case "restart": return .restart(try target())
    case "patch":
      let change = try field.required("change", "the fields to change")
      return .patch(try target(), try change.object())
    case "cordon": return .cordon(try object.text(), true)
    case "uncordon": return .cordon(try object.text(), false)
    case "drain":
      let timeout = try field.child("timeout")?.microseconds() ?? .max
      return .drain(try object.text(), timeout: timeout)
    case "addNodes": return .addNodes(try nodePool(object))
    case "removeNode": return .removeNode(try object.text())
    case "crash": return .crash(try object.text(), duration: duration)
    case "partition": return .partition(try object.text(), duration: duration)
    case "restartKubelet": return .restartKubelet(try object.text())
    case "failPulls": return .failPulls(try object.text(), duration: duration)
    case "fault":
      do throws(ReadingError) {
        return .fault(try Fault(reading: BehaviorField(value: object.value, path: object.path)))
      } catch {
        throw FieldFault(
          field: error.field ?? object.path, found: error.found, expected: error.expected)
      }
    case "stackDeploy": return .stackDeploy(try stack(object, &context))
    case "stackRemove": return .stackRemove(try object.text())
    case "stop": return .stop(component: try object.text(), duration: duration)
    default: return .start(component: try object.text())
    }
  }

  /// A kind and a name, such as `deployment/web`.
  static func reference(
    _ field: DocumentField, namespace: DocumentField?
  ) throws(FieldFault) -> TargetReference {
    let parts = try field.text().split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw field.error(expected: "a kind and a name such as deployment/web")
    }
    return TargetReference(
      kind: String(parts[0]), name: String(parts[1]),
      namespace: try namespace?.text() ?? "default")
  }
}
