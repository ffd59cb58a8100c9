// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What every client has to do, whichever way it reaches an API.
///
/// A suite of a client runs all cases with a closure that makes an empty API with the namespace
/// `default`.
struct ClientConformance: CustomTestStringConvertible, Sendable {
  /// An API as a client sees it.
  struct Harness {
    /// The client.
    let client: any APIClient
    /// Lets time pass until everything that was written has been delivered.
    let settle: () -> Void
    /// Makes the API forget changes up to now.
    let compact: () throws -> Void
    /// A type that is served, such as one that was just defined.
    let type: (_ apiVersion: String, _ kind: String) -> ResourceType?
  }

  typealias Factory = () throws -> Harness

  let testDescription: String
  let check: @Sendable (Harness) throws -> Void

  init(_ description: String, _ check: @escaping @Sendable (Harness) throws -> Void) {
    (testDescription, self.check) = (description, check)
  }

  static let cases: [ClientConformance] = objects + deletions + watches + subresources + patches

  // MARK: What cases use

  static func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }

  static func configMap(_ name: String, _ data: Fields = [:], labels: Fields = [:]) -> Fields {
    var object: Fields = ["metadata": ["name": .string(name), "namespace": "default"]]
    if !labels.isEmpty { object.modify("metadata") { $0["labels"] = .object(labels) } }
    if !data.isEmpty { object["data"] = .object(data) }
    return object
  }

  static func pod(_ name: String, labels: Fields = [:]) -> Fields {
    [
      "metadata": ["name": .string(name), "namespace": "default", "labels": .object(labels)],
      "spec": ["containers": [["name": "main", "image": "busybox:1"]]],
    ]
  }

  static func deployment(_ name: String) -> Fields {
    [
      "metadata": ["name": .string(name), "namespace": "default"],
      "spec": [
        "replicas": 2, "selector": ["matchLabels": ["app": "web"]],
        "template": [
          "metadata": ["labels": ["app": "web"]],
          "spec": ["containers": [["name": "main", "image": "nginx:1.25"]]],
        ],
      ],
    ]
  }

  /// The status that is thrown.
  static func status(_ body: () throws -> Void) -> APIStatus? {
    do {
      try body()
      return nil
    } catch {
      return error as? APIStatus
    }
  }

  /// Checks a status: reason, code, message and what it is about.
  static func expect(
    _ reason: APIStatus.Reason, _ message: String, _ details: APIStatus.Details? = nil,
    location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) {
    let status = status(body)
    #expect(status?.reason == reason, sourceLocation: location)
    #expect(status?.message == message, sourceLocation: location)
    if let details { #expect(status?.details == details, sourceLocation: location) }
  }
}
