// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// The client in process is a client.
@Suite struct InProcessClientTests {
  @Test(arguments: ClientConformance.cases) func conforms(_ conformance: ClientConformance) throws {
    let clock = VirtualClock()
    let store = MemoryStore()
    let machinery = APIMachinery(store: store, clock: clock)
    let client = machinery.client(named: "test")
    try client.create(.namespaces, ["metadata": ["name": "default"]])
    try conformance.check(
      ClientConformance.Harness(
        client: client,
        settle: { clock.run(until: clock.now.advanced(by: 1_000)) },
        compact: { store.compact(through: store.revision) },
        type: { machinery.catalogue.type(apiVersion: $0, kind: $1) }))
  }

  @Test func bookmarksTellHowFarItIs() throws {
    let cluster = try TestCluster()
    let log = WatchLog()
    let watch = try cluster.user.watch(.pods, WatchOptions(bookmarks: true), log.take)
    try cluster.user.create(.configMaps, ["metadata": ["name": "one"]])
    cluster.machinery.sendBookmarks()
    cluster.run(seconds: 1)
    #expect(log.events.map(\.kind) == [.bookmark])
    let latest = try cluster.user.list(.pods, ListOptions()).revision
    #expect(log.revisions == [latest])
    watch.cancel()
  }
}
