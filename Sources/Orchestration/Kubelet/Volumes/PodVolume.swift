// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A volume of a pod that is from a claim, and how far it has come on its node.
struct PodVolume {
  /// How far it has come.
  enum Progress {
    /// It is waited for: its claim, its volume, its attachment.
    case waiting
    /// It is being mounted until a moment.
    case mounting(until: Timestamp, MachineMount)
    /// Mounting has failed; it is tried again at a moment.
    case failed(until: Timestamp)
    /// It is mounted.
    case mounted
  }

  /// Its name in the pod.
  let name: String
  /// The claim.
  let claim: String
  /// Whether the claim is of the pod alone.
  let isEphemeral: Bool
  var progress = Progress.waiting
  /// The name that the node tells of it, once that is known and it is to be attached.
  var uniqueName: String?
  /// How often mounting has failed in a row.
  var failures = 0
  /// When it is unmounted.
  var unmounting: Timestamp?
}

/// Why a volume cannot be had yet.
struct VolumeFault: Error {
  /// Why; empty where it is only waited for.
  var message = ""
  /// Whether it is about the claim, so that the volume is not known yet.
  var isOfClaim = false
}
