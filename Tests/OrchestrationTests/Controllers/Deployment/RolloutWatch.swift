// SPDX-License-Identifier: Apache-2.0

import ClusterModel

@testable import Orchestration

/// Watches a rollout at every step of the clock: the sizes of the old and new ReplicaSets, and the
/// bounds on how many pods there are and how many are available.
final class RolloutWatch {
  struct Sizes: Equatable, CustomStringConvertible {
    let old: Int
    let new: Int
    var description: String { "(\(old), \(new))" }
  }

  private let cluster: WorkloadCluster
  private let newImage: String
  private let minReadySeconds: Int
  /// At most so many pods, and at least so many available ones; `nil` for no matter how many.
  var most: Int?
  var least: Int?
  private(set) var sizes: [Sizes] = []
  private(set) var violations: [String] = []

  private var bySet: [ObjectKey: (image: String, replicas: Int)] = [:]
  private var connection: (any WatchConnection)?

  init(
    _ cluster: WorkloadCluster, newImage: String, minReadySeconds: Int = 0
  ) throws(APIStatus) {
    (self.cluster, self.newImage) = (cluster, newImage)
    self.minReadySeconds = minReadySeconds
    connection = try cluster.user.watch(.replicaSets, WatchOptions()) { [weak self] events in
      for event in events { self?.take(event) }
    }
    cluster.clock.afterStep = { [weak self] in self?.look() }
  }

  private func take(_ event: WatchEvent) {
    let set = ReplicaSet(fields: event.object)
    if event.kind == .deleted {
      bySet[event.key] = nil
    } else {
      bySet[event.key] = (
        set.spec.template.spec.containers.first?.image ?? "", set.spec.replicas ?? 1
      )
    }
    guard bySet.values.contains(where: { $0.image == newImage }) else { return }
    func sum(_ isNew: Bool) -> Int {
      bySet.values.filter { ($0.image == newImage) == isNew }.reduce(0) { $0 + $1.replicas }
    }
    let now = Sizes(old: sum(false), new: sum(true))
    if sizes.last != now { sizes.append(now) }
  }

  private func look() {
    let total = cluster.activePods.count
    if let most, total > most { violations.append("\(total) pods of at most \(most)") }
    let available = cluster.available(minReadySeconds: minReadySeconds)
    if let least, available < least {
      violations.append("\(available) pods available of at least \(least)")
    }
  }
}
