// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Sends the recorded writes of `kubectl` to an API and compares its replies with those of the real
/// server.
///
/// What other components did in the meantime, such as binding pods or counting revisions, is taken
/// over from what the recording shows of the objects.
final class GoldenReplies {
  /// A write whose reply was compared, and in which fields it differs.
  struct Comparison {
    let name: String
    let found: Value
    let expected: Value
  }

  let client: any APIClient
  private let catalogue: ResourceCatalogue
  private(set) var compared: [Comparison] = []
  /// The writes that were left out, with the reason.
  private(set) var leftOut: [String] = []

  init(_ client: any APIClient, _ catalogue: ResourceCatalogue) {
    (self.client, self.catalogue) = (client, catalogue)
  }

  func replay(_ exchanges: [GoldenTraffic.Exchange]) throws {
    for exchange in exchanges {
      guard let target = Target(exchange.path, catalogue) else {
        if exchange.method != "GET" { leftOut.append("\(exchange): the kind is not served") }
        continue
      }
      if exchange.method == "GET" {
        try adopt(exchange.reply, target)
        continue
      }
      if exchange.mediaType == "application/vnd.kubernetes.protobuf" {
        leftOut.append("\(exchange): media types are no matter of this client")
        continue
      }
      try prepare(exchange, target)
      let reply: Fields
      do throws(APIStatus) {
        reply = try send(exchange, target)
      } catch {
        reply = error.fields
      }
      compared.append(
        Comparison(
          name: exchange.testDescription, found: masked(reply, exchange),
          expected: masked(exchange.reply, exchange)))
    }
  }

  // MARK: Requests

  private func send(
    _ exchange: GoldenTraffic.Exchange, _ target: Target
  ) throws(APIStatus) -> Fields {
    let options = WriteOptions(
      fieldManager: exchange.query["fieldManager"] ?? "kubectl",
      isDryRun: exchange.query["dryRun"] != nil,
      fieldValidation: exchange.query["fieldValidation"] == "Strict" ? .strict : .ignore,
      force: exchange.query["force"] == "true")
    let body = (try? translated(exchange.body, target)) ?? exchange.body
    switch exchange.method {
    case "POST":
      return try client.create(
        target.type, body.object ?? [:], subresource: target.subresource, options)
    case "DELETE":
      let policy = body[path: "propagationPolicy"]?.string
      return try client.delete(
        target.type, target.key,
        DeleteOptions(propagation: policy.flatMap(PropagationPolicy.init(rawValue:))))
    default:
      let patch: Patch =
        switch exchange.mediaType {
        case "application/json-patch+json": .json(body.array ?? [])
        case "application/merge-patch+json": .merge(body.object ?? [:])
        case "application/strategic-merge-patch+json": .strategic(body.object ?? [:])
        default: .apply(body.object ?? [:])
        }
      return try client.patch(
        target.type, target.key, patch, subresource: target.subresource, options)
    }
  }

  /// A body with the versions that objects have here.
  private func translated(_ body: Value, _ target: Target) throws -> Value {
    let version = try client.find(target.type, target.key)?.metadata["resourceVersion"] ?? nil
    switch body {
    case .object(var fields):
      if fields["metadata"]?.object?["resourceVersion"] != nil {
        fields.modify("metadata") { $0["resourceVersion"] = version }
      }
      return .object(fields)
    case .array(let operations):
      return .array(
        operations.map { operation in
          guard var fields = operation.object, fields["path"] == "/metadata/resourceVersion" else {
            return operation
          }
          fields["value"] = version
          return .object(fields)
        })
    default: return body
    }
  }

  // MARK: What others did

  private func prepare(_ exchange: GoldenTraffic.Exchange, _ target: Target) throws {
    switch exchange.method {
    case "DELETE" where target.type == .pods:
      var shown = exchange.reply
      shown.modify("metadata") { $0["deletionTimestamp"] = nil }
      try adopt(shown, target)
    case "PATCH":
      // The revision that the controller had counted so far.
      let revision = exchange.reply["metadata"]?[
        path: "annotations", "deployment.kubernetes.io/revision"]
      guard target.type == .deployments, let revision, target.subresource == nil,
        !exchange.body.isListOfAnnotations
      else { return }
      try note(revision, target)
    default: break
    }
  }

  private func note(_ revision: Value, _ target: Target) throws {
    let patch: Patch = .merge([
      "metadata": ["annotations": ["deployment.kubernetes.io/revision": revision]]
    ])
    _ = try client.patch(
      target.type, target.key, patch, subresource: .status,
      WriteOptions(fieldManager: "kube-controller-manager"))
  }

  /// Takes over what a reply shows of nodes and pods.
  private func adopt(_ reply: Fields, _ target: Target) throws {
    if reply["kind"] == "PodList" {
      for pod in reply["items"]?.array ?? [] { try adoptObject(pod.object ?? [:], .pods) }
    } else if reply["kind"] == "Node" || reply["kind"] == "Pod" {
      try adoptObject(reply, target.type)
    }
  }

  private func adoptObject(_ shown: Fields, _ type: ResourceType) throws {
    let isEnding = shown.metadata["deletionTimestamp"] != nil
    if isEnding, try client.find(type, ObjectKey(shown)) != nil { return }
    var object = shown
    object.modify("metadata") { metadata in
      for name in ["uid", "resourceVersion", "managedFields"] { metadata[name] = nil }
    }
    object["kind"] = .string(type.kind)
    object["apiVersion"] = "v1"
    let key = ObjectKey(shown)
    if try client.find(type, key) == nil { try client.create(type, object) }
    if type == .nodes {
      try client.update(type, object)
      try client.updateStatus(type, object)
      return
    }
    let known = try client.get(type, key)
    if known["spec"]?[path: "nodeName"] == nil,
      let node = shown["spec"]?[path: "nodeName"]?.string
    {
      try client.bind(key, uid: nil, to: node)
    }
    if isEnding {
      _ = try client.delete(type, key, DeleteOptions())
      return
    }
    var labelled = try client.get(type, key)
    labelled.modify("metadata") { $0["labels"] = shown.metadata["labels"] }
    try client.update(type, labelled)
    try client.updateStatus(type, object)
  }

  // MARK: Comparing

  /// A reply without what differs from server to server and what other components make.
  private func masked(_ reply: Fields, _ exchange: GoldenTraffic.Exchange) -> Value {
    var reply = reply
    if reply["kind"] == "Status" {
      reply.modify("details") { details in
        details["uid"] = nil
        // Go does not iterate in order.
        if let causes = details["causes"]?.array {
          details["causes"] = .array(
            causes.sorted { $0[path: "field"]?.string ?? "" < $1[path: "field"]?.string ?? "" })
        }
      }
      if reply["details"] == .object([:]) { reply["details"] = nil }
      return .object(reply)
    }
    reply.modify("metadata") { metadata in
      for name in [
        "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "managedFields",
      ] {
        metadata[name] = nil
      }
    }
    if exchange.method != "POST" { reply["status"] = nil }
    reply.complete("spec") { spec in
      // Addresses are given by another part of the server.
      if exchange.reply["kind"] == "Service" {
        for name in ["clusterIP", "clusterIPs"] { spec[name] = nil }
      }
      // The admission plugin of service accounts is left out.
      guard exchange.reply["kind"] == "Pod" else { return }
      for name in ["volumes", "serviceAccount", "serviceAccountName"] { spec[name] = nil }
      spec.completeEach("containers") { $0["volumeMounts"] = nil }
    }
    return .object(reply)
  }

  /// What a path is about.
  private struct Target {
    let type: ResourceType
    let key: ObjectKey
    let subresource: Subresource?

    init?(_ path: String, _ catalogue: ResourceCatalogue) {
      var parts = path.split(separator: "/").map(String.init)[...]
      guard let root = parts.popFirst(), root == "api" || root == "apis", parts.count >= 2 else {
        return nil
      }
      var version = parts.removeFirst()
      if root == "apis" { version += "/" + parts.removeFirst() }
      var namespace = ""
      if parts.first == "namespaces", parts.count > 2 {
        namespace = parts[parts.startIndex + 1]
        parts.removeFirst(2)
      }
      guard let plural = parts.popFirst(),
        let type = catalogue.type(apiVersion: version, plural: plural)
      else { return nil }
      self.type = type
      key = ObjectKey(namespace: namespace, name: parts.popFirst() ?? "")
      subresource = parts.popFirst().flatMap(Subresource.init(rawValue:))
    }
  }
}

extension Value {
  /// Whether a patch sets all annotations itself.
  fileprivate var isListOfAnnotations: Bool {
    array?.contains { $0[path: "path"] == "/metadata/annotations" } ?? false
  }
}
