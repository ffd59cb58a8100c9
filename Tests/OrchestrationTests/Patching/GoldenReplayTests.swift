// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite(
  "Recorded traffic",
  .enabled(if: GoldenTraffic.isAvailable, "needs ../shared/data/golden"))
struct GoldenReplayTests {
  private static func patched(_ exchange: GoldenTraffic.Exchange) throws -> Fields? {
    let before = try #require(exchange.before)
    switch exchange.mediaType {
    case "application/strategic-merge-patch+json":
      return try StrategicMergePatch.apply(
        try #require(exchange.body.object), to: before, type: try exchange.type())
    case "application/merge-patch+json":
      return MergePatch.apply(try #require(exchange.body.object), to: before)
    case "application/json-patch+json": return try JSONPatch.apply(exchange.body, to: before)
    default: return nil
    }
  }

  @Test("patches make of objects what the server makes of them")
  func patches() throws {
    var counts: [String: Int] = [:]
    for exchange in try GoldenTraffic.patches() {
      guard let result = try Self.patched(exchange) else { continue }
      #expect(exchange.status == 200)
      #expect(
        result.masked == exchange.reply.masked,
        """
        \(exchange.testDescription): \(PatchText.text(result.masked)) and not \
        \(PatchText.text(exchange.reply.masked))
        """)
      counts[exchange.mediaType, default: 0] += 1
    }
    #expect(counts["application/strategic-merge-patch+json"] ?? 0 >= 8)
    #expect(counts["application/merge-patch+json"] ?? 0 >= 3)
    #expect(counts["application/json-patch+json"] ?? 0 >= 4)
  }

  @Test("patches leave fields with the managers that the server has for them")
  func managersOfPatches() throws {
    var count = 0
    for exchange in try GoldenTraffic.patches() {
      guard let result = try Self.patched(exchange) else { continue }
      let managed = try exchange.apply().update(
        from: exchange.before, to: result, manager: exchange.manager,
        time: Timestamp(seconds: 4_000_000_000))
      try expect(managed, in: exchange)
      count += 1
    }
    #expect(count >= 15)
  }

  @Test("created objects have the managers that the server has for them")
  func managersOfCreatedObjects() throws {
    var count = 0
    for exchange in try GoldenTraffic.exchanges()
    where exchange.method == "POST" && exchange.status == 201 && exchange.reply["spec"] != "x" {
      guard exchange.reply["metadata"]?.object?["managedFields"] != nil else { continue }
      var object = exchange.reply.withoutManagedFields
      object["status"] = nil
      // The server gives these after it has noted who manages what.
      if exchange.reply["kind"] == "Service", case .object(var spec)? = object["spec"] {
        for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] { spec[key] = nil }
        object["spec"] = .object(spec)
      }
      // And admission adds these to pods.
      let manager = exchange.manager
      let managed = try exchange.apply().update(
        from: nil, to: object, manager: manager, time: Timestamp(seconds: 4_000_000_000))
      if exchange.reply["kind"] == "Pod" { continue }
      try expect(managed, in: exchange)
      count += 1
    }
    #expect(count >= 4)
  }

  @Test("applied configurations make of objects what the server makes of them")
  func applied() throws {
    var (made, refused) = (0, 0)
    for exchange in try GoldenTraffic.patches()
    where exchange.mediaType == "application/apply-patch+yaml" {
      let apply = try exchange.apply()
      let configuration = try #require(exchange.body.object)
      let isForced = exchange.query["force"] == "true"
      func applied() throws -> ServerSideApply<SchemaMergeTypes>.Outcome {
        try apply.apply(
          configuration, to: exchange.before, manager: exchange.manager, isForced: isForced,
          time: Timestamp(seconds: 4_000_000_000))
      }
      if exchange.status == 409 {
        let error = #expect(throws: PatchError.self) { try applied() }
        #expect(error?.message == exchange.reply["message"]?.string)
        guard case .conflicts(let conflicts)? = error else { continue }
        let causes = Value.object(exchange.reply)[path: "details", "causes"]?.array ?? []
        #expect(
          Set(causes)
            == Set(
              conflicts.map(\.cause).map {
                [
                  "reason": .string($0.reason), "message": .string($0.message),
                  "field": .string($0.field),
                ]
              }))
        refused += 1
      } else {
        let outcome = try applied()
        #expect(
          Self.withDefaults(outcome.object).masked == exchange.reply.masked,
          "\(exchange.testDescription): \(PatchText.text(outcome.object.masked))")
        try expect(try ManagedFields(of: outcome.object), in: exchange)
        made += 1
      }
    }
    #expect(made >= 7)
    #expect(refused >= 3)
  }

  /// What the server puts into a service that does not say it.
  private static func withDefaults(_ object: Fields) -> Fields {
    guard object["kind"] == "Service", case .object(var spec)? = object["spec"] else {
      return object
    }
    for (key, value): (String, Value) in [
      ("type", "ClusterIP"), ("sessionAffinity", "None"), ("internalTrafficPolicy", "Cluster"),
    ] where spec[key] == nil { spec[key] = value }
    spec["ports"] = .array(
      (spec["ports"]?.array ?? []).map {
        guard case .object(var port) = $0 else { return $0 }
        if port["protocol"] == nil { port["protocol"] = "TCP" }
        return .object(port)
      })
    var object = object
    object["spec"] = .object(spec)
    return object
  }

  /// Compares who manages what with the server's answer: all but the moments, but for whether there
  /// is one and whether it is that of the write.
  private func expect(_ managed: ManagedFields, in exchange: GoldenTraffic.Exchange) throws {
    let expected = try ManagedFields(of: exchange.reply)
    let before = try exchange.before.map { try ManagedFields(of: $0) }
    for entry in expected.entries {
      let found = managed[entry.identity]
      #expect(
        found?.fields == entry.fields,
        """
        \(exchange.testDescription): \(entry.identity) has
        \(found?.fields.description ?? "nothing")
        and not
        \(entry.fields)
        """)
      let isNew = entry.time != before?[entry.identity]?.time
      let isFound = found?.time == Timestamp(seconds: 4_000_000_000)
      #expect(isFound == isNew, "\(exchange.testDescription): \(entry.identity)")
    }
    let names = Set(expected.entries.map(\.identity))
    #expect(
      managed.entries.allSatisfy { names.contains($0.identity) }, "\(exchange.testDescription)")
  }

  @Test("client-side apply sends the patch that kubectl sends")
  func clientSideApply() throws {
    let annotation = "kubectl.kubernetes.io/last-applied-configuration"
    var count = 0
    for exchange in try GoldenTraffic.patches()
    where exchange.manager == "kubectl-client-side-apply" {
      let before = try #require(exchange.before)
      guard
        let text = exchange.body[path: "metadata", "annotations", annotation]?.string,
        let last = Value.object(before)[path: "metadata", "annotations", annotation]?.string
      else { continue }
      var modified = try #require(try PatchText.json(text).object)
      var metadata = try #require(modified["metadata"]?.object)
      var annotations = metadata["annotations"]?.object ?? Fields()
      annotations[annotation] = .string(text)
      metadata["annotations"] = .object(annotations)
      modified["metadata"] = .object(metadata)
      let patch = try StrategicMergePatch.between(
        original: try #require(try PatchText.json(last).object), modified: modified,
        current: before, type: try exchange.type())
      #expect(
        Value.object(patch) == exchange.body,
        "\(exchange.testDescription): \(PatchText.text(patch)), not \(exchange.body)")
      count += 1
    }
    #expect(count >= 2)
  }

  @Test("reads and writes every entry of managed fields as the server writes it")
  func entries() throws {
    var count = 0
    for exchange in try GoldenTraffic.exchanges() {
      let items = exchange.reply["items"]?.array ?? [.object(exchange.reply)]
      for item in items {
        let entries = item[path: "metadata", "managedFields"]?.array ?? []
        let managed = try ManagedFields(of: item.object ?? Fields())
        #expect(managed.entries.count == entries.count)
        let writer = JSONWriter()
        #expect(writer.text(.array(managed.values)) == writer.text(.array(entries)))
        count += entries.count
      }
    }
    #expect(count > 100)
  }
}
