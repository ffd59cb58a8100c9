// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

@Suite("Strategic merge patch, errors")
struct StrategicErrorTests {
  @Test(
    "says where a patch is not as it has to be, and what the server says",
    arguments: [
      (
        "{containers: [{name: a}]}", "{containers: [{image: x}]}", "",
        "map: map[image:x] does not contain declared merge key: name",
        "field 'containers': the element {\"image\":\"x\"} has no 'name'\n"
          + "Give every element its 'name'; it says which one is meant."
      ),
      (
        "{containers: [{name: a}]}", "{containers: [{$patch: delete}]}", "",
        "map: map[$patch:delete] does not contain declared merge key: name",
        "field 'containers': the element {\"$patch\":\"delete\"} has no 'name'\n"
          + "Give every element its 'name'; it says which one is meant."
      ),
      (
        "{containers: [{name: a}]}", "{containers: [{name: a, $patch: merge}]}", "BadRequest",
        "unknown patch type: merge",
        "field 'containers': $patch is \"merge\"\nUse delete or replace."
      ),
      (
        "{securityContext: {fsGroup: 1}}", "{securityContext: {$patch: merge, fsGroup: 2}}",
        "BadRequest", "unknown patch type: merge",
        "field 'securityContext': $patch is \"merge\"\nUse delete or replace."
      ),
      (
        "{}", "{$patch: spin}", "BadRequest", "unknown patch type: spin",
        "field '': $patch is \"spin\"\nUse delete or replace."
      ),
      (
        "{nodeName: a}", "{$retainKeys: nodeName}", "BadRequest",
        "invalid patch format of retainKeys",
        "field '': $retainKeys is \"nodeName\"\n"
          + "Use a list of names, in which every field of the patch stands."
      ),
      (
        "{nodeName: a}", "{$retainKeys: [hostname], nodeName: b}", "BadRequest",
        "invalid patch format of retainKeys",
        "field '': $retainKeys is [\"hostname\"]\n"
          + "Use a list of names, in which every field of the patch stands."
      ),
      (
        "{containers: [{name: a}]}", "{$setElementOrder/containers: a}", "BadRequest",
        "invalid patch format of setElementOrder list",
        "field 'containers': $setElementOrder is \"a\"\n"
          + "Use a list of the elements' keys, for a list that is merged."
      ),
      (
        "{containers: [{name: a}]}", "{$setElementOrder: []}", "BadRequest",
        "invalid patch format of setElementOrder list",
        "field '': $setElementOrder is []\n"
          + "Use a list of the elements' keys, for a list that is merged."
      ),
      (
        "{containers: [{name: a}]}", "{$setElementOrder/containers: [{image: a}]}", "",
        "map: map[image:a] does not contain declared merge key: name",
        "field 'containers': the element {\"image\":\"a\"} has no 'name'\n"
          + "Give every element its 'name'; it says which one is meant."
      ),
      (
        "{containers: [{name: a}, {name: b}]}",
        "{$setElementOrder/containers: [{name: a}, {name: b}], "
          + "containers: [{name: b}, {name: a}]}", "",
        "The order in patch list:\n[map[name:b] map[name:a]]\n doesn't match $setElementOrder "
          + "list:\n[map[name:a] map[name:b]]\n",
        "field 'containers': the elements [{\"name\":\"b\"},{\"name\":\"a\"}] are not in the "
          + "order [{\"name\":\"a\"},{\"name\":\"b\"}]\n"
          + "Name every element of the patch in $setElementOrder, in the same order."
      ),
      (
        "{tolerations: [{key: a}]}", "{$deleteFromPrimitiveList/tolerations: [a]}", "BadRequest",
        "invalid patch format of primitive list",
        "field '': $deleteFromPrimitiveList is [\"a\"]\n"
          + "Use it with a list of plain values that is merged."
      ),
      (
        "{containers: [{name: a}]}", "{containers: [b]}", "",
        "list element types are not identical: [map[name:a] b]",
        "field 'containers': the elements [{\"name\":\"a\"},\"b\"] are of different kinds"
      ),
      (
        "{containers: [{name: a}]}", "{containers: [[b]]}", "Invalid",
        "the server rejected our request due to an error in our request",
        "field 'containers': lists of lists cannot be merged"
      ),
    ])
  func faults(
    _ object: String, _ patch: String, _ reason: String, _ message: String, _ text: String
  ) throws {
    let (object, patch) = (try PatchText.fields(object), try PatchText.fields(patch))
    let type = try PatchText.type("core.v1.PodSpec")
    let error = #expect(throws: PatchError.self) {
      try StrategicMergePatch.apply(patch, to: object, type: type)
    }
    #expect(error?.reason.rawValue == reason)
    #expect(error?.message == message)
    #expect(error?.description == text)
  }

  @Test("names the field deep in an object")
  func path() throws {
    let type = try PatchText.type("apps.v1.Deployment")
    let error = #expect(throws: PatchError.self) {
      try StrategicMergePatch.apply(
        ["spec": ["template": ["spec": ["containers": [["image": "x"]]]]]],
        to: ["spec": ["template": ["spec": ["containers": [["name": "a"]]]]]], type: type)
    }
    #expect(
      error
        == .missingMergeKey(
          path: "spec.template.spec.containers", key: "name", element: ["image": "x"]))
  }

  @Test("does not patch kinds of which it knows no types")
  func unknownTypes() {
    let error = #expect(throws: PatchError.self) {
      try StrategicMergePatch.apply(["a": 1], to: [:], type: nil)
    }
    #expect(error?.reason == .unsupportedMediaType)
    #expect(error?.reason.code == 415)
    #expect(
      error?.message
        == "the body of the request was in an unknown format - accepted media types include: "
        + "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml")
  }

  @Test("shares what does not change, and everything where nothing does")
  func sharing() throws {
    let type = try PatchText.type("core.v1.Pod")
    let pod = try PatchText.fields(
      "{spec: {containers: [{name: a, env: [{name: A, value: x}]}]}, "
        + "status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}")
    let same = try StrategicMergePatch.apply(
      try PatchText.fields(
        "{status: {$setElementOrder/conditions: [{type: Ready}], "
          + "conditions: [{type: Ready, status: 'True'}], phase: Running, reason: null}}"),
      to: pod, type: type)
    #expect(same == pod)
    #expect(same["spec"]?.object.map(Storage.init) == pod["spec"]?.object.map(Storage.init))
    let other = try StrategicMergePatch.apply(
      try PatchText.fields("{status: {conditions: [{type: Ready, status: 'True'}]}}"), to: pod,
      type: type)
    #expect(Storage(other) == Storage(pod))
    let changed = try StrategicMergePatch.apply(
      ["status": ["phase": "Failed"]], to: pod, type: type)
    #expect(changed["status"]?.object?["phase"] == "Failed")
    #expect(changed["spec"]?.object.map(Storage.init) == pod["spec"]?.object.map(Storage.init))
  }
}
