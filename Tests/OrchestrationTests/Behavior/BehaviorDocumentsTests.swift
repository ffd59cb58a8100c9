// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Behaviours, faults and stages as people write them.
@Suite struct BehaviorDocumentsTests {
  static let text = """
    apiVersion: stevedore.dev/v1
    kind: Behavior
    metadata: {name: slow-web}
    spec:
      selector:
        namespace: prod-*
        labels: {app: web}
        container: main
        image: "registry.example/web:*"
        nodeLabels: "zone in (a,b)"
      identity: uid
      image: {size: 150Mi, pullTime: {uniform: {from: 1s, to: 3s}}, failure: gone, failureProbability: 0.5}
      startDelay: {logNormal: {median: 2s, sigma: 0.5}, max: 1m}
      readyDelay: {constant: 5s, jitter: 2s}
      exits:
        - {after: {exponential: {mean: 10m}}, code: 1, attempts: 3}
        - {weight: 9}
      termination: {delay: 2s, code: 143}
      hooks: {preStop: 5s}
      probes:
        - {probe: readiness, failsAfter: 5m, for: 2m, every: 10m, message: overloaded}
      memory: [{use: 100Mi}, {at: 10m, use: 600Mi}]
      cpu: 250m
      usageJitter: 0.1
      writes: [{path: /data/log, text: hello, append: true}]
    ---
    apiVersion: stevedore.dev/v1
    kind: Fault
    spec: {type: Partition, node: node-1*, for: 90s, after: 10m}
    ---
    apiVersion: stevedore.dev/v1
    kind: Stages
    metadata: {name: certificates}
    spec:
      resource: {apiVersion: example.com/v1, kind: Certificate}
      stateField: state
      stages:
        - {name: issue, from: "", delay: 30s, to: Issued, status: {serial: 1}}
        - {name: revoke, from: [Issued], weight: 2, delete: true}
    """

  @Test func areRead() throws {
    let documents = try BehaviorDocuments(reading: Self.text, name: "b.yaml")
    let behavior = try #require(documents.behaviors.first)
    #expect(behavior.name == "slow-web")
    #expect(behavior.identity == .uid)
    #expect(behavior.image.size == 150 << 20)
    #expect(behavior.image.pullTime == RandomDuration(.uniform(from: 1_000_000, to: 3_000_000)))
    #expect(
      behavior.startDelay
        == RandomDuration(.logNormal(median: 2_000_000, sigma: 0.5), maximum: 60_000_000))
    #expect(behavior.readyDelay == RandomDuration(.uniform(from: 5_000_000, to: 7_000_000)))
    #expect(
      behavior.exits == [
        Behavior.Exit(after: RandomDuration(.exponential(mean: 600_000_000)), code: 1, attempts: 3),
        Behavior.Exit(after: nil, weight: 9),
      ])
    #expect(behavior.termination == Behavior.Termination(delay: .constant(2_000_000), code: 143))
    #expect(behavior.preStop == .constant(5_000_000))
    #expect(behavior.probeFailures.first?.every == 600_000_000)
    #expect(behavior.memory.last == UsageCurve.Point(at: 600_000_000, 600 << 20))
    #expect(behavior.cpu == [UsageCurve.Point(at: 0, 250)])
    #expect(behavior.writes.first?.isAppended == true)
    #expect(
      documents.faults == [
        Fault(
          .partition(node: GlobPattern("node-1*"), duration: 90_000_000), after: 600_000_000)
      ])
    let machine = try #require(documents.stages.first)
    #expect(machine.stages.map(\.name) == ["issue", "revoke"])
    #expect(machine.stages.first?.from == [""])
  }

  @Test(arguments: [
    ("spec: {starDelay: 1s}", "b.yaml:4:19: field 'spec.starDelay': found the field 'starDelay'"),
    ("spec:\n  startDelay: soon", "b.yaml:5:15: field 'spec.startDelay': found 'soon'"),
    (
      "spec:\n  exits:\n    - {code: 1}\n    - {code: 300}",
      "b.yaml:7:14: field 'spec.exits[1].code': found 300, expected a whole number from 0 to 255"
    ),
    (
      "spec:\n  startDelay: {uniform: {from: 2s, to: 1s}}",
      "b.yaml:5:40: field 'spec.startDelay.uniform.to': found '1s'"
    ),
    ("spec:\n  probes: [{probe: health}]", "field 'spec.probes[0].probe': found 'health'"),
    ("spec:\n  memory: -1Mi", "field 'spec.memory': found '-1Mi', expected an amount"),
    ("spec:\n  selector: {labels: 7}", "field 'spec.selector.labels': found 7"),
    ("", "field 'spec': found nothing, expected an object"),
  ])
  func errorsSayWhere(_ spec: String, _ expected: String) throws {
    let text = "apiVersion: stevedore.dev/v1\nkind: Behavior\nmetadata: {name: a}\n" + spec
    let error = try #require(throws: ReadingError.self) {
      try BehaviorDocuments(reading: text, name: "b.yaml")
    }
    #expect(error.description.contains(expected), "\(error)")
  }

  @Test(arguments: [
    ("10s", 10_000_000), ("1m20s", 80_000_000), ("5m0s", 300_000_000), ("1.5s", 1_500_000),
    ("200ms", 200_000), ("1h0m0s", 3_600_000_000), ("0s", 0),
  ])
  func timesAreReadAndWritten(_ text: String, _ microseconds: Int64) {
    #expect(DurationText.parse(text) == microseconds)
    #expect(DurationText.text(microseconds) == text)
  }

  @Test(arguments: ["", "s", "1", "1x", "-1s", "1s2"]) func whatIsNoTimeIsRefused(_ text: String) {
    #expect(DurationText.parse(text) == nil)
  }

  @Test(arguments: [
    ("*", "anything", true), ("web-*", "web-1", true), ("web-*", "db-1", false),
    ("*:latest", "nginx:latest", true), ("a*b*c", "aXbYc", true), ("a*b*c", "aXbY", false),
    ("?b", "ab", true), ("?b", "b", false), ("", "", true),
  ])
  func patternsMatch(_ pattern: String, _ name: String, _ isMatch: Bool) {
    #expect(GlobPattern(pattern).matches(name) == isMatch)
  }
}
