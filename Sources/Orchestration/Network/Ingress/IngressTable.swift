// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The rules of all ingresses, found by host.
///
/// A host that is spelled out comes before one with a wildcard, and that before rules for all hosts;
/// of the rules of a host the longest path counts, `Exact` before `Prefix`, and of equal ones that
/// of the oldest ingress. What no rule is for goes to the default backend. A class that is there is
/// served, whoever its controller is said to be.
final class IngressTable {
  static let classAnnotation = "kubernetes.io/ingress.class"
  static let defaultAnnotation = "ingressclass.kubernetes.io/is-default-class"

  private var ingresses: [ObjectKey: Fields] = [:]
  private var classes: [String: Fields] = [:]
  private var rules: [String: [IngressPathRule]] = [:]
  private var defaults: [IngressPathRule] = []
  private var isCurrent = false
  /// Looks services up.
  private let service: (ObjectKey) -> Fields?

  init(service: @escaping (ObjectKey) -> Fields?) { self.service = service }

  /// Takes an ingress, `nil` where it is gone.
  func setIngress(_ key: ObjectKey, _ ingress: Fields?) {
    ingresses[key] = ingress
    isCurrent = false
  }

  /// Takes a class, `nil` where it is gone.
  func setClass(_ name: String, _ fields: Fields?) {
    classes[name] = fields
    isCurrent = false
  }

  func removeAll() {
    (ingresses, classes, isCurrent) = ([:], [:], false)
  }

  /// Whether there is an ingress that is served.
  var isEmpty: Bool {
    update()
    return rules.isEmpty && defaults.isEmpty
  }

  // MARK: Classes

  /// Why an ingress is not served; `nil` where it is.
  func classFault(_ ingress: Fields) -> String? { Self.classFault(ingress, classes) }

  /// Why an ingress is not served, where there are some classes.
  static func classFault(_ ingress: Fields, _ classes: [String: Fields]) -> String? {
    let name =
      ingress.wanted["ingressClassName"]?.string ?? ingress.annotation(classAnnotation)
    guard let name else {
      return classes.isEmpty
        ? nil : "it names no IngressClass, and it was made when none was the default"
    }
    if classes[name] != nil { return nil }
    // The annotation is older than the kind.
    if ingress.wanted["ingressClassName"]?.string == nil, classes.isEmpty { return nil }
    return "there is no IngressClass \(name)"
  }

  // MARK: Requests

  /// What is done with a request.
  ///
  /// - Complexity: Linear in the rules of the host.
  func answer(host: String, path: String) -> IngressAnswer {
    update()
    let host = host.lowercased()
    var wildcard: String?
    if let dot = host.firstIndex(of: "."), dot != host.startIndex { wildcard = "*" + host[dot...] }
    var hostRules = rules[host] ?? wildcard.flatMap { rules[$0] }
    if hostRules == nil { hostRules = rules[""] }
    if let rule = hostRules?.first(where: { $0.type.matches($0.path, path) }) {
      return resolve(rule, isDefault: false)
    }
    if let rule = defaults.first { return resolve(rule, isDefault: true) }
    if let hostRules {
      return .notFound(.noPath(path, host: host, known: hostRules.map(\.path)))
    }
    if rules.isEmpty { return .notFound(.noIngress) }
    return .notFound(.noHost(host, known: rules.keys.sorted()))
  }

  private func resolve(_ rule: IngressPathRule, isDefault: Bool) -> IngressAnswer {
    let backend = rule.backend["service"]?.object
    let wanted = backend?["port"]?.object
    let portText = wanted?["name"]?.string ?? wanted?.integer("number").map(String.init) ?? ""
    let key = ObjectKey(namespace: rule.ingress.namespace, name: backend?["name"]?.string ?? "")
    var route = IngressRoute(
      ingress: rule.ingress, host: rule.host, path: isDefault ? nil : rule.path,
      pathType: isDefault ? nil : rule.type.rawValue, service: key, servicePort: portText, port: 0)
    if backend == nil {
      let resource = rule.backend["resource"]?.object
      return .unavailable(
        .notAService(
          kind: resource?["kind"]?.string ?? "", name: resource?["name"]?.string ?? ""), route)
    }
    guard let service = service(key) else { return .unavailable(.noService(key), route) }
    let ports = service.wanted["ports"]?.array?.compactMap(\.object) ?? []
    for port in ports {
      guard let number = port.integer("port") else { continue }
      let isMeant =
        if let name = wanted?["name"]?.string { port["name"]?.string == name } else {
          number == wanted?.integer("number")
        }
      if isMeant {
        route.port = Int(number)
        return .service(route)
      }
    }
    let known = ports.map { port in
      let number = port.integer("port").map(String.init) ?? ""
      return port["name"]?.string.map { "\($0) (\(number))" } ?? number
    }
    return .unavailable(.noPort(key, port: portText, known: known), route)
  }

  // MARK: Rules

  private func update() {
    guard !isCurrent else { return }
    (rules, defaults, isCurrent) = ([:], [], true)
    for (key, ingress) in ingresses where classFault(ingress) == nil {
      let created = ingress.metadata.moment("creationTimestamp") ?? Timestamp(microseconds: 0)
      func rule(
        _ host: String, _ path: String, _ type: IngressPathType, _ backend: Fields
      ) -> IngressPathRule {
        IngressPathRule(
          ingress: key, created: created, host: host, path: path, type: type, backend: backend)
      }
      if let backend = ingress.wanted["defaultBackend"]?.object {
        defaults.append(rule("", "/", .prefix, backend))
      }
      for element in ingress.wanted["rules"]?.array ?? [] {
        let host = element.object?["host"]?.string?.lowercased() ?? ""
        for path in element.object?["http"]?.object?["paths"]?.array ?? [] {
          guard let fields = path.object else { continue }
          let type = IngressPathType(rawValue: fields["pathType"]?.string ?? "")
          rules[host, default: []].append(
            rule(
              host, fields["path"]?.string ?? "/", type ?? .implementationSpecific,
              fields["backend"]?.object ?? [:]))
        }
      }
    }
    defaults.sort { $0.precedes($1) }
    for host in rules.keys { rules[host]?.sort { $0.precedes($1) } }
  }
}
