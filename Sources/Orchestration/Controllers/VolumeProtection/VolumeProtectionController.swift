// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Keeps volumes that are to be deleted for as long as they are bound.
///
/// From `pkg/controller/volume/pvprotection`.
public final class VolumeProtectionController: Component {
  /// The name.
  public let name = "persistentvolume-protection-controller"
  private static let finalizer = "kubernetes.io/pv-protection"
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let volumes: Informer

  /// Creates the controller.
  public init(_ environment: ComponentEnvironment) {
    self.environment = environment
    loop = ControllerLoop(name: name, environment: environment)
    volumes = loop.watch(.persistentVolumes) { change in
      if case .removed = change { return [] }
      let volume = change.object
      let isProtected = volume.finalizerNames.contains(Self.finalizer)
      return volume.isTerminating == isProtected ? [change.key] : []
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [unowned self] key throws(APIStatus) in
      guard let volume = self.volumes[key] else { return }
      if !volume.isTerminating {
        try self.environment.client.change(.persistentVolumes, key, uid: volume.uid) {
          $0.isTerminating ? false : $0.addFinalizer(Self.finalizer)
        }
      } else if volume.phase != "Bound" {
        try self.environment.client.removeFinalizer(
          Self.finalizer, from: .persistentVolumes, key, uid: volume.uid)
      }
    }
  }

  /// Ends and forgets everything.
  public func stop() { loop.stop() }
}
