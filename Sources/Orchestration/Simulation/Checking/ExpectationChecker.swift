// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Finds out whether what was expected has come about.
struct ExpectationChecker {
  let client: any APIClient
  let catalogue: ResourceCatalogue
  let samples: [MetricSample]
  let log: [Expectation.LogPattern: LogTally.Finding]
  /// The state now.
  let now: MetricSample
  /// Figures of requests.
  var traffic: TrafficRecorder?
  /// What is on volumes.
  var files = PersistentData()
  /// The service rules of the nodes.
  var router: (any ConnectionRouter)?
  /// Who knows the names of the cluster.
  let resolver: any NameResolver
  /// What running containers see.
  var answers: (ContainerQuestion) -> [(pod: String, text: String?)] = { _ in [] }

  func check(_ expectation: Expectation) -> ExpectationResult {
    func result(_ isMet: Bool, _ found: String, _ expected: String) -> ExpectationResult {
      ExpectationResult(expectation, isMet: isMet, found: found, expected: expected)
    }
    do throws(APIStatus) {
      switch expectation.condition {
      case .fields(let reference, let fields):
        guard let object = try find(reference) else {
          return result(false, "no \(reference)", "one")
        }
        let faults = fields.filter { !$0.range.allows(Self.value(object, $0.path)) }
        let shown = faults.isEmpty ? fields : faults
        return result(
          faults.isEmpty,
          shown.map { "\($0.path) = \(Self.text(Self.value(object, $0.path)))" }
            .joined(separator: ", "),
          shown.map { "\($0.path) \($0.range)" }.joined(separator: ", "))
      case .absent(let reference):
        let isThere = try find(reference) != nil
        return result(!isThere, isThere ? "\(reference)" : "none", "no \(reference)")
      case .count(let kind, let options, let range):
        guard let type = catalogue.type(named: kind) else {
          return result(false, "no kind \(kind)", "a kind that is served")
        }
        let count = try client.list(type, options).items.count
        return result(range.allows(.integer(Int64(count))), "\(count)", "\(range)")
      case .endpoints(let service, let state, let range):
        let count = try endpointCount(service, state)
        return result(
          range.allows(.integer(Int64(count))), "\(count) \(state.rawValue)", "\(range)")
      case .addresses(let name, let namespace, let range):
        let found = resolver.addresses(of: name, from: namespace)
        return result(
          range.allows(.integer(Int64(found.count))),
          found.isEmpty ? "no address" : found.joined(separator: ", "), "addresses \(range)")
      case .inside(let question, let range):
        let answers = answers(question)
        let wrong = answers.filter { !range.allows($0.text.map { .string($0) } ?? .null) }
        let shown = (wrong.isEmpty ? answers : wrong).map {
          "\(question.subject) of \($0.pod) = \($0.text.map { Self.text(.string($0)) } ?? "nothing")"
        }
        return result(
          wrong.isEmpty && !answers.isEmpty,
          shown.isEmpty ? "no running container" : shown.joined(separator: ", "),
          "\(question.subject) \(range)")
      case .metric(let name, let range):
        return check(name, [now], nil, range, result)
      case .extreme(let name, let extreme, let from, let range):
        let upTo = expectation.time.map { Double($0) / 1e6 } ?? .infinity
        let window = (samples + [now]).filter {
          $0.seconds >= Double(from) / 1e6 && $0.seconds <= upTo
        }
        return check(name, window, extreme, range, result)
      case .traffic(let query, let range):
        guard let value = traffic?.value(query) else {
          return result(false, "no requests", "\(query) \(range)")
        }
        return result(
          range.allows(.number("\(value)")), "\(query) = \(Self.trimmed(value))",
          "\(query) \(range)")
      case .request(let url, let origin, let range):
        let explanation = RequestExplainer(client: client, router: router).explain(
          url, from: origin)
        let found = explanation.refusal?.description ?? "served"
        return result(range.allows(.string(found)), found, "\(range)")
      case .log(let pattern, let range):
        let count = log[pattern]?.count ?? 0
        return result(
          range.allows(.integer(Int64(count))), "\(count) times '\(pattern)'",
          "'\(pattern)' \(range) times")
      case .file(let claim, let path, let range):
        let found = try file(path, on: claim)
        return result(
          range.allows(found), "\(path) = \(Self.text(found))", "\(path) \(range)")
      case .order(let first, let second):
        let (one, other) = (log[first]?.first, log[second]?.first)
        let isMet = one.map { one in other.map { one.index < $0.index } ?? false } ?? false
        func text(_ pattern: Expectation.LogPattern, _ found: (index: Int, time: Int64)?) -> String
        {
          "'\(pattern)' " + (found.map { "after \(LogEntry.seconds($0.time)) s" } ?? "never")
        }
        return result(
          isMet, "\(text(first, one)), \(text(second, other))", "the first before the second")
      }
    } catch {
      return result(false, error.message, "an answer of the API")
    }
  }

  private func check(
    _ name: String, _ window: [MetricSample], _ extreme: Expectation.Extreme?,
    _ range: Expectation.ValueRange,
    _ result: (Bool, String, String) -> ExpectationResult
  ) -> ExpectationResult {
    guard let index = MetricSample.names.firstIndex(of: name) else {
      return result(false, "no figure \(name)", "one of \(MetricSample.names)")
    }
    let values = window.map { $0.values[index] }
    guard let value = extreme == .min ? values.min() : values.max() else {
      return result(false, "no sample", "\(range)")
    }
    let prefix = extreme.map { "\($0.rawValue) " } ?? ""
    return result(
      range.allows(.number("\(value)")), "\(prefix)\(name) = \(Self.trimmed(value))",
      "\(prefix)\(name) \(range)")
  }

  /// What a file says; nothing where it is not there.
  private func file(_ path: String, on claim: TargetReference) throws(APIStatus) -> Value {
    guard let name = try find(claim)?.boundVolume, !name.isEmpty,
      let volume = try client.find(.persistentVolumes, ObjectKey(name: name))
    else { return "" }
    let node = volume.nodeOfLocalVolume
    return .string(files[VolumeSource(volume).handle(on: node), path] ?? "")
  }

  private func find(_ reference: TargetReference) throws(APIStatus) -> Fields? {
    guard let type = catalogue.type(named: reference.kind) else {
      throw .badRequest("the server doesn't have a resource type \"\(reference.kind)\"")
    }
    return try client.find(type, type.key(reference))
  }

  /// The value at the end of a path such as `status.conditions[Available].reason`: in brackets an
  /// index, or the type or the name of an element.
  static func value(_ object: Fields, _ path: String) -> Value {
    var value = Value.object(object)
    for step in FieldPath(path.replacingBracketNames).steps {
      switch (step, value) {
      case (.field(let name), .object(let fields)): value = fields[name] ?? .null
      case (.field(let name), .array(let elements)):
        value =
          elements.first {
            let fields = $0.object
            return fields?["type"]?.string == name || fields?["name"]?.string == name
          } ?? .null
      case (.element(let index), .array(let elements)):
        value = elements.indices.contains(index) ? elements[index] : .null
      default: return .null
      }
    }
    return value
  }

  static func text(_ value: Value) -> String {
    value.isNull ? "nothing" : JSONWriter().text(value)
  }

  static func trimmed(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15
      ? String(Int64(value)) : String((value * 1e4).rounded() / 1e4)
  }
}

extension String {
  /// The path with `[Available]` written as `["Available"]`.
  fileprivate var replacingBracketNames: String {
    var text = ""
    var rest = self[...]
    while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
      let inside = rest[rest.index(after: open)..<close]
      text += rest[..<open]
      text += Int(inside) != nil || inside.hasPrefix("\"") ? "[\(inside)]" : "[\"\(inside)\"]"
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }
}

extension ResourceType {
  /// The name of an object of the type.
  func key(_ reference: TargetReference) -> ObjectKey {
    ObjectKey(namespace: isNamespaced ? reference.namespace : "", name: reference.name)
  }
}

extension Expectation.ValueRange {
  /// Whether a value is in the range.
  func allows(_ value: Value) -> Bool {
    switch self {
    case .equal(let expected):
      return value == expected || Self.number(value) == Self.exact(expected)
    case .between(let least, let most):
      guard let number = Self.number(value) else { return false }
      return number >= least && number <= most
    case .contains(let text):
      guard let found = value.string else { return false }
      return found == text || found.contains(text)
    }
  }

  private static func number(_ value: Value) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .number(let text): Double(text)
    default: nil
    }
  }

  /// The number that is expected, a NaN, which equals nothing, where it is none.
  private static func exact(_ value: Value) -> Double { number(value) ?? .nan }
}

extension Expectation.ValueRange: CustomStringConvertible {
  /// What is expected, such as `>= 3`.
  public var description: String {
    switch self {
    case .equal(let value): "= \(ExpectationChecker.text(value))"
    case .between(let least, .infinity): ">= \(ExpectationChecker.trimmed(least))"
    case .between(-.infinity, let most): "<= \(ExpectationChecker.trimmed(most))"
    case .between(let least, let most):
      "in \(ExpectationChecker.trimmed(least))..\(ExpectationChecker.trimmed(most))"
    case .contains(let text): "containing '\(text)'"
    }
  }
}

extension Expectation.LogPattern: CustomStringConvertible {
  /// The pattern, such as `pod default/web: Ready`.
  public var description: String {
    var text = [object, what, reason].compactMap(\.self).joined(separator: ": ")
    if let message { text += " '\(message)'" }
    return text
  }
}
