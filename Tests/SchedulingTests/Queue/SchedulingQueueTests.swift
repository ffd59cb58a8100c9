// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Scheduling

private let second: Int64 = 1_000_000

@Suite("The queue of pods")
struct SchedulingQueueTests {
  private func drain(_ queue: inout SchedulingQueue, at time: Int64) -> [Int] {
    var pods: [Int] = []
    while let pod = queue.pop(at: time) { pods.append(pod) }
    return pods
  }

  @Test("gives pods by priority, then by how long they have waited, then as they came")
  func order() {
    var queue = SchedulingQueue()
    queue.add(1, priority: 0, at: 5)
    queue.add(2, priority: 10, at: 9)
    queue.add(3, priority: 0, at: 3)
    queue.add(4, priority: 10, at: 9)
    queue.add(5, priority: -1, at: 0)
    queue.add(6, priority: 10, at: 8)
    #expect(queue.activeCount == 6)
    #expect(drain(&queue, at: 10) == [6, 2, 4, 3, 1, 5])
    #expect(queue.pop(at: 11) == nil)
  }

  @Test("doubles the backoff with each attempt up to the maximum")
  func backoff() {
    var queue = SchedulingQueue()
    var backoffs: [Int64] = []
    for attempt in 0..<8 {
      queue.add(7, priority: 0, at: Int64(attempt))
      #expect(queue.pop(at: Int64(attempt)) == 7)
      #expect(queue.attempts(of: 7) == attempt + 1)
      backoffs.append(queue.backoff(of: 7) / second)
    }
    #expect(backoffs == [1, 2, 4, 8, 10, 10, 10, 10])
    var configuration = SchedulerConfiguration()
    configuration.podInitialBackoffSeconds = 3
    configuration.podMaxBackoffSeconds = 5
    var other = SchedulingQueue(configuration)
    #expect(other.backoff(of: 1) == 3 * second)
    for _ in 0..<2 {
      other.add(1, priority: 0, at: 0)
      _ = other.pop(at: 0)
    }
    #expect(other.backoff(of: 1) == 5 * second)
  }

  /// A queue in which pods were tried once and refused, one after the other.
  private func refused(
    _ pods: [(pod: Int, priority: Int64, filters: Set<FilterName>, at: Int64)]
  ) -> SchedulingQueue {
    var queue = SchedulingQueue()
    for entry in pods {
      queue.add(entry.pod, priority: entry.priority, at: entry.at)
      #expect(queue.pop(at: entry.at) == entry.pod)
      queue.putBack(entry.pod, priority: entry.priority, refusedBy: entry.filters, at: entry.at)
    }
    return queue
  }

  @Test("keeps a pod that is woken until the second is over in which its backoff passes")
  func windows() {
    var queue = refused([
      (1, 0, [.nodeResourcesFit], 100_000), (2, 9, [.nodeResourcesFit], 900_000),
      (3, 99, [.nodeResourcesFit], 1_100_000),
    ])
    queue.react(to: .podGone, at: 1_200_000)
    #expect(queue.backoffCount == 3)
    #expect(queue.activeCount == 0)
    #expect(queue.nextTime == 2 * second)
    // Another pod is ready, so that none is taken out of its backoff.
    queue.add(10, priority: 1_000, at: 1_500_000)
    #expect(queue.pop(at: 1_999_999) == 10)
    #expect(queue.backoffCount == 3)
    queue.add(11, priority: 1_000, at: 2 * second)
    #expect(queue.pop(at: 2 * second) == 11)
    #expect(queue.activeCount == 2, "both whose backoff passed in the second before")
    #expect(queue.backoffCount == 1)
    #expect(queue.pop(at: 2 * second) == 2, "the higher priority first")
    #expect(queue.pop(at: 2 * second) == 1)
    #expect(queue.nextTime == 3 * second)
  }

  @Test("takes pods out of their backoff when none is ready, window by window")
  func popFromBackoff() {
    var queue = refused([
      (1, 0, [.nodeResourcesFit], 0), (2, 5, [.nodeResourcesFit], 400_000),
      (3, 99, [.nodeResourcesFit], 1_000_000),
    ])
    queue.react(to: .podGone, at: 1_000_000)
    #expect(queue.backoffCount == 3)
    #expect(drain(&queue, at: 1_000_000) == [2, 1, 3])
    #expect(queue.attempts(of: 1) == 2)
  }

  @Test("makes a pod ready at once whose backoff has passed when it is woken")
  func wakesReady() {
    var queue = refused([(1, 0, [.nodeResourcesFit], 0)])
    queue.react(to: .nodeChanged, at: 2 * second)
    #expect(queue.activeCount == 1)
    #expect(queue.backoffCount == 0)
  }

  @Test("wakes only pods that an event may help")
  func events() {
    let helped: [ClusterEvent: Set<FilterName>] = [
      .nodeChanged: Set(FilterName.allCases),
      .podBound: [.podTopologySpread, .interPodAffinity],
      .podGone: [
        .nodePorts, .nodeResourcesFit, .volumeRestrictions, .nodeVolumeLimits,
        .podTopologySpread, .interPodAffinity, .maxPerNode,
      ],
      .storageChanged: [.volumeBinding, .volumeZone, .nodeVolumeLimits, .volumeRestrictions],
    ]
    for (event, filters) in helped {
      for (index, filter) in FilterName.allCases.enumerated() {
        var queue = refused([(index, 0, [filter], 0)])
        queue.react(to: event, at: 5 * second)
        let isWoken = queue.activeCount == 1
        #expect(isWoken == filters.contains(filter), "\(event), \(filter)")
        #expect(queue.unschedulablePods == (isWoken ? [] : [index]))
      }
      var several = refused([(1, 0, [.nodeName, .interPodAffinity], 0), (2, 0, [], 0)])
      several.react(to: event, at: 5 * second)
      let isWoken = filters.contains(.interPodAffinity) || filters.contains(.nodeName)
      #expect(several.unschedulablePods == (isWoken ? [] : [1]), "any pod that no filter refused")
    }
  }

  @Test("remembers what happened while a pod was being tried")
  func inFlight() {
    var queue = SchedulingQueue()
    for pod in 1...3 { queue.add(pod, priority: 0, at: 0) }
    queue.react(to: .podGone, at: 0)
    for pod in 1...3 { #expect(queue.pop(at: 0) == pod) }
    queue.putBack(1, priority: 0, refusedBy: [.nodeResourcesFit], at: 1)
    #expect(queue.unschedulablePods == [1], "what came before it was taken does not count")
    queue.react(to: .podBound, at: 2)
    queue.putBack(2, priority: 0, refusedBy: [.nodeResourcesFit], at: 3)
    queue.putBack(3, priority: 0, refusedBy: [.interPodAffinity], at: 3)
    #expect(queue.unschedulablePods == [1, 2])
    #expect(queue.backoffCount == 1)
    #expect(queue.pop(at: 4) == 3)
    queue.putBack(3, priority: 0, refusedBy: [.interPodAffinity], at: 5)
    #expect(queue.unschedulablePods == [1, 2, 3], "the event is spent")
  }

  @Test("tries unschedulable pods again after five minutes")
  func flush() {
    var queue = refused([(1, 0, [.nodeName], 0), (2, 0, [.nodeName], 10)])
    #expect(queue.nextTime == 300 * second)
    #expect(queue.pop(at: 300 * second - 1) == nil)
    #expect(queue.pop(at: 300 * second) == 1)
    #expect(queue.unschedulablePods == [2])
    #expect(queue.attempts(of: 1) == 2)
    #expect(queue.pop(at: 300 * second + 10) == 2)
    #expect(queue.nextTime == nil)
  }

  @Test("keeps gated pods out until the gates open")
  func gates() {
    var queue = SchedulingQueue()
    queue.add(1, priority: 100, isGated: true, at: 0)
    queue.add(2, priority: 0, at: 0)
    #expect(queue.gatedPods == [1])
    queue.react(to: .nodeChanged, at: 1)
    #expect(drain(&queue, at: 1_000 * second) == [2])
    queue.ungate(1, at: 1_001 * second)
    queue.ungate(9, at: 1_001 * second)
    #expect(queue.gatedPods == [])
    #expect(drain(&queue, at: 1_001 * second) == [1])
  }

  @Test("forgets removed pods wherever they are")
  func remove() {
    var queue = refused([(1, 0, [.nodeResourcesFit], 0), (2, 0, [.nodeName], 0)])
    queue.react(to: .podGone, at: 1)
    queue.add(3, priority: 0, isGated: true, at: 0)
    for pod in 4...9 { queue.add(pod, priority: Int64(pod % 3), at: Int64(pod)) }
    #expect(queue.backoffCount == 1)
    for pod in [1, 2, 3, 5, 8] { queue.remove(pod) }
    #expect(queue.backoffCount == 0)
    #expect(queue.unschedulablePods == [])
    #expect(queue.gatedPods == [])
    #expect(queue.attempts(of: 1) == 0)
    #expect(drain(&queue, at: 10) == [4, 7, 6, 9])
  }
}
