// SPDX-License-Identifier: Apache-2.0

/// What an ingress controller does with a request.
public enum IngressAnswer: Sendable, Hashable {
  /// It passes it on to a service.
  case service(IngressRoute)
  /// It answers 404, since no rule is for the request.
  case notFound(IngressRefusal)
  /// It answers 503, since what the rule names is not there.
  case unavailable(IngressRefusal, IngressRoute)

  /// The code that the client sees where the request is not passed on.
  public var statusCode: Int? {
    switch self {
    case .service: nil
    case .notFound: 404
    case .unavailable: 503
    }
  }
}

/// The rule of an ingress that a request goes by, and where it leads.
public struct IngressRoute: Sendable, Hashable {
  /// The ingress.
  public var ingress: ObjectKey
  /// The host of the rule, empty where it is for all.
  public var host: String
  /// The path of the rule; `nil` for a default backend.
  public var path: String?
  /// How the path is compared; `nil` for a default backend.
  public var pathType: String?
  /// The service.
  public var service: ObjectKey
  /// The name or number of the service's port, as the rule has it.
  public var servicePort: String
  /// The number of the service's port, 0 where there is none.
  public var port: Int
}

/// Why no service gets a request.
public enum IngressRefusal: Sendable, Hashable {
  /// There is no ingress that a controller looks at.
  case noIngress
  /// No rule has the host, and there is no default backend.
  case noHost(String, known: [String])
  /// Rules have the host, but none the path, and there is no default backend.
  case noPath(String, host: String, known: [String])
  /// The rule names a service that is not there.
  case noService(ObjectKey)
  /// The rule names a port that the service has not.
  case noPort(ObjectKey, port: String, known: [String])
  /// The rule leads to something that is no service.
  case notAService(kind: String, name: String)
}
