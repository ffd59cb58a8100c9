// SPDX-License-Identifier: Apache-2.0

/// What stands between the objects of a cluster and its storage: the sidecars of CSI drivers, one of
/// each for all drivers.
public enum StoragePlugins {
  /// Creates the plugins, which do nothing yet.
  ///
  /// - Parameters:
  ///   - storage: The storage.
  ///   - environment: What the plugin of a name works with.
  /// - Returns: The plugins.
  public static func components(
    _ storage: SimulatedStorage, _ environment: (String) -> ComponentEnvironment
  ) -> [any Component] {
    [
      VolumeProvisioner(environment("csi-provisioner"), storage),
      VolumeAttacher(environment("csi-attacher"), storage),
      VolumeResizer(environment("csi-resizer"), storage),
      VolumeSnapshotter(environment("csi-snapshotter"), storage),
    ]
  }
}
