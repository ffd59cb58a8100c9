// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Requests as people write them in scenarios and behaviours.
@Suite struct TrafficReadingTests {
  private func scenario(_ spec: String) throws -> Scenario {
    let text =
      "apiVersion: stevedore.dev/v1\nkind: Scenario\nmetadata: {name: a}\nspec:\n  horizon: 1m\n"
      + spec
    let file = ScenarioFile { _, _ throws(ReadingError) in [] }
    return try file.read("a.yaml") { () throws(ReadingError) in MemorySource(text, name: "a.yaml") }
  }

  @Test func flowsAreRead() throws {
    let scenario = try scenario(
      """
        traffic:
          - {name: one, to: "http://web.shop:8080/cart", rate: 12.5}
          - name: two
            from: {namespace: shop, pods: "app in (web, cart)"}
            to: db:5432
            rate: [{at: 0s, rate: 1}, {at: 1m, rate: 5}]
            spacing: even
            start: 10s
            until: 50s
            retries: 2
            timeout: 300ms
            keepAlive: true
            connections: 7
            step: 500ms
          - {name: three, to: web, rate: {mean: 10, amplitude: 4, period: 1h, peak: 15m}, clientAddresses: 3}
        expect:
          - {that: a, flow: one, metric: failed, reason: timeout, from: 10s, until: 20s, is: 0}
          - {that: b, service: web, namespace: shop, metric: p99, is: "0.1..0.25"}
          - {that: c, flow: two, metric: served, pod: "web-*", is: ">= 1"}
      """)
    let flows = scenario.traffic
    #expect(flows.map(\.name) == ["one", "two", "three"])
    #expect(
      flows[0].source == .outside && flows[0].target.description == "http://web.shop:8080/cart")
    #expect(flows[0].rate == .constant(12.5) && flows[0].keptConnections == 0)
    #expect(
      flows[1].source
        == .pods(namespace: "shop", try LabelSelector("app in (web, cart)")))
    #expect(flows[1].rate == .curve([.init(at: 0, 1), .init(at: 60_000_000, 5)]))
    #expect((flows[1].from, flows[1].until ?? 0) == (10_000_000, 50_000_000))
    #expect((flows[1].retries, flows[1].timeout, flows[1].keptConnections) == (2, 300_000, 7))
    #expect(flows[1].step == 500_000 && flows[1].spacing == .even)
    #expect(
      flows[2].rate
        == .wave(mean: 10, amplitude: 4, period: 3_600_000_000, peak: 900_000_000))
    #expect(flows[2].clientAddresses == 3)
    let queries = scenario.expectations.compactMap { expectation -> String? in
      guard case .traffic(let query, let range) = expectation.condition else { return nil }
      return "\(query) \(range)"
    }
    #expect(
      queries == [
        "failed (timeout) of one = 0", "p99 of service shop/web in 0.1..0.25",
        "served of two at pods web-* >= 1",
      ])
  }

  @Test(arguments: [
    ("  traffic: [{to: web, rate: 1}]", "spec.traffic[0].name': found nothing, expected a name"),
    (
      "  traffic: [{name: a, to: 'a b', rate: 1}]",
      "spec.traffic[0].to': found 'a b', expected a URL"
    ),
    ("  traffic: [{name: a, to: web}]", "spec.traffic[0].rate': found nothing"),
    ("  traffic: [{name: a, to: web, rate: -1}]", "spec.traffic[0].rate': found '-1'"),
    (
      "  traffic: [{name: a, to: web, rate: 1}, {name: a, to: web, rate: 1}]",
      "spec.traffic[1].name': found 'a', expected a name of its own"
    ),
    (
      "  traffic: [{name: a, to: web, rate: [{at: 5s, rate: 1}, {at: 1s, rate: 2}]}]",
      "points in the order of their times"
    ),
    ("  traffic: [{name: a, to: web, rate: 1, timeout: 0}]", "a duration above 0"),
    ("  traffic: [{name: a, from: inside, to: web, rate: 1}]", "found 'inside', expected outside"),
    ("  traffic: [{name: a, to: web, rate: 1, connections: 3}]", "keepAlive: true"),
    ("  traffic: [{name: a, to: web, rate: 1, pace: 3}]", "found a field that there is not"),
    (
      "  expect: [{that: x, flow: a, metric: failed, is: 0}]",
      "spec.expect[0].flow': found 'a', expected a flow of the part traffic, which there is not"
    ),
    (
      "  traffic: [{name: b, to: web, rate: 1}]\n  expect: [{that: x, flow: a, metric: failed, is: 0}]",
      "found 'a', expected one of b"
    ),
    (
      "  expect: [{that: x, service: a, metric: speed, is: 0}]",
      "spec.expect[0].metric': found 'speed', expected one of sent, served"
    ),
    (
      "  expect: [{that: x, service: a, metric: served, reason: timeout, is: 0}]",
      "expected nothing unless the metric is failed"
    ),
  ])
  func errorsSayWhere(_ spec: String, _ expected: String) throws {
    let error = try #require(throws: ReadingError.self) { try scenario(spec) }
    #expect(error.description.contains(expected), "\(error)")
  }

  private func behavior(_ requests: String) throws -> RequestBehavior? {
    try BehaviorDocuments(
      reading:
        "apiVersion: stevedore.dev/v1\nkind: Behavior\nmetadata: {name: a}\nspec:\n  requests: "
        + requests, name: "b.yaml"
    ).behaviors.first?.requests
  }

  @Test func behavioursAreRead() throws {
    let read = try behavior(
      "{latency: {normal: {mean: 20ms, deviation: 5ms}}, concurrency: 8, queue: 100, cpu: 3ms, "
        + "failure: 0.25, calls: [{to: \"http://db:5432/\", count: 2}, {to: cache}]}")
    let requests = try #require(read)
    #expect(requests.latency == RandomDuration(.normal(mean: 20_000, deviation: 5_000)))
    #expect((requests.concurrency, requests.queue) == (8, 100))
    #expect((requests.processorTime, requests.failureProbability) == (3_000, 0.25))
    #expect(requests.calls?.map(\.target.description) == ["http://db:5432/", "http://cache/"])
    #expect(requests.calls?.map(\.count) == [2, 1])
  }

  @Test(arguments: [
    ("{latency: soon}", "'spec.requests.latency': found 'soon'"),
    ("{concurrency: 0}", "'spec.requests.concurrency': found 0"),
    ("{failure: 2}", "'spec.requests.failure': found 2"),
    ("{calls: [{to: ''}]}", "'spec.requests.calls[0].to'"),
    ("{calls: [{to: db, count: 0}]}", "'spec.requests.calls[0].count': found 0"),
    ("{speed: 1}", "found the field 'speed'"),
  ])
  func whatIsWrongWithBehavioursIsTold(_ text: String, _ expected: String) throws {
    let error = try #require(throws: ReadingError.self) { try behavior(text) }
    #expect(error.description.contains(expected), "\(error)")
  }

  /// Of behaviours that say the same, the last one counts; the rest is as usual.
  @Test func behavioursAddUp() throws {
    var (all, some) = (Behavior(name: "all"), Behavior(name: "some"))
    all.requests = RequestBehavior()
    all.requests?.concurrency = 3
    all.requests?.queue = 5
    some.requests = RequestBehavior()
    some.requests?.concurrency = 9
    some.selector.pod = GlobPattern("web-*")
    let set = BehaviorSet([all, some])
    func requests(_ pod: String) -> RequestBehavior {
      set.requests(
        of: BehaviorSubject(
          pod: ["metadata": ["name": .string(pod)]], container: "main", image: "", role: .main,
          attempt: 0, node: "", nodeLabels: [:]))
    }
    #expect((requests("db-0").concurrency, requests("web-0").concurrency) == (3, 9))
    #expect(requests("web-0").queue == 5)
    #expect(requests("web-0").latency == RequestBehavior.usual.latency)
  }
}
