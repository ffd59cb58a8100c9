// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Testing

@testable import Orchestration

/// What `kubectl` and a real API server said to each other, from `../shared/data/golden`.
struct GoldenTraffic {
  /// A request and its answer.
  struct Exchange {
    var command: String
    var method: String
    /// The resource, without the query.
    var path: String
    var query: [String: String]
    var mediaType: String
    var body: Value
    var status: Int64
    var reply: Fields
    /// The object as the server had it last, where the traffic shows it.
    var before: Fields?
  }

  private static let file: URL = {
    if let path = ProcessInfo.processInfo.environment["STEVEDORE_SHARED"] {
      return URL(fileURLWithPath: path).appendingPathComponent("golden/kubectl-1.37.json")
    }
    return (0..<5).reduce(URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()) { url, _ in
      url.deletingLastPathComponent()
    }.appendingPathComponent("shared/data/golden/kubectl-1.37.json")
  }()

  static var isAvailable: Bool { FileManager.default.fileExists(atPath: file.path) }

  /// All exchanges in order.
  static func exchanges() throws -> [Exchange] {
    let bytes = [UInt8](try Data(contentsOf: file))
    let commands = try #require(try JSONReader.value(of: MemorySource(bytes)).array)
    var objects: [String: Fields] = [:]
    var result: [Exchange] = []
    for command in commands {
      for request in command[path: "requests"]?.array ?? [] {
        guard let exchange = exchange(request, command[path: "name"]?.string ?? "", objects) else {
          continue
        }
        result.append(exchange)
        let isStored =
          (200...201).contains(exchange.status) && exchange.query["dryRun"] == nil
          && exchange.reply["metadata"]?.object?["uid"] != nil
          && exchange.reply["kind"] != "Scale" && exchange.method != "DELETE"
        if isStored {
          objects[
            exchange.method == "POST"
              ? exchange.path + "/" + name(exchange.reply)
              : exchange.path] = exchange.reply
        }
      }
    }
    return result
  }

  private static func name(_ object: Fields) -> String {
    object["metadata"]?.object?["name"]?.string ?? ""
  }

  private static func exchange(
    _ request: Value, _ command: String, _ objects: [String: Fields]
  ) -> Exchange? {
    guard let method = request[path: "method"]?.string, let path = request[path: "path"]?.string,
      case .integer(let status)? = request[path: "status"],
      let reply = request[path: "responseBody"]?.object
    else { return nil }
    let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
    var query: [String: String] = [:]
    for item in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
      query[pair[0]] = pair.count > 1 ? pair[1] : ""
    }
    return Exchange(
      command: command, method: method, path: parts[0], query: query,
      mediaType: request[path: "requestHeaders", "content-type"]?.string ?? "",
      body: request[path: "requestBody"] ?? .null, status: status, reply: reply,
      before: objects[parts[0]])
  }

  /// The exchanges that patch an object which the traffic shows before.
  static func patches() throws -> [Exchange] {
    try exchanges().filter { $0.method == "PATCH" && $0.before != nil }
  }
}

extension GoldenTraffic.Exchange: CustomTestStringConvertible {
  var testDescription: String { "\(command) \(method) \(path)" }

  /// The index of the object's type.
  func type() throws -> Int {
    let object = before ?? reply
    return try #require(
      Schema.kubernetes.type(
        apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? ""))
  }

  func apply() throws -> ServerSideApply<SchemaMergeTypes> {
    ServerSideApply(
      types: SchemaMergeTypes(type: try type()), ignoring: FieldSet([[.field("status")]]))
  }

  var manager: String { query["fieldManager"] ?? "kubectl" }
}

extension Fields {
  /// The object without what the server numbers and what controllers report.
  var masked: Fields {
    var object = self
    object["status"] = nil
    guard case .object(var metadata)? = object["metadata"] else { return object }
    for key in ["uid", "creationTimestamp", "resourceVersion", "generation", "managedFields"] {
      metadata[key] = nil
    }
    object["metadata"] = .object(metadata)
    return object
  }
}
