// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// One pod after another.
extension SchedulerComponent {
  /// Tries to put a pod on a node.
  func attempt(_ row: Int) {
    guard let entry = entries[row], entry.node == nil, let object = pods[entry.key],
      object.uid == entry.uid, object.metadata["deletionTimestamp"] == nil
    else { return }
    if entry.group != nil {
      attemptGroup(of: row)
      return
    }
    if let known = knownFailure(row) {
      refuse(row, object, known)
      return
    }
    if let node = decide(row) {
      assume(row, on: node)
      bind(row, object, to: node)
      return
    }
    fail(row, object)
  }

  /// The node for a pod.
  func decide(_ row: Int) -> Int? {
    if case .swarm(let ranking) = settings.mode { return swarmNode(row, ranking) }
    if case .fromFirstNode = settings.mode { searchStart = 0 }
    return snapshot.decide(row, from: &searchStart, sampling: settings.sampling).node
  }

  /// Why a pod fails as another one did since when nothing has changed.
  func knownFailure(_ row: Int) -> Diagnosis? {
    if failuresVersion != snapshot.version {
      failures.removeAll(keepingCapacity: true)
      failuresVersion = snapshot.version
      return nil
    }
    return failures.isEmpty ? nil : failures[snapshot.failureKey(of: row)]
  }

  // MARK: Binding

  /// Counts a pod on a node before the API says so.
  func assume(_ row: Int, on node: Int) {
    snapshot.nominate(row, to: nil)
    snapshot.place(row, on: node)
    entries[row]?.node = ask { $0.nodeName(node) }
    entries[row]?.isAssumed = true
  }

  /// Takes an assumption back.
  func forgetAssumption(_ row: Int) {
    unsettle(row)
    entries[row]?.node = nil
    entries[row]?.isAssumed = false
  }

  /// Tells the API where an assumed pod goes.
  ///
  /// - Returns: Whether it agreed.
  @discardableResult
  func bind(_ row: Int, _ object: Fields, to node: Int) -> Bool {
    guard let entry = entries[row] else { return false }
    let name = ask { $0.nodeName(node) }
    do throws(APIStatus) {
      try prepareVolumes(row, entry, on: name)
    } catch {
      failBinding(
        row, object,
        "running PreBind plugin \"VolumeBinding\": binding volumes: \(error.message)")
      return false
    }
    if waitForVolumes(row, entry, on: name) { return true }
    return complete(row, object, entry, on: name)
  }

  /// Tells the API where an assumed pod goes that has all that it needs.
  @discardableResult
  func complete(_ row: Int, _ object: Fields, _ entry: PodEntry, on name: String) -> Bool {
    do throws(APIStatus) {
      try environment.client.bind(entry.key, uid: entry.uid, to: name)
    } catch {
      failBinding(row, object, "running Bind plugin \"DefaultBinder\": \(error.message)")
      return false
    }
    counts.bound += 1
    queue.remove(row)
    snapshot.forgetIfLast(row)
    queue.react(to: .podBound, at: now)
    environment.events.record(
      object, reason: "Scheduled", "Successfully assigned \(entry.key) to \(name)")
    return true
  }

  /// A pod could not be bound after all.
  func failBinding(_ row: Int, _ object: Fields, _ message: String) {
    forgetAssumption(row)
    counts.failedBindings += 1
    queue.putBackFailed(row, priority: ask { $0.priority(row) }, at: now)
    queue.react(to: .podGone, at: now)
    environment.events.record(object, .warning, reason: "FailedScheduling", message)
    report(object, .error(message))
  }

  // MARK: Failing

  /// Looks for pods to evict, and says why the pod fits nowhere.
  func fail(_ row: Int, _ object: Fields) {
    let outcome = settings.preempts ? snapshot.preemptIfAny(row, from: searchStart) : nil
    let diagnosis = snapshot.rememberingDiagnosis(of: row, outcome)
    guard let choice = outcome?.choice else {
      if outcome?.ineligible == nil, snapshot.isNominated(row) {
        // Room cannot be made any more.
        snapshot.nominate(row, to: nil)
      }
      if failuresVersion != snapshot.version {
        failures.removeAll(keepingCapacity: true)
        failuresVersion = snapshot.version
      }
      failures[snapshot.failureKey(of: row)] = diagnosis
      refuse(row, object, diagnosis)
      return
    }
    makeRoom(choice, for: row, object)
    refuse(row, object, diagnosis)
  }

  /// Says why a pod fits nowhere; it waits until something may have changed that.
  func refuse(_ row: Int, _ object: Fields, _ diagnosis: Diagnosis) {
    counts.unschedulable += 1
    queue.putBack(
      row, priority: ask { $0.priority(row) },
      refusedBy: settings.isSwarm ? Set(FilterName.allCases) : diagnosis.filters, at: now)
    let message = swarmMessage(row) ?? diagnosis.message
    environment.events.record(object, .warning, reason: "FailedScheduling", message)
    report(object, .unschedulable(message, nominated: snapshot.nominatedNode(ofPod: row)))
  }

  /// Evicts pods and promises their node.
  ///
  /// From `pkg/scheduler/framework/preemption/executor.go`.
  private func makeRoom(_ choice: Preemption, for row: Int, _ object: Fields) {
    let node = snapshot.nodeName(choice.node)
    let scheduler = object["spec"]?.object?["schedulerName"]?.string ?? "default-scheduler"
    for victim in choice.victims {
      guard let entry = entries[victim], let victimObject = pods[entry.key],
        victimObject.metadata["deletionTimestamp"] == nil
      else { continue }
      counts.evicted += 1
      report(victimObject, .disrupted(by: scheduler))
      try? environment.client.deleteIfPresent(
        .pods, entry.key, DeleteOptions(uid: entry.uid))
      environment.events.record(
        victimObject, reason: "Preempted", "Preempted by pod \(object.uid) on node \(node)")
    }
    for other in snapshot.nominatedPods(on: choice.node)
    where other != row && snapshot.priority(other) < snapshot.priority(row) {
      snapshot.nominate(other, to: nil)
      if let entry = entries[other], let object = pods[entry.key] {
        report(object, .notNominated)
      }
      queue.wake(other, at: now)
    }
    snapshot.nominate(row, to: choice.node)
  }
}
