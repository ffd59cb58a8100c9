// SPDX-License-Identifier: Apache-2.0

@testable import Scheduling

/// All of a snapshot that decisions rest on, to see whether something changed it.
struct SnapshotState: Equatable {
  private let nodes: [Int32]
  private let onNodes: [[Int32]]
  private let requested: [Int64]
  private let scored: [Int64]
  private let podCounts: [Int32]
  private let ports: [Int: Set<HostPort>]
  private let counts: [[Int32]]
  private let minima: [Int32]
  private let sums: [[Int64]]
  private let nominations: [Set<Int32>]
  private let refusals: [Refusal?]
  private let scores: [[ScoreName: Evaluation.NodeScore]]

  init(_ snapshot: ClusterSnapshot, pod: Int? = nil) {
    nodes = snapshot.pods.nodes
    onNodes = snapshot.podsOnNode
    requested = snapshot.requested
    scored = snapshot.scored
    podCounts = snapshot.podCounts
    ports = snapshot.portsOnNode.mapValues { Set($0) }
    counts = snapshot.counters.map(\.counts)
    minima = snapshot.counters.map(\.minimum)
    sums = snapshot.owners.map(\.sums)
    nominations = snapshot.nominations.map { Set($0) }
    let evaluation = pod.map { snapshot.evaluate($0) }
    refusals = evaluation?.refusals ?? []
    scores = evaluation?.scores ?? []
  }
}
