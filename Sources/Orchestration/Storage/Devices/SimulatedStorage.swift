// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// The storage of a simulated cluster as it physically is: disks and what is on them.
///
/// It knows no API. The plugins of `Storage/Plugins` have done to it what objects say, and machines
/// mount its disks; nobody else touches it but faults.
public final class SimulatedStorage {
  /// The drivers, by name.
  public let drivers: [StorageDriver]
  /// What is on the disks, by their handles.
  public let data: PersistentData
  let seed: UInt64
  var disksByHandle: [String: SimulatedDisk] = [:]
  var snapshots: [String: DiskSnapshot] = [:]
  /// How many losses each zone is in.
  var lostZones: [String: Int] = [:]

  /// Creates storage without disks.
  ///
  /// - Parameters:
  ///   - drivers: The kinds of storage; of those with one name the last counts.
  ///   - data: What is on disks.
  ///   - seed: For times that are left to chance.
  public init(
    drivers: [StorageDriver] = [], data: PersistentData = PersistentData(), seed: UInt64 = 1
  ) {
    var known: [String: StorageDriver] = [:]
    for driver in drivers { known[driver.name] = driver }
    self.drivers = known.keys.sorted().compactMap { known[$0] }
    (self.data, self.seed) = (data, seed)
  }

  /// The disks, by handle.
  public var disks: [SimulatedDisk] {
    disksByHandle.keys.sorted().compactMap { disksByHandle[$0] }
  }

  /// A disk.
  public subscript(handle: String) -> SimulatedDisk? { disksByHandle[handle] }

  /// The driver of a name.
  public func driver(named name: String) -> StorageDriver? {
    drivers.first { $0.name == name }
  }

  // MARK: Time and chance

  /// How long something takes.
  ///
  /// - Parameters:
  ///   - operation: What is done.
  ///   - handle: To which disk.
  ///   - driver: By which driver, where the disk is not there yet.
  /// - Returns: Microseconds.
  func delay(_ operation: StorageDriver.Operation, _ handle: String, driver: String = "") -> Int64 {
    let disk = disksByHandle[handle]
    guard let made = self.driver(named: disk?.driver ?? driver)?.delays[operation] else { return 0 }
    let count = disk?.operations ?? 0
    disk?.operations += 1
    var generator = Draw.generator(seed: seed, operation.rawValue, handle, String(count))
    let drawn = made.draw(&generator)
    guard let slowness = disk?.slowness, slowness > 1 else { return drawn }
    return Int64((Double(drawn) * slowness).rounded())
  }

  /// Fails by chance.
  func mayFail(
    _ operation: StorageDriver.Operation, _ handle: String, driver: String, attempt: Int
  ) throws(StorageFault) {
    let share = self.driver(named: driver)?.failureProbability ?? 0
    guard share > 0 else { return }
    var generator = Draw.generator(
      seed: seed, "failure", operation.rawValue, handle, String(attempt))
    if generator.unit() < share {
      throw StorageFault("Internal", "failed to \(operation.rawValue) volume \(handle)")
    }
  }

  // MARK: Making

  /// What a disk is to be like.
  struct Request {
    var name: String
    var driver: StorageDriver
    var size: Int64
    var segment: String
    var claim: String
    var isShared: Bool
    /// The handle of a disk or snapshot whose contents it begins with.
    var source: Source?

    enum Source: Hashable {
      case snapshot(String)
      case disk(String)
    }
  }

  /// How many bytes are used in a zone, on a node, or in all.
  func used(_ driver: StorageDriver, in segment: String) -> Int64 {
    disksByHandle.values.reduce(0) { sum, disk in
      disk.driver == driver.name && disk.segment == segment ? sum + disk.size : sum
    }
  }

  /// Makes a disk; one of the name that is there is taken.
  func create(_ request: Request) throws(StorageFault) -> SimulatedDisk {
    if let known = disksByHandle[request.name] { return known }
    let driver = request.driver
    try requireZone(request.segment, of: driver)
    if let capacity = driver.capacity,
      used(driver, in: request.segment) + request.size > capacity
    {
      throw StorageFault(
        "ResourceExhausted",
        "not enough capacity in \(request.segment.isEmpty ? "the pool" : request.segment)")
    }
    var files: [String: String] = [:]
    switch request.source {
    case .snapshot(let handle)?:
      guard let snapshot = snapshots[handle] else {
        throw StorageFault("NotFound", "snapshot \(handle) not found")
      }
      guard snapshot.size <= request.size else {
        throw StorageFault(
          "OutOfRange", "requested volume size is less than the size of the snapshot")
      }
      files = snapshot.files
    case .disk(let handle)?:
      guard let source = disksByHandle[handle], !source.isLost else {
        throw StorageFault("NotFound", "volume \(handle) not found")
      }
      files = data.files(of: handle)
    case nil: break
    }
    let disk = SimulatedDisk(
      handle: request.name, driver: driver.name, name: request.name, claim: request.claim,
      segment: request.segment, size: request.size, isShared: request.isShared)
    disksByHandle[disk.handle] = disk
    data.replace(disk.handle, by: files)
    return disk
  }

  /// Removes a disk with what is on it; one that is not there is no error.
  func delete(_ handle: String) throws(StorageFault) {
    guard let disk = disksByHandle[handle] else { return }
    if let machine = disk.machines.first {
      throw StorageFault(
        "FailedPrecondition", "volume \(handle) is still attached to node \(machine)")
    }
    try requireZone(disk.segment, of: driver(named: disk.driver))
    disksByHandle[handle] = nil
    data.replace(handle, by: [:])
  }

  /// Makes a disk larger.
  func resize(_ handle: String, to size: Int64) throws(StorageFault) {
    guard let disk = disksByHandle[handle] else {
      throw StorageFault("NotFound", "volume \(handle) not found")
    }
    guard size > disk.size else { return }
    let driver = driver(named: disk.driver)
    try requireZone(disk.segment, of: driver)
    if let driver, let capacity = driver.capacity,
      used(driver, in: disk.segment) - disk.size + size > capacity
    {
      throw StorageFault("ResourceExhausted", "not enough capacity in \(disk.segment)")
    }
    disk.size = size
  }

  /// A disk that nobody made, such as the directory of a volume that a person has described; it
  /// begins to be when it is first asked for.
  func existing(
    _ handle: String, name: String, claim: String, segment: String, size: Int64
  ) -> SimulatedDisk {
    if let known = disksByHandle[handle] { return known }
    let disk = SimulatedDisk(
      handle: handle, driver: "", name: name, claim: claim, segment: segment, size: size,
      isShared: true)
    disksByHandle[handle] = disk
    return disk
  }

  func requireZone(_ segment: String, of driver: StorageDriver?) throws(StorageFault) {
    guard driver?.topology == .zone, lostZones[segment, default: 0] > 0 else { return }
    throw StorageFault("Unavailable", "zone \(segment) is unavailable")
  }
}
