// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What became of the specs of pods that were admitted before, found by where they lie in memory.
///
/// The pods of one template are created with one and the same spec, which need not be checked,
/// filled in and admitted again: they get the same admitted spec, and share its memory.
final class KnownPodSpecs {
  /// A spec that was admitted.
  final class Entry {
    /// The spec as it was written; holding it keeps its address from being used again.
    let written: Fields
    let namespace: String
    /// What `AdmissionTables.epoch` was.
    let epoch: Int
    /// The spec as it is kept.
    let admitted: Value
    /// The status of the new pod.
    let status: Value

    init(_ written: Fields, _ namespace: String, _ epoch: Int, admitted: Value, status: Value) {
      (self.written, self.namespace, self.epoch) = (written, namespace, epoch)
      (self.admitted, self.status) = (admitted, status)
    }
  }

  private var entries: [UInt: Entry] = [:]
  /// More templates than are in use at once; beyond, those so far are forgotten.
  private static let maximum = 4_096

  /// What became of a spec that lies in the same memory.
  func entry(_ spec: Fields, in namespace: String, epoch: Int) -> Entry? {
    guard let entry = entries[spec.storageAddress], entry.written.sharesStorage(with: spec),
      entry.epoch == epoch, entry.namespace == namespace
    else { return nil }
    return entry
  }

  /// Remembers what became of a spec.
  func remember(_ entry: Entry) {
    if entries.count >= Self.maximum { entries.removeAll() }
    entries[entry.written.storageAddress] = entry
  }
}
