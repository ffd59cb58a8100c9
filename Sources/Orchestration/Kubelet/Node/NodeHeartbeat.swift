// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps the lease by which others see that a node lives.
///
/// A lease that is written every ten seconds would be most of what a simulation does. So it is
/// written once, with a note that says how often it is renewed from then on; whatever ends that
/// writes once more, with the time of the last renewal and without the note. What can be read from
/// the lease is the same at every moment.
final class NodeHeartbeat {
  private static let namespace = "kube-node-lease"

  private let machine: SimulatedMachine
  private var name: String { machine.name }
  private let client: any APIClient
  private let clock: any Clock
  private let configuration: KubeletConfiguration
  /// When it began to renew the lease; `nil` while it does not.
  private var begunAt: Timestamp?
  private var renewal: Appointment?
  private var owner = Fields()

  init(
    _ machine: SimulatedMachine, client: any APIClient, clock: any Clock,
    configuration: KubeletConfiguration
  ) {
    (self.machine, self.client, self.clock) = (machine, client, clock)
    self.configuration = configuration
  }

  /// What a clock says that is off has to be written: a note speaks of the right time.
  private var isNoted: Bool { configuration.heartbeat == .noted && machine.clockOffset == 0 }

  /// Begins to renew the lease.
  func begin(owner: Fields) {
    self.owner = owner
    begunAt = nil
    renew()
  }

  private func renew() {
    renewal?.cancel()
    renewal = nil
    let isWritten = write(renewedAt: clock.now, isNoted: isNoted)
    if isWritten, begunAt == nil { begunAt = clock.now }
    guard !isWritten || !isNoted else { return }
    renewal = clock.schedule(after: configuration.leaseRenewal) { [weak self] in self?.renew() }
  }

  /// Says when the lease was renewed last, before that ends: the last time before now.
  func settle() {
    defer { halt() }
    guard isNoted, let begunAt else { return }
    let passed = clock.now.microseconds - begunAt.microseconds
    let count = max(0, passed - 1) / configuration.leaseRenewal
    _ = write(
      renewedAt: begunAt.advanced(by: count * configuration.leaseRenewal), isNoted: false)
  }

  /// Ends without a word.
  func halt() {
    begunAt = nil
    renewal?.cancel()
    renewal = nil
  }

  private func write(renewedAt moment: Timestamp, isNoted: Bool) -> Bool {
    let key = ObjectKey(namespace: Self.namespace, name: name)
    for _ in 0..<3 {
      do throws(APIStatus) {
        if let known = try client.find(.leases, key) {
          var lease = known
          set(&lease, moment, isNoted: isNoted)
          try client.update(.leases, lease)
        } else {
          try create(moment, isNoted: isNoted)
        }
        return true
      } catch {
        if error.reason != .conflict, error.reason != .alreadyExists { return false }
      }
    }
    return false
  }

  private func create(_ moment: Timestamp, isNoted: Bool) throws(APIStatus) {
    var lease: Fields = [
      "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
      "metadata": ["name": .string(name), "namespace": .string(Self.namespace)],
      "spec": [
        "holderIdentity": .string(name),
        "leaseDurationSeconds": .integer(Int64(configuration.leaseDurationSeconds)),
      ],
    ]
    if !owner.uid.isEmpty {
      lease.modify("metadata") { metadata in
        metadata["ownerReferences"] = [
          [
            "apiVersion": "v1", "kind": "Node", "name": .string(name), "uid": .string(owner.uid),
          ]
        ]
      }
    }
    set(&lease, moment, isNoted: isNoted)
    do throws(APIStatus) {
      try client.create(.leases, lease)
    } catch {
      guard error.reason == .notFound else { throw error }
      do throws(APIStatus) {
        try client.create(.namespaces, ["metadata": ["name": .string(Self.namespace)]])
      } catch {
        if error.reason != .alreadyExists { throw error }
      }
      try client.create(.leases, lease)
    }
  }

  private func set(_ lease: inout Fields, _ moment: Timestamp, isNoted: Bool) {
    let every = DurationText.text(configuration.leaseRenewal)
    lease.modify("metadata") { metadata in
      if isNoted {
        metadata.modify("annotations") { $0[NodeLease.renewsEvery] = .string(every) }
      } else if metadata["annotations"] != nil {
        let isEmpty = metadata.modify("annotations") { annotations in
          annotations[NodeLease.renewsEvery] = nil
          return annotations.isEmpty
        }
        if isEmpty { metadata["annotations"] = nil }
      }
    }
    let name = name
    let text = Self.text(machine.shown(moment))
    lease.modify("spec") { spec in
      spec["holderIdentity"] = .string(name)
      spec["renewTime"] = .string(text)
    }
  }

  /// A moment as leases have it, always with six decimals.
  private static func text(_ moment: Timestamp) -> String {
    let text = moment.description
    return text.contains(".") ? text : text.dropLast() + ".000000Z"
  }
}
