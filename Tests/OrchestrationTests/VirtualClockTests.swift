// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Orchestration
import Testing

@Suite struct VirtualClockTests {
  @Test func appointmentsAreKeptInOrder() {
    let clock = VirtualClock(start: Timestamp(seconds: 0))
    var kept: [String] = []
    clock.schedule(after: 20) { kept.append("b") }
    clock.schedule(after: 10) {
      kept.append("a")
      clock.scheduleNext { kept.append("a, next") }
    }
    clock.schedule(after: 10) { kept.append("a, second") }
    let cancelled = clock.schedule(after: 15) { kept.append("never") }
    cancelled.cancel()
    clock.run(until: Timestamp(microseconds: 15))
    #expect(kept == ["a", "a, second", "a, next"])
    #expect(clock.now == Timestamp(microseconds: 15))
    #expect(clock.nextMoment == Timestamp(microseconds: 20))
    clock.run(until: Timestamp(seconds: 1))
    #expect(kept.last == "b")
    #expect(clock.nextMoment == nil)
  }
}
