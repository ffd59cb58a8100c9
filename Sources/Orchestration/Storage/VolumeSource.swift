// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a PersistentVolume is made of.
enum VolumeSource: Hashable {
  /// A volume of a driver.
  case csi(driver: String, handle: String)
  /// A directory of a file server.
  case nfs(server: String, path: String)
  /// A disk of a node.
  case local(path: String)
  /// A directory of whatever node it is mounted on.
  case hostPath(String)
  /// Something that is not simulated.
  case other(String)

  /// Reads the source of a volume.
  init(_ volume: Fields) {
    let spec = volume["spec"]?.object ?? Fields()
    if let csi = spec["csi"]?.object {
      self = .csi(
        driver: csi["driver"]?.string ?? "", handle: csi["volumeHandle"]?.string ?? "")
    } else if let nfs = spec["nfs"]?.object {
      self = .nfs(server: nfs["server"]?.string ?? "", path: nfs["path"]?.string ?? "")
    } else if let local = spec["local"]?.object {
      self = .local(path: local["path"]?.string ?? "")
    } else if let host = spec["hostPath"]?.object {
      self = .hostPath(host["path"]?.string ?? "")
    } else {
      self = .other(volume.objectName)
    }
  }

  /// The driver, where one made it.
  var driver: String? {
    if case .csi(let driver, _) = self { driver } else { nil }
  }

  /// What the storage knows the volume as.
  ///
  /// - Parameter node: The node that it is mounted on, which counts for disks of nodes.
  /// - Returns: The handle.
  func handle(on node: String) -> String {
    switch self {
    case .csi(_, let handle): handle
    case .nfs(let server, let path): "nfs/\(server)\(path)"
    case .local(let path): "local/\(node)\(path)"
    case .hostPath(let path): "host/\(node)\(path)"
    case .other(let name): "other/\(name)"
    }
  }

  /// The name that nodes tell of attached volumes; `nil` for what is not attached.
  var uniqueName: String? {
    if case .csi(let driver, let handle) = self {
      return Self.uniqueName(driver: driver, handle: handle)
    }
    return nil
  }

  static func uniqueName(driver: String, handle: String) -> String {
    "kubernetes.io/csi/\(driver)^\(handle)"
  }
}
