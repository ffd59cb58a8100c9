// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@Suite("A pod for tests")
struct PodBuilderTests {
  @Test("has its name and one container")
  func names() {
    let built = pod("web")
    #expect(built.metadata.name == "web")
    #expect(built.spec.containers.count == 1)
  }
}
