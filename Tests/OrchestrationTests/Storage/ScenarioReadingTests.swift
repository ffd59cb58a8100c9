// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What a scenario may say of storage.
@Suite struct ScenarioReadingTests {
  private func drivers(_ yaml: String) throws -> [StorageDriver] {
    try ScenarioBuilder.drivers(
      DocumentField(.object(try TestCluster.fields(yaml)), at: "spec.storage"))
  }

  @Test func driversAreRead() throws {
    let read = try drivers(
      """
      drivers:
        - name: block.stevedore.dev
          attachLimit: 3
          delays: {attach: {uniform: {from: 1s, to: 2s}}}
        - {name: a.example.org, kind: network, capacity: 10Gi}
        - name: b.example.org
          kind: local
          topology: zone
          accessModes: [ReadWriteOncePod]
          attach: true
          failureProbability: 0.25
          expandsOnNode: false
      """)
    #expect(read.map(\.name) == ["block.stevedore.dev", "a.example.org", "b.example.org"])
    // What is said of one that is always there changes just that.
    #expect(read[0].attachLimit == 3)
    #expect(read[0].delays[.attach] == RandomDuration(.uniform(from: 1_000_000, to: 2_000_000)))
    #expect(read[0].delays[.detach] == StorageDriver.standard[0].delays[.detach])
    #expect(read[1].capacity == 10 << 30)
    #expect(read[1].topology == .none)
    #expect(!read[1].requiresAttachment)
    #expect(read[2].topology == .zone)
    #expect(read[2].accessModes == ["ReadWriteOncePod"])
    #expect(read[2].requiresAttachment)
    #expect(read[2].failureProbability == 0.25)
    #expect(!read[2].expandsOnNode)
  }

  @Test(arguments: [
    ("{driver: []}", "spec.storage.driver"),
    ("{drivers: [{kind: block}]}", "spec.storage.drivers[0]"),
    ("{drivers: [{name: a, kind: tape}]}", "spec.storage.drivers[0].kind"),
    ("{drivers: [{name: a, topology: rack}]}", "spec.storage.drivers[0].topology"),
    ("{drivers: [{name: a, capacity: -1Gi}]}", "spec.storage.drivers[0].capacity"),
    ("{drivers: [{name: a, failureProbability: 2}]}", "spec.storage.drivers[0].failureProbability"),
    ("{drivers: [{name: a, delays: {format: 1s}}]}", "spec.storage.drivers[0].delays.format"),
    ("{drivers: [{name: a, delays: {mount: soon}}]}", "spec.storage.drivers[0].delays.mount"),
    ("{drivers: [{name: a, attachLimit: -1}]}", "spec.storage.drivers[0].attachLimit"),
  ]) func nonsenseIsRefused(_ yaml: String, _ field: String) throws {
    let error = #expect(throws: FieldFault.self) { try drivers(yaml) }
    #expect(error?.field.hasPrefix(field) == true, "\(error?.field ?? "")")
  }
}
