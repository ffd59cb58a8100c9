// SPDX-License-Identifier: Apache-2.0

/// The way of one request, step by step, and the first reason why it is not served.
public struct RequestExplanation: Sendable {
  /// One thing that has to hold on the way.
  public struct Step: Sendable, Hashable {
    /// What is looked at.
    public enum Kind: String, Sendable, Hashable {
      /// What the name of the host stands for.
      case name
      /// The rule of an ingress.
      case ingress
      /// The service.
      case service
      /// The pods that the service selects.
      case pods
      /// The slices of endpoints.
      case endpoints
      /// The network policies.
      case policies
      /// The rules of the node.
      case rules
    }

    /// What is looked at.
    public var kind: Kind
    /// The object, such as `service shop/web`.
    public var subject: String
    /// What was found, in a sentence.
    public var finding: String
    /// Whether the request goes on.
    public var isPassed: Bool
  }

  /// The request.
  public var url: RequestURL
  /// Who makes it, in words.
  public var origin: String
  /// The steps up to the end, or to the first that fails.
  public var steps: [Step] = []
  /// Why it is not served; `nil` where it is.
  public var refusal: RequestRefusal?
  /// The pods that may answer, by namespace and name.
  public var endpoints: [ObjectKey] = []
  /// What is odd, though the request may be served.
  public var remarks: [String] = []

  /// Whether it is served.
  public var isServed: Bool { refusal == nil }

  /// All of it as lines of text.
  public var lines: [String] {
    var lines = ["\(url) from \(origin)"]
    for step in steps {
      lines.append(
        "  \(step.isPassed ? "ok" : "!!") \(step.kind.rawValue): \(step.subject): \(step.finding)")
    }
    for remark in remarks { lines.append("  ?? \(remark)") }
    if let refusal {
      lines.append("Not served: \(refusal)")
    } else {
      lines.append("Served by \(endpoints.map(\.description).joined(separator: ", "))")
    }
    return lines
  }
}

/// Why a request is not served, with what may be meant instead.
public enum RequestRefusal: Sendable, Hashable {
  /// No service has the name; services of that name in other namespaces, and names like it.
  case noSuchName(String, elsewhere: [ObjectKey], nearest: [String])
  /// An ingress does not pass it on; hosts or paths like it.
  case ingress(IngressRefusal, ignored: [String], nearest: [String])
  /// The service has no such port.
  case noServicePort(ObjectKey, port: Int, known: [String])
  /// The service is not to be reached from outside.
  case notExposed(ObjectKey, type: String)
  /// The service selects pods of which there are none; labels like those.
  case noPodSelected(ObjectKey, selector: String, nearest: [NearLabels])
  /// The service selects none, and nobody has written its endpoints.
  case noSelector(ObjectKey)
  /// No selected pod takes requests, and why not.
  case noneReady(ObjectKey, count: Int, reasons: [PodCause])
  /// No selected pod has a port of the name.
  case noTargetPort(ObjectKey, name: String, known: [String])
  /// The slices do not have the pods that are ready.
  case slicesBehind(ObjectKey, ready: Int)
  /// Network policies forbid the connection to every endpoint.
  case forbidden(direction: String, pod: ObjectKey, policies: [ObjectKey])
  /// All endpoints are on nodes that do not answer.
  case nodesDown(ObjectKey, nodes: [String])
  /// The rules of the node refuse it.
  case rules(RouteRefusal, node: String)
  /// The path cannot be followed: something could not be read.
  case unreadable(String)
}

/// Labels of pods that are like those that are asked for.
public struct NearLabels: Sendable, Hashable {
  /// The labels that differ, such as `app=wev`.
  public var labels: String
  /// How many pods have them.
  public var count: Int
  /// One of those.
  public var example: ObjectKey
}

/// Why a pod takes no requests.
public struct PodCause: Sendable, Hashable {
  /// The pod.
  public var pod: ObjectKey
  /// Why, such as `readiness probe failing since 2026-01-01T00:03:10Z: overloaded`.
  public var cause: String
}

extension RequestRefusal: CustomStringConvertible {
  /// The reason as a sentence, with what may be meant.
  public var description: String {
    func nearest(_ names: [String]) -> String {
      names.isEmpty ? "" : "; nearest: " + names.joined(separator: ", ")
    }
    switch self {
    case .noSuchName(let name, let elsewhere, let near):
      return "no service has the name \(name)"
        + (elsewhere.isEmpty
          ? nearest(near)
          : "; in another namespace there is "
            + elsewhere.map { "\($0.name).\($0.namespace)" }.joined(separator: ", "))
    case .ingress(let refusal, let ignored, let near):
      return "\(refusal)\(nearest(near))"
        + ignored.map { "; ingress \($0)" }.joined()
    case .noServicePort(let service, let port, let known):
      return "service \(service) has no port \(port)"
        + (known.isEmpty ? "" : ", but " + known.joined(separator: ", "))
    case .notExposed(let service, let type):
      return "service \(service) is of type \(type), which cannot be reached from outside"
    case .noPodSelected(let service, let selector, let near):
      return "service \(service) selects \(selector), no pod has that"
        + nearest(
          near.map {
            "\($0.labels) (\($0.count) pod\($0.count == 1 ? "" : "s") such as \($0.example))"
          })
    case .noSelector(let service):
      return "service \(service) selects nothing, and there are no endpoints for it"
    case .noneReady(let service, let count, let reasons):
      return "\(count) pod\(count == 1 ? "" : "s") of service \(service), none ready: "
        + reasons.map { "\($0.pod.name): \($0.cause)" }.joined(separator: "; ")
    case .noTargetPort(let service, let name, let known):
      return "service \(service) leads to the port '\(name)', which no container names"
        + nearest(known)
    case .slicesBehind(let service, let ready):
      return "\(ready) pod\(ready == 1 ? " is" : "s are") ready, but no EndpointSlice of service "
        + "\(service) has one (does the endpointslice-controller run?)"
    case .forbidden(let direction, let pod, let policies):
      return "\(direction) of pod \(pod) is restricted by network polic"
        + (policies.count == 1 ? "y " : "ies ")
        + policies.map(\.description).joined(separator: ", ") + ", and no rule allows this"
    case .nodesDown(let service, let nodes):
      return "all endpoints of service \(service) are on nodes that do not answer: "
        + nodes.joined(separator: ", ")
    case .rules(let refusal, let node):
      return "the rules of node \(node) refuse it: \(refusal)"
    case .unreadable(let message): return message
    }
  }
}

extension IngressRefusal: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .noIngress: "no ingress is served"
    case .noHost(let host, _): "no ingress has a rule for the host \(host)"
    case .noPath(let path, let host, _): "no rule for the host \(host) has the path \(path)"
    case .noService(let key): "the rule leads to service \(key), which is not there"
    case .noPort(let key, let port, let known):
      "the rule leads to the port \(port) of service \(key), which has "
        + (known.isEmpty ? "none" : known.joined(separator: ", "))
    case .notAService(let kind, let name): "the rule leads to \(kind) \(name), which is no service"
    }
  }
}
