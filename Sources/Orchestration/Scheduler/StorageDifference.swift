// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What differs between two states of a claim, a volume, or what else says something of storage.
enum StorageDifference {
  /// Whether a scheduler has to look at it again: finalizers, conditions and amounts that were
  /// observed say nothing to it.
  static func matters(_ change: Informer.Change) -> Bool {
    guard case .changed(_, let before, let after) = change else { return true }
    if before["spec"] != after["spec"] || before.phase != after.phase { return true }
    if before.isTerminating != after.isTerminating { return true }
    if before["metadata"]?.object?["labels"] != after["metadata"]?.object?["labels"] { return true }
    for name in [VolumeAnnotation.selectedNode, VolumeAnnotation.bindCompleted]
    where before.annotation(name) != after.annotation(name) { return true }
    // Classes and capacities have their fields at the top.
    return after.contains { name, value in
      !["metadata", "spec", "status"].contains(name) && before[name] != value
    }
  }
}
