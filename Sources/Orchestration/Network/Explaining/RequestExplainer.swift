// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Explains what becomes of a request: it goes the same way as the request, through name, ingress,
/// service, pods, slices and policies, and tells at each step what it finds.
///
/// It looks at nothing but the API, so it also explains a cluster that is read from a dump; where it
/// is given the rules of the nodes, it asks those too.
public struct RequestExplainer {
  /// Who makes a request.
  public enum Origin: Sendable, Hashable {
    /// Somebody outside of the cluster.
    case outside
    /// Some pod of a namespace.
    case namespace(String)
    /// A pod.
    case pod(ObjectKey)
  }

  let client: any APIClient
  let router: (any ConnectionRouter)?

  /// Creates an explainer.
  ///
  /// - Parameters:
  ///   - client: The way to the API.
  ///   - router: The service rules of the nodes, where they are known.
  public init(client: any APIClient, router: (any ConnectionRouter)? = nil) {
    (self.client, self.router) = (client, router)
  }

  /// Explains a request.
  ///
  /// - Parameters:
  ///   - url: Where it goes.
  ///   - origin: Who makes it.
  /// - Returns: The steps, and why it is not served where it is not.
  public func explain(_ url: RequestURL, from origin: Origin) -> RequestExplanation {
    var walk = RequestWalk(self, url, origin)
    do throws(APIStatus) {
      try walk.go()
    } catch {
      walk.explanation.refusal = .unreadable(error.message)
    }
    return walk.explanation
  }
}

/// A request on its way.
struct RequestWalk {
  let explainer: RequestExplainer
  let origin: RequestExplainer.Origin
  let url: RequestURL
  var explanation: RequestExplanation

  init(_ explainer: RequestExplainer, _ url: RequestURL, _ origin: RequestExplainer.Origin) {
    (self.explainer, self.url, self.origin) = (explainer, url, origin)
    let text =
      switch origin {
      case .outside: "outside"
      case .namespace(let name): "namespace \(name)"
      case .pod(let key): "pod \(key)"
      }
    explanation = RequestExplanation(url: url, origin: text)
  }

  /// The namespace whose names are known without it.
  var namespace: String? {
    switch origin {
    case .outside: nil
    case .namespace(let name): name
    case .pod(let key): key.namespace
    }
  }

  func list(_ type: ResourceType, in namespace: String = "") throws(APIStatus) -> [Fields] {
    try explainer.client.list(type, ListOptions(namespace: namespace)).items
  }

  mutating func pass(
    _ kind: RequestExplanation.Step.Kind, _ subject: String, _ finding: String
  ) {
    explanation.steps.append(
      RequestExplanation.Step(kind: kind, subject: subject, finding: finding, isPassed: true))
  }

  mutating func stop(
    _ kind: RequestExplanation.Step.Kind, _ subject: String, _ refusal: RequestRefusal
  ) {
    explanation.steps.append(
      RequestExplanation.Step(
        kind: kind, subject: subject, finding: refusal.description, isPassed: false))
    explanation.refusal = refusal
  }

  // MARK: Names

  mutating func go() throws(APIStatus) {
    let services = try list(.services)
    let host = url.host
    if let service = Self.service(host, from: namespace, of: services) {
      let key = ObjectKey(service)
      pass(
        .name, host,
        "service \(key)" + (namespace == nil ? "" : ", \(Self.address(of: service))"))
      try go(to: service, port: url.port, isThroughIngress: false)
      return
    }
    if let service = services.first(where: { $0.wanted["clusterIP"]?.string == host }) {
      pass(.name, host, "the address of service \(ObjectKey(service))")
      try go(to: service, port: url.port, isThroughIngress: false)
      return
    }
    try goThroughIngress(services)
  }

  private static func address(of service: Fields) -> String {
    switch service.wanted["clusterIP"]?.string {
    case "None"?: "the addresses of its pods"
    case let address? where !address.isEmpty: address
    default: "no address"
    }
  }

  /// The service that a name means: `web`, `web.shop`, `web.shop.svc.cluster.local`, and with the
  /// name of a pod in front.
  static func service(_ host: String, from namespace: String?, of services: [Fields]) -> Fields? {
    var parts = host.split(separator: ".").map(String.init)
    for suffix in [["svc", "cluster", "local"], ["svc"]] where parts.count > suffix.count {
      if Array(parts.suffix(suffix.count)) == suffix {
        parts.removeLast(suffix.count)
        break
      }
    }
    func find(_ name: String, _ namespace: String?) -> Fields? {
      guard let namespace else { return nil }
      let key = ObjectKey(namespace: namespace, name: name)
      return services.first { ObjectKey($0) == key }
    }
    switch parts.count {
    case 1: return find(parts[0], namespace)
    case 2: return find(parts[0], parts[1]) ?? find(parts[1], namespace).flatMap(isHeadless)
    case 3: return find(parts[1], parts[2]).flatMap(isHeadless)
    default: return nil
    }
  }

  private static func isHeadless(_ service: Fields) -> Fields? {
    service.wanted["clusterIP"] == "None" ? service : nil
  }

  private mutating func stopAtName(_ services: [Fields], hosts: [String]) {
    let name = url.host.split(separator: ".").first.map(String.init) ?? url.host
    let keys = services.map { ObjectKey($0) }
    let elsewhere = keys.filter { $0.name == name && $0.namespace != namespace }.sorted()
    let known = keys.map { $0.namespace == namespace ? $0.name : "\($0.name).\($0.namespace)" }
    let near =
      NameDistance.nearest(url.host, of: known + hosts)
      + NameDistance.nearest(name, of: keys.filter { $0.namespace == namespace }.map(\.name))
    var distinct: [String] = []
    for name in near where !distinct.contains(name) { distinct.append(name) }
    let nearest = elsewhere.isEmpty ? Array(distinct.prefix(3)) : []
    stop(
      .name, url.host, .noSuchName(url.host, elsewhere: elsewhere, nearest: nearest))
  }

  // MARK: Ingress

  private mutating func goThroughIngress(_ services: [Fields]) throws(APIStatus) {
    let table = IngressTable { key in services.first { ObjectKey($0) == key } }
    for object in try list(.ingressClasses) { table.setClass(ObjectKey(object).name, object) }
    let ingresses = try list(.ingresses)
    var ignored: [String] = []
    for object in ingresses { table.setIngress(ObjectKey(object), object) }
    for object in ingresses {
      if let fault = table.classFault(object) {
        ignored.append("\(ObjectKey(object)) is not served: \(fault)")
      }
    }
    let answer = table.answer(host: url.host, path: url.path)
    switch answer {
    case .service(let route):
      let rule =
        route.path.map { "\(route.host.isEmpty ? "*" : route.host)\($0) (\(route.pathType ?? ""))" }
        ?? "default backend"
      pass(
        .ingress, "ingress \(route.ingress)",
        "\(rule) leads to service \(route.service), port \(route.servicePort)")
      guard let service = services.first(where: { ObjectKey($0) == route.service }) else { return }
      try go(to: service, port: route.port, isThroughIngress: true)
    case .notFound(let refusal):
      switch refusal {
      case .noIngress where ignored.isEmpty: stopAtName(services, hosts: [])
      case .noHost(_, let known) where namespace != nil || !known.contains { !$0.isEmpty }:
        stopAtName(services, hosts: known)
      case .noHost(let host, let known):
        stop(
          .ingress, host,
          .ingress(refusal, ignored: ignored, nearest: NameDistance.nearest(host, of: known)))
      case .noPath(let path, _, let known):
        let near = NameDistance.nearest(path, of: known)
        stop(
          .ingress, url.host,
          .ingress(refusal, ignored: ignored, nearest: near.isEmpty ? Array(known.prefix(3)) : near)
        )
      default: stop(.ingress, url.host, .ingress(refusal, ignored: ignored, nearest: []))
      }
    case .unavailable(let refusal, let route):
      var near: [String] = []
      if case .noService(let key) = refusal {
        near = NameDistance.nearest(
          key.name,
          of: services.map { ObjectKey($0) }.filter { $0.namespace == key.namespace }.map(\.name))
      }
      stop(
        .ingress, "ingress \(route.ingress)",
        .ingress(refusal, ignored: ignored, nearest: near))
    }
  }
}
