// SPDX-License-Identifier: Apache-2.0

/// The kinds of `snapshot.storage.k8s.io`.
extension ResourceType {
  /// Snapshots of volumes.
  public static let volumeSnapshots = ResourceType(
    group: "snapshot.storage.k8s.io", kind: "VolumeSnapshot", plural: "volumesnapshots",
    shortNames: ["vs"], subresources: [.status])
  /// What is kept for snapshots.
  public static let volumeSnapshotContents = ResourceType(
    group: "snapshot.storage.k8s.io", kind: "VolumeSnapshotContent",
    plural: "volumesnapshotcontents", shortNames: ["vsc", "vscs"], isNamespaced: false,
    subresources: [.status])
  /// Classes of snapshots.
  public static let volumeSnapshotClasses = ResourceType(
    group: "snapshot.storage.k8s.io", kind: "VolumeSnapshotClass",
    plural: "volumesnapshotclasses", shortNames: ["vsclass", "vsclasses"], isNamespaced: false)
}
