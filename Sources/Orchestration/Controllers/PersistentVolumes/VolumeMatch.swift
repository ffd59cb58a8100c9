// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which volume a claim gets: of those that will do the one with the fewest access modes, and of
/// these the smallest.
///
/// From `component-helpers/storage/volume/helpers.go` (`FindMatchingVolume`) and
/// `pkg/controller/volume/persistentvolume/index.go`.
struct VolumeMatch {
  let claim: Fields
  /// Whether only a volume that is meant for the claim counts, because the scheduler chooses.
  let waitsForPod: Bool
  private let size: Int64
  private let modes: [String]
  private let className: String
  private let selector: LabelSelector?
  private let isSelectable: Bool

  init(_ claim: Fields, waitsForPod: Bool) {
    (self.claim, self.waitsForPod) = (claim, waitsForPod)
    (size, modes) = (claim.requestedStorage, claim.accessModes)
    className = claim.storageClass ?? ""
    let written = claim["spec"]?.object?["selector"].flatMap { LabelSelectorSpec($0) }
    selector = try? written?.compiled()
    isSelectable = written == nil || selector != nil
  }

  /// The volume; `nil` where none will do.
  func best(of volumes: [Fields]) -> Fields? {
    var best: (rank: (Int, Int64), volume: Fields)?
    for volume in volumes {
      if volume.claimReference != nil {
        guard volume.isKept(for: claim), volume.storageCapacity >= size,
          volume.volumeMode == claim.volumeMode
        else { continue }
        return volume
      }
      guard !waitsForPod, volume.phase == "Available", fits(volume) else { continue }
      let rank = (volume.accessModes.count, volume.storageCapacity)
      if best.map({ rank < $0.rank }) ?? true { best = (rank, volume) }
    }
    return best?.volume
  }

  private func fits(_ volume: Fields) -> Bool {
    refusal(of: volume) == nil && isSelectable && !volume.isTerminating
      && (selector?.matches(volume.labelMap) ?? true)
  }

  /// Why a volume that a claim names will not do (`checkVolumeSatisfyClaim`); `nil` where it will.
  func refusal(of volume: Fields) -> String? {
    if volume.storageCapacity < size {
      return "requested PV is too small"
    }
    if volume.storageClass ?? "" != className {
      return "storageClassName does not match"
    }
    if volume.volumeMode != claim.volumeMode {
      return "incompatible volumeMode"
    }
    let offered = volume.accessModes
    if !modes.allSatisfy(offered.contains) { return "incompatible accessMode" }
    return nil
  }
}
