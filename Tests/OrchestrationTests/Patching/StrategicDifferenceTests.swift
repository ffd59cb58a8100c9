// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite("Strategic difference")
struct StrategicDifferenceTests {
  @Test(
    "makes the patch of client-side apply",
    arguments: [
      ("nothing", "core.v1.PodSpec", "{nodeName: a}", "{nodeName: a}", "{nodeName: a, x: 1}", "{}"),
      ("a new field", "core.v1.PodSpec", "{}", "{nodeName: a}", "{}", "{nodeName: a}"),
      (
        "a changed field", "core.v1.PodSpec", "{nodeName: a}", "{nodeName: b}", "{nodeName: a}",
        "{nodeName: b}"
      ),
      (
        "a field that others changed", "core.v1.PodSpec", "{nodeName: a}", "{nodeName: a}",
        "{nodeName: z}", "{nodeName: a}"
      ),
      (
        "a field that is gone", "core.v1.PodSpec", "{nodeName: a}", "{}", "{nodeName: a}",
        "{nodeName: null}"
      ),
      ("a field that is gone for all", "core.v1.PodSpec", "{nodeName: a}", "{}", "{}", "{}"),
      ("a field of others", "core.v1.PodSpec", "{}", "{}", "{nodeName: a}", "{}"),
      (
        "a map", "meta.v1.ObjectMeta", "{labels: {a: x, b: y}}", "{labels: {a: z, c: w}}",
        "{labels: {a: x, b: y, other: o}}", "{labels: {a: z, b: null, c: w}}"
      ),
      (
        "a map that is gone", "meta.v1.ObjectMeta", "{labels: {a: x}}", "{}",
        "{labels: {a: x, other: o}}", "{labels: null}"
      ),
      (
        "an element", "core.v1.PodSpec", "{containers: [{name: a, image: x}]}",
        "{containers: [{name: a, image: y}]}", "{containers: [{name: a, image: x, tty: true}]}",
        "{containers: [{name: a, image: y}], $setElementOrder/containers: [{name: a}]}"
      ),
      (
        "an element that is gone", "core.v1.PodSpec", "{containers: [{name: a}, {name: b}]}",
        "{containers: [{name: a}]}", "{containers: [{name: a}, {name: b}, {name: c}]}",
        "{containers: [{$patch: delete, name: b}], $setElementOrder/containers: [{name: a}]}"
      ),
      (
        "an element of others", "core.v1.PodSpec", "{containers: [{name: a}]}",
        "{containers: [{name: a}]}", "{containers: [{name: s}, {name: a}]}", "{}"
      ),
      (
        "another order", "core.v1.PodSpec", "{containers: [{name: a}, {name: b}]}",
        "{containers: [{name: b}, {name: a}]}", "{containers: [{name: a}, {name: b}]}",
        "{$setElementOrder/containers: [{name: b}, {name: a}]}"
      ),
      (
        "a new element", "core.v1.PodSpec", "{containers: [{name: a}]}",
        "{containers: [{name: b, image: x}, {name: a}]}", "{containers: [{name: a}]}",
        "{containers: [{name: b, image: x}], "
          + "$setElementOrder/containers: [{name: b}, {name: a}]}"
      ),
      (
        "plain values", "meta.v1.ObjectMeta", "{finalizers: [a, b]}", "{finalizers: [b, c]}",
        "{finalizers: [a, b, x]}",
        "{$deleteFromPrimitiveList/finalizers: [a], $setElementOrder/finalizers: [b, c], "
          + "finalizers: [c]}"
      ),
      (
        "a list without a strategy", "core.v1.Container", "{args: [a]}", "{args: [a, b]}",
        "{args: [a, x]}", "{args: [a, b]}"
      ),
      (
        "a union", "apps.v1.DeploymentSpec",
        "{strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}",
        "{strategy: {type: Recreate}}",
        "{strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}",
        "{strategy: {$retainKeys: [type], type: Recreate, rollingUpdate: null}}"
      ),
      (
        "a union that others filled in", "apps.v1.DeploymentSpec", "{strategy: {type: A}}",
        "{strategy: {type: B}}", "{strategy: {type: A, rollingUpdate: {maxSurge: 1}}}",
        "{strategy: {$retainKeys: [type], type: B}}"
      ),
      (
        "another volume source", "core.v1.PodSpec", "{volumes: [{name: v, emptyDir: {}}]}",
        "{volumes: [{name: v, hostPath: {path: /x}}]}", "{volumes: [{name: v, emptyDir: {}}]}",
        "{volumes: [{name: v, $retainKeys: [hostPath, name], hostPath: {path: /x}, "
          + "emptyDir: null}], $setElementOrder/volumes: [{name: v}]}"
      ),
    ])
  func patches(
    _ name: String, _ type: String, _ original: String, _ modified: String, _ current: String,
    _ expected: String
  ) throws {
    let patch = try StrategicMergePatch.between(
      original: try PatchText.fields(original), modified: try PatchText.fields(modified),
      current: try PatchText.fields(current), type: try PatchText.type(type))
    #expect(patch == (try PatchText.fields(expected)), "\(name): \(PatchText.text(patch))")
  }

  @Test("is a merge patch for kinds without types")
  func mergePatch() throws {
    let patch = try StrategicMergePatch.between(
      original: try PatchText.fields("{spec: {list: [{name: a}], gone: 1, map: {a: 1, b: 2}}}"),
      modified: try PatchText.fields("{spec: {list: [{name: a}, {name: b}], map: {a: 1}}}"),
      current: try PatchText.fields(
        "{spec: {list: [{name: a}], gone: 1, map: {a: 1, b: 2, c: 3}}}"),
      type: nil)
    #expect(
      patch
        == (try PatchText.fields(
          "{spec: {list: [{name: a}, {name: b}], gone: null, map: {b: null}}}")))
    let current = try PatchText.fields("{spec: {list: [{name: a}], gone: 1, map: {a: 1, c: 3}}}")
    #expect(
      MergePatch.apply(patch, to: current)
        == (try PatchText.fields("{spec: {list: [{name: a}, {name: b}], map: {a: 1, c: 3}}}")))
  }

  @Test("elements without a merge key are an error")
  func missingKey() throws {
    let type = try PatchText.type("core.v1.PodSpec")
    #expect(
      throws: PatchError.missingMergeKey(path: "containers", key: "name", element: ["image": "x"])
    ) {
      try StrategicMergePatch.between(
        original: [:], modified: ["containers": [["image": "x"]]],
        current: ["containers": [["name": "a"]]], type: type)
    }
  }

  @Test("what lies between two objects makes one of the other", arguments: 0..<8)
  func roundTrip(_ seed: Int) throws {
    var random = RandomObjects(seed: seed)
    let kind = RandomObjects.kinds[seed]
    let type = try PatchText.type(kind.0)
    for _ in 0..<500 {
      let original = try random.object(kind.0, apiVersion: kind.1, kind: kind.2)
      let modified = try random.object(kind.0, apiVersion: kind.1, kind: kind.2)
      let patch = try StrategicMergePatch.between(
        original: original, modified: modified, current: original, type: type)
      let result = try StrategicMergePatch.apply(patch, to: original, type: type)
      try #require(
        result == modified,
        """
        \(PatchText.text(original)) to \(PatchText.text(modified)): \(PatchText.text(patch)) \
        makes \(PatchText.text(result))
        """)
      let again = try StrategicMergePatch.between(
        original: modified, modified: modified, current: result, type: type)
      try #require(again.isEmpty)
      let merge = try StrategicMergePatch.between(
        original: original, modified: modified, current: original, type: nil)
      try #require(MergePatch.apply(merge, to: original) == modified)
    }
  }

  @Test("leaves what others have set, and takes out what is gone", arguments: 0..<8)
  func others(_ seed: Int) throws {
    var random = RandomObjects(seed: 100 + seed)
    let kind = RandomObjects.kinds[seed]
    let type = try PatchText.type(kind.0)
    for _ in 0..<200 {
      let original = try random.object(kind.0, apiVersion: kind.1, kind: kind.2)
      let modified = try random.object(kind.0, apiVersion: kind.1, kind: kind.2)
      let current = try random.object(kind.0, apiVersion: kind.1, kind: kind.2)
      let patch = try StrategicMergePatch.between(
        original: original, modified: modified, current: current, type: type)
      let result = try StrategicMergePatch.apply(patch, to: current, type: type)
      for (key, value) in result where modified[key] == nil {
        try #require(original[key] == nil, "\(key) is gone from the manifest")
        try #require(current[key] == value, "\(key) is not the manifest's")
      }
      for (key, value) in modified where value.object == nil && value.array == nil {
        try #require(result[key] == value)
      }
      for (key, value) in current where original[key] == nil && modified[key] == nil {
        try #require(result[key] == value)
      }
      // A second time there is nothing left to do.
      let again = try StrategicMergePatch.between(
        original: modified, modified: modified, current: result, type: type)
      let twice = try StrategicMergePatch.apply(again, to: result, type: type)
      try #require(twice == result, "\(PatchText.text(again))")
    }
  }
}
