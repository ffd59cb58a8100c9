// SPDX-License-Identifier: Apache-2.0

/// Why a class is refused by each node, kept while nodes change one by one.
struct ClassRefusals: Sendable {
  /// What several nodes say alike.
  struct Kind: Sendable, Hashable {
    let filter: FilterName
    let messages: [String]
    let isOfPod: Bool
  }

  private var indices: [Kind: Int] = [:]
  private var kinds: [Kind] = []
  private var counts: [Int] = []
  /// The stamp that each node had, and its kind, -1 where it does not refuse.
  private var stamps: [UInt32]
  private var kindOfNode: [Int32]
  private let order: Int

  init(nodeCount: Int) {
    stamps = Array(repeating: 0, count: nodeCount)
    kindOfNode = Array(repeating: -1, count: nodeCount)
    order = nodeCount
  }

  /// Looks again at the nodes whose stamps are other ones.
  mutating func update(_ current: [UInt32], _ refusal: (Int) -> Refusal?) {
    for node in current.indices where stamps[node] != current[node] {
      stamps[node] = current[node]
      if kindOfNode[node] >= 0 { counts[Int(kindOfNode[node])] -= 1 }
      guard let found = refusal(node) else {
        kindOfNode[node] = -1
        continue
      }
      let kind = Kind(
        filter: found.filter, messages: found.reasons.map(\.message),
        isOfPod: found.reasons.first?.isOfPod ?? false)
      let index: Int
      if let known = indices[kind] {
        index = known
      } else {
        index = kinds.count
        indices[kind] = index
        kinds.append(kind)
        counts.append(0)
      }
      counts[index] += 1
      kindOfNode[node] = Int32(index)
    }
  }

  /// The reasons, counted over the nodes.
  var diagnosis: Diagnosis {
    var diagnosis = Diagnosis([])
    diagnosis.nodes = order
    for (index, kind) in kinds.enumerated() where counts[index] > 0 {
      diagnosis.filters.insert(kind.filter)
      if kind.isOfPod { diagnosis.reasonOfPod = kind.messages.first }
      for message in kind.messages { diagnosis.reasons[message, default: 0] += counts[index] }
    }
    return diagnosis
  }
}

extension ClusterSnapshot {
  private static let rememberedRefusals = 512

  /// Why a pod fits on no node, as `diagnose(_:_:)` says, remembered for its class where every node
  /// decides alone.
  ///
  /// - Complexity: Linear in the nodes that have changed since a pod of the class was asked about,
  ///   and a look at all.
  public mutating func rememberingDiagnosis(
    of pod: Int, _ result: PreemptionResult? = nil
  ) -> Diagnosis {
    let index = classIndex(pod)
    guard pods.named[pod] == -1, promisedCount == 0, classes[index].claims.isEmpty,
      !links[index].hasLinkedFilters
    else { return diagnose(pod, result) }
    if live.refusals.count >= Self.rememberedRefusals { live.refusals = [:] }
    var known =
      live.refusals.removeValue(forKey: index) ?? ClassRefusals(nodeCount: nodes.count)
    known.update(stamps) { refusal(ofClass: index, on: $0) }
    var diagnosis = known.diagnosis
    live.refusals[index] = known
    if let result { diagnosis.add(result) }
    return diagnosis
  }
}
