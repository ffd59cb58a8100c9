// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

extension ClientConformance {
  /// What watches tell.
  static let watches: [ClientConformance] = [
    ClientConformance("watches tell what there is and what changes") { api in
      try api.client.create(.configMaps, configMap("one"))
      let log = WatchLog()
      let watch = try api.client.watch(.configMaps, WatchOptions(), log.take)
      #expect(log.lines.isEmpty)
      api.settle()
      #expect(log.lines == ["ADDED one"])
      try api.client.create(.configMaps, configMap("two"))
      try api.client.update(.configMaps, configMap("one", ["a": "1"]))
      try api.client.deleteIfPresent(.configMaps, key("two"))
      api.settle()
      #expect(log.lines == ["ADDED one", "ADDED two", "MODIFIED one", "DELETED two"])
      #expect(log.revisions == log.revisions.sorted())
      watch.cancel()
      try api.client.create(.configMaps, configMap("three"))
      api.settle()
      #expect(log.lines.count == 4)
    },
    ClientConformance("what is not selected any more is deleted to a watcher") { api in
      let log = WatchLog()
      let watch = try api.client.watch(
        .configMaps, WatchOptions(namespace: "default", labels: try LabelSelector("a=b")),
        log.take)
      let yes: Fields = ["a": "b"]
      try api.client.create(.configMaps, configMap("one", labels: yes))
      try api.client.create(.configMaps, configMap("other"))
      try api.client.update(.configMaps, configMap("one", ["x": "1"], labels: yes))
      try api.client.update(.configMaps, configMap("one", ["x": "2"], labels: ["a": "c"]))
      try api.client.update(.configMaps, configMap("one", ["x": "3"], labels: yes))
      try api.client.deleteIfPresent(.configMaps, key("one"))
      api.settle()
      #expect(
        log.lines == [
          "ADDED one", "MODIFIED one", "DELETED one", "ADDED one", "DELETED one",
        ])
      // The last state that was selected is told.
      #expect(log.events[2].object["data"] == ["x": "1"])
      watch.cancel()
    },
    ClientConformance("watches of fields tell what moves") { api in
      let log = WatchLog()
      let watch = try api.client.watch(
        .pods, WatchOptions(fields: try FieldSelector("spec.nodeName=node-1")), log.take)
      for name in ["one", "two"] {
        try api.client.create(.pods, pod(name))
        try api.client.bind(key(name), uid: nil, to: name == "one" ? "node-1" : "node-2")
      }
      api.settle()
      #expect(log.lines == ["ADDED one"])
      watch.cancel()
    },
    ClientConformance("watches go on from a revision") { api in
      let first = try api.client.create(.configMaps, configMap("one"))
      try api.client.create(.configMaps, configMap("two"))
      try api.client.deleteIfPresent(.configMaps, key("one"))
      let log = WatchLog()
      let watch = try api.client.watch(
        .configMaps, WatchOptions(revision: first.revision), log.take)
      try api.client.create(.configMaps, configMap("three"))
      api.settle()
      #expect(log.lines == ["ADDED two", "DELETED one", "ADDED three"])
      watch.cancel()
      try api.compact()
      let refused = status {
        _ = try api.client.watch(
          .configMaps, WatchOptions(revision: first.revision), log.take)
      }
      #expect(refused?.reason == .expired && refused?.code == 410)
      #expect(
        refused?.message.hasPrefix("too old resource version: \(first.revision) (") == true)
    },
  ]
}

/// What a watch has told.
final class WatchLog {
  private(set) var events: [WatchEvent] = []

  func take(_ more: [WatchEvent]) { events += more }

  var lines: [String] { events.map { "\($0.kind.rawValue) \($0.key.name)" } }
  var revisions: [Int64] { events.map(\.revision) }
}
