// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// The API answers as a real server has answered `kubectl`.
@Suite struct GoldenRepliesTests {
  @Test(.enabled(if: GoldenTraffic.isAvailable, "../shared/data/golden is not there"))
  func repliesAreThoseOfARealServer() throws {
    let clock = VirtualClock()
    let machinery = APIMachinery(clock: clock, fieldManagement: .always)
    let client = machinery.client(named: "kubectl")
    try client.create(.namespaces, ["metadata": ["name": "default"]])
    let replies = GoldenReplies(client, machinery.catalogue)
    try replies.replay(try GoldenTraffic.exchanges())
    for comparison in replies.compared {
      #expect(comparison.found == comparison.expected, "\(comparison.name)")
    }
    #expect(replies.compared.count == 42)
    #expect(replies.leftOut.count == 3, "\(replies.leftOut)")
  }
}
