// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ReplicaSetController {
  /// Creates the pods that are missing, or deletes those that are too many.
  func manage(_ key: ObjectKey, _ set: Fields, _ account: PodAccount) -> ReplicaOutcome {
    let wanted = set["spec"]?.object?.wholeNumber("replicas") ?? 1
    var outcome = ReplicaOutcome(surplus: account.active - wanted)
    if outcome.surplus < 0 {
      outcome.error = create(min(-outcome.surplus, Self.burst), key, set)
    } else if outcome.surplus > 0 {
      outcome.error = delete(min(outcome.surplus, Self.burst), key, set, account)
    }
    return outcome
  }

  /// Creates pods in batches, each twice as large as the one before, so that a reason that stands
  /// against all of them is met by few.
  private func create(_ count: Int, _ key: ObjectKey, _ set: Fields) -> APIStatus? {
    let prototype = Fields(podOf: set.podTemplate, for: set, .replicaSets)
    let now = environment.clock.now
    var (left, size) = (count, 1)
    while left > 0 {
      var failure: APIStatus?
      for _ in 0..<min(size, left) {
        do throws(APIStatus) {
          let pod = try environment.client.create(.pods, prototype)
          ledger.expectations.expectCreation(of: pod.uid, for: key, at: now)
          environment.events.record(
            set, reason: "SuccessfulCreate", "Created pod: \(pod.objectName)")
        } catch {
          // In a namespace that is to end nothing can be created, and nothing has to be.
          if error.isOfEndingNamespace { continue }
          environment.events.record(
            set, .warning, reason: "FailedCreate", "Error creating: \(error.message)")
          failure = failure ?? error
        }
      }
      if let failure { return failure }
      left -= min(size, left)
      size *= 2
    }
    return nil
  }

  /// Deletes pods, those first that are of least use.
  private func delete(
    _ count: Int, _ key: ObjectKey, _ set: Fields, _ account: PodAccount
  ) -> APIStatus? {
    let now = environment.clock.now
    var failure: APIStatus?
    for pod in choose(count, set, account) {
      guard let state = account.members[pod]?.state else { continue }
      do throws(APIStatus) {
        _ = try environment.client.delete(.pods, pod, DeleteOptions(uid: state.uid))
        ledger.expectations.expectDeletion(of: state.uid, for: key, at: now)
        environment.events.record(set, reason: "SuccessfulDelete", "Deleted pod: \(pod.name)")
      } catch {
        if error.reason == .notFound { continue }
        environment.events.record(
          set, .warning, reason: "FailedDelete", "Error deleting: \(error.message)")
        failure = failure ?? error
      }
    }
    return failure
  }

  private func choose(_ count: Int, _ set: Fields, _ account: PodAccount) -> [ObjectKey] {
    if count >= account.active {
      return account.members.filter { $0.value.state.isActive }.keys.sorted()
    }
    // Pods of the same workload on a node are those of all sets with the same owner.
    var related = [account]
    if let owner = ControllerReference(of: set) {
      related = sets.objects(owner.uid, in: "manager").map { ledger.account(of: $0.uid) }
    }
    let now = environment.clock.now.microseconds
    var ranks: [DeletionRank] = []
    ranks.reserveCapacity(account.members.count)
    for (key, member) in account.members where member.state.isActive {
      let node = member.state.node
      let neighbours = node < 0 ? 0 : related.reduce(Int32(0)) { $0 + ($1.onNode[node] ?? 0) }
      ranks.append(
        DeletionRank(key: key, state: member.state, neighbours: neighbours, now: now))
    }
    return ranks.first(ranked: count).map(\.key)
  }
}

extension APIStatus {
  /// Whether it says that nothing can be created because the namespace is to end.
  var isOfEndingNamespace: Bool {
    details?.causes.contains { $0.reason == "NamespaceTerminating" } ?? false
  }
}
