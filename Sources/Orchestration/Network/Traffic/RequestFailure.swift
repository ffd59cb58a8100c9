// SPDX-License-Identifier: Apache-2.0

/// Why a request was not served.
public enum RequestFailure: String, Sendable, Hashable, CaseIterable {
  /// DNS has no such name.
  case noSuchName
  /// No service and no pod has the address and port.
  case noSuchAddress
  /// The service cannot be reached from outside: it has neither an address there nor a port of nodes.
  case notExposed
  /// The service has no endpoint that takes requests.
  case noEndpoints
  /// The service has endpoints, but may only use those of the node, where there are none.
  case noLocalEndpoints
  /// The load balancer does not let the client in.
  case sourceNotAllowed
  /// A network policy forbids the connection.
  case forbidden
  /// No rule of an ingress is for it: 404.
  case notFound
  /// The rule of an ingress names what is not there: 503.
  case unavailable
  /// The node has no power or is cut off.
  case unreachable
  /// Nothing listens at the pod: it has not started, or has ended.
  case connectionRefused
  /// The pod has ended before it answered.
  case connectionReset
  /// Too many requests waited already.
  case overload
  /// There was no answer in time.
  case timeout
  /// The program failed.
  case error
  /// A request that the program made to answer this one failed.
  case callFailed
  /// Who made the request has ended or given up.
  case callerGone
  /// Programs call each other in a circle.
  case callsTooDeep

  /// Its place among all.
  var index: Int { Self.places[self] ?? 0 }
  private static let places: [RequestFailure: Int] = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($0.element, $0.offset) })
}

extension RequestFailure {
  /// What a refusal of the router is to a request.
  init(_ refusal: RouteRefusal) {
    switch refusal {
    case .noSuchAddress: self = .noSuchAddress
    case .noEndpoints: self = .noEndpoints
    case .noLocalEndpoints: self = .noLocalEndpoints
    case .sourceNotAllowed: self = .sourceNotAllowed
    case .forbidden: self = .forbidden
    }
  }
}
