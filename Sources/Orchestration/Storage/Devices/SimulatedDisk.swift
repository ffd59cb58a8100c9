// SPDX-License-Identifier: Apache-2.0

/// One volume as it physically is: a disk, or a directory of a file server.
public final class SimulatedDisk {
  /// What its driver knows it as.
  public let handle: String
  /// The driver; empty where nobody made it.
  public let driver: String
  /// The name of the PersistentVolume.
  public let name: String
  /// The claim that it was made for, as `namespace/name`.
  public let claim: String
  /// The zone or the node that it is in; empty where it is everywhere.
  public let segment: String
  /// How many bytes it holds.
  public internal(set) var size: Int64
  /// The machines that it is attached to, in the order in which it was.
  public internal(set) var machines: [String] = []
  /// Whether it is broken, with all that was on it.
  public internal(set) var isLost = false
  /// By what everything that is done to it takes longer.
  public internal(set) var slowness = 1.0
  /// Whether it may be attached to several machines at once.
  let isShared: Bool
  /// How much was done to it, which draws are named by.
  var operations = 0

  init(
    handle: String, driver: String, name: String, claim: String, segment: String, size: Int64,
    isShared: Bool
  ) {
    (self.handle, self.driver, self.name, self.claim) = (handle, driver, name, claim)
    (self.segment, self.size, self.isShared) = (segment, size, isShared)
  }
}

/// What was on a disk at a moment.
struct DiskSnapshot {
  let handle: String
  let driver: String
  let size: Int64
  let files: [String: String]
}
