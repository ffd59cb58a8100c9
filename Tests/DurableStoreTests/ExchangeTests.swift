// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Orchestration
import StoreTestSupport
import Testing

@testable import DurableStore

/// Objects go out of a store and into another.
@Suite struct ExchangeTests {
  private static let secret: Fields = [
    "apiVersion": "v1", "kind": "Secret",
    "metadata": [
      "name": "db", "namespace": "a",
      "annotations": [
        "kubectl.kubernetes.io/last-applied-configuration": "canary", "note": "kept",
      ],
    ],
    "data": ["password": "Y2FuYXJ5"],
  ]
  private static let map: Fields = [
    "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "m", "namespace": "a"],
    "data": ["key": "value"],
  ]
  private static let definition: Fields = [
    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
    "metadata": ["name": "widgets.example.com"],
    "spec": [
      "group": "example.com", "scope": "Namespaced",
      "names": ["plural": "widgets", "kind": "Widget"], "versions": [["name": "v1"]],
    ],
  ]
  private static let widget: Fields = [
    "apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "w"], "size": 3,
  ]

  private func write(_ objects: [Fields], to store: SQLiteStore, replaces: Bool = false) throws
    -> ObjectImport.Outcome
  {
    var list = ObjectImport()
    list.replaces = replaces
    for (index, object) in objects.enumerated() { list.add(object, at: "in.yaml:\(index)") }
    return try list.write(to: store)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let folder = try StoreFolder()
    let store = try folder.open()
    // The definition comes after what it defines.
    let outcome = try write([Self.widget, Self.secret, Self.map, Self.definition], to: store)
    #expect(outcome.created == 4 && outcome.replaced == 0 && outcome.withoutIdentity == 4)
    var export = ObjectExport()
    export.showsSecrets = true
    let objects = try export.objects(of: store)
    #expect(
      objects.map { $0["kind"]?.string ?? "" }
        == ["CustomResourceDefinition", "Widget", "ConfigMap", "Secret"])
    #expect(objects[1].metadata["namespace"] == "default")
    let other = try folder.open(StoreOptions(), "other.db")
    _ = try write(objects, to: other)
    func bare(_ objects: [Fields]) -> [Fields] {
      objects.map { object in
        var object = object
        object.modify("metadata") { $0["resourceVersion"] = nil }
        return object
      }
    }
    #expect(try bare(export.objects(of: other)) == bare(objects))
    export.types = ["cm", "widgets.example.com"]
    #expect(try export.objects(of: store).count == 2)
  }

  @Test func secretsAreLeftOut() throws {
    let folder = try StoreFolder()
    var options = StoreOptions()
    options.encryptedTypes = ["secrets", "configmaps"]
    let store = try folder.open(options)
    _ = try write([Self.secret, Self.map], to: store)
    let objects = try ObjectExport().objects(of: store)
    #expect(objects[1]["data"] == ["password": "<redacted>"])
    #expect(objects[1].metadata["annotations"] == ["note": "kept"])
    #expect(objects[0]["data"] == "<redacted>")
    let text = JSONWriter().text(.array(objects.map { .object($0) }))
    #expect(!text.contains("anary") && !text.contains("Y2Fu") && !text.contains("value"))
    for object in objects {
      let other = try folder.open(StoreOptions(), "\(object.revision).db")
      let text = sentence { _ = try write([object], to: other) }
      #expect(text.hasSuffix("its data was left out\nExport it with --show-secrets."))
    }
  }

  @Test func earlierStatesAreShown() throws {
    let folder = try StoreFolder()
    let store = try folder.open()
    _ = try write([Self.map], to: store)
    var changed = Self.map
    changed["data"] = ["key": "other"]
    #expect(try write([changed], to: store, replaces: true).replaced == 1)
    var export = ObjectExport()
    export.revision = 1
    #expect(try export.objects(of: store).map { $0["data"] } == [["key": "value"]])
    export.revision = 3
    #expect(
      sentence { _ = try export.objects(of: store) }
        == "\(folder.path()): there is no revision 3; the latest is 2")
    try store.compact(through: 2)
    export.revision = 1
    #expect(
      sentence { _ = try export.objects(of: store) }
        == "\(folder.path()): revision 1 of configmaps was forgotten; the oldest is 2")
    export.types = ["nothing"]
    #expect(
      sentence { _ = try export.objects(of: store) }
        == "\(folder.path()): there are no objects of a type 'nothing'\nThere are configmaps.")
  }

  @Test(
    arguments: [
      ([map, widget], "in.yaml:1: found kind 'Widget' of 'example.com/v1', which is not known"),
      ([map, ["apiVersion": "v1", "kind": "Pod"]], "in.yaml:1: found Pod without metadata.name"),
      ([map, map], "in.yaml:1: configmaps a/m: it is there twice, also at in.yaml:0"),
      ([map, [:]], "in.yaml:1: found kind '' of ''"),
      (
        [secret, map, ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "old"]]],
        "in.yaml:2: pods default/old: the store has it already"
      ),
      (
        [map, ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "x"], "a": .number("x")]],
        "pods default/x of revision 3 cannot be stored: 'x' is no number of JSON"
      ),
    ] as [([Fields], String)])
  func nothingIsHalfWritten(_ objects: [Fields], _ message: String) throws {
    let folder = try StoreFolder()
    var store = try folder.open()
    _ = try store.put(.pods, ObjectKey(namespace: "default", name: "old"), [:], expecting: nil)
    #expect(sentence { _ = try write(objects, to: store) }.hasPrefix(message))
    store.close()
    store = try folder.open()
    #expect(store.revision == 1)
  }
}
