// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Decisions as objects of the API, and the way back.
extension CapacityDecision {
  /// The object.
  ///
  /// - Parameter name: Its name.
  /// - Returns: The object with the decision in its `spec`.
  func object(named name: String) -> Fields {
    var spec: Fields = [
      "kind": .string(kind.rawValue), "time": time.value, "component": .string(component),
    ]
    func list<Element>(_ field: String, _ elements: [Element], _ value: (Element) -> Value) {
      if !elements.isEmpty { spec[field] = .array(elements.map(value)) }
    }
    list("changes", changes) { change in
      [
        "group": .string(change.group), "from": change.from.value, "to": change.to.value,
        "most": change.most.value,
      ]
    }
    list("pods", pods) { .string($0) }
    if !chosenBy.isEmpty { spec["chosenBy"] = .string(chosenBy) }
    list("options", options) { option in
      [
        "nodes": option.nodes.value, "pods": option.pods.value,
        "costPerHour": .decimal(option.costPerHour),
        "scores": .object(
          Fields(
            option.scores.sorted { $0.key < $1.key }.map { entry -> (String, Value) in
              (entry.key, .decimal(entry.value))
            })),
        "isChosen": .bool(option.isChosen),
      ]
    }
    if let bound {
      spec["bound"] = [
        "costPerHour": .decimal(bound.costPerHour), "nodes": bound.nodes.value,
        "method": .string(bound.method),
      ]
    }
    list("refusals", refusals) { refusal in
      [
        "pod": .string(refusal.pod), "group": .string(refusal.group),
        "reason": .string(refusal.reason),
      ]
    }
    list("nodes", nodes) { verdict in
      [
        "node": .string(verdict.node), "group": .string(verdict.group), "goes": .bool(verdict.goes),
        "reason": .string(verdict.reason), "detail": .string(verdict.detail),
        "utilization": .decimal(verdict.utilization),
      ]
    }
    if !message.isEmpty { spec["message"] = .string(message) }
    return [
      "apiVersion": "stevedore.dev/v1", "kind": "CapacityDecision",
      "metadata": ["name": .string(name)], "spec": .object(spec),
    ]
  }

  /// Reads a decision; `nil` where the object is none.
  init?(_ object: Fields) {
    guard let spec = object["spec"]?.object,
      let kind = spec["kind"]?.string.flatMap({ Kind(rawValue: $0) }),
      let time = spec.moment("time")
    else { return nil }
    self.init(kind, at: time, by: spec["component"]?.string ?? "")
    func list<Element>(_ field: String, _ read: (Fields) -> Element) -> [Element] {
      (spec[field]?.array ?? []).compactMap(\.object).map(read)
    }
    func text(_ fields: Fields, _ name: String) -> String { fields[name]?.string ?? "" }
    changes = list("changes") { fields in
      GroupChange(
        group: text(fields, "group"), from: fields.wholeNumber("from") ?? 0,
        to: fields.wholeNumber("to") ?? 0, most: fields.wholeNumber("most") ?? 0)
    }
    pods = (spec["pods"]?.array ?? []).compactMap(\.string)
    chosenBy = text(spec, "chosenBy")
    options = list("options") { fields in
      Option(
        nodes: fields["nodes"].flatMap { [String: Int]($0) } ?? [:],
        pods: fields.wholeNumber("pods") ?? 0, costPerHour: fields["costPerHour"]?.realNumber ?? 0,
        scores: Dictionary(
          (fields["scores"]?.object ?? Fields()).map { ($0, $1.realNumber ?? 0) }
        ) { first, _ in first },
        isChosen: fields.isTrue("isChosen"))
    }
    if let fields = spec["bound"]?.object {
      bound = Bound(
        costPerHour: fields["costPerHour"]?.realNumber ?? 0,
        nodes: fields.wholeNumber("nodes") ?? 0,
        method: text(fields, "method"))
    }
    refusals = list("refusals") { fields in
      Refusal(
        pod: text(fields, "pod"), group: text(fields, "group"), reason: text(fields, "reason"))
    }
    nodes = list("nodes") { fields in
      NodeVerdict(
        node: text(fields, "node"), group: text(fields, "group"), goes: fields.isTrue("goes"),
        reason: text(fields, "reason"), detail: text(fields, "detail"),
        utilization: fields["utilization"]?.realNumber ?? 0)
    }
    message = text(spec, "message")
  }
}

extension Value {
  /// A number with or without decimals.
  static func decimal(_ number: Double) -> Value {
    if let whole = Int64(exactly: number) { return .integer(whole) }
    return number.isFinite ? .number("\(number)") : .null
  }

  /// The number, with or without decimals.
  var realNumber: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let text): Double(text)
    default: nil
    }
  }
}

extension APIClient {
  /// Keeps a decision as an object; those of which there are too many go, the oldest first.
  ///
  /// - Parameters:
  ///   - decision: The decision.
  ///   - most: How many of the component are kept.
  /// - Throws: What the API refuses.
  func keep(_ decision: CapacityDecision, most: Int = 100) throws(APIStatus) {
    let prefix =
      "\(decision.component)-\(decision.kind.rawValue.lowercased())-"
      + "\(decision.time.microseconds / 1_000_000)"
    var name = prefix
    var count = 1
    while try find(.capacityDecisions, ObjectKey(name: name)) != nil {
      count += 1
      name = "\(prefix)-\(count)"
    }
    _ = try create(.capacityDecisions, decision.object(named: name))
    let kept = try list(.capacityDecisions, ListOptions()).items
      .filter { $0["spec"]?[path: "component"]?.string == decision.component }
    guard kept.count > most else { return }
    for old in kept.sorted(by: { $0.revision < $1.revision }).prefix(kept.count - most) {
      try deleteIfPresent(.capacityDecisions, ObjectKey(old))
    }
  }
}
