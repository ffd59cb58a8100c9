// SPDX-License-Identifier: Apache-2.0

import Foundation
import Orchestration

/// Makes sure that a file is written by one process at a time.
///
/// The lock is on a file beside it, whose name ends with `.lock`: SQLite's own locks on the file
/// itself would be given up if this process closed it once more. It ends with the process, however
/// that ends. The file stays, since taking it away would let two processes have a lock each.
final class StoreLock {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Parameters:
  ///   - file: The file of the store, symbolic links followed.
  ///   - path: The file as messages call it.
  /// - Throws: `failed` where another process has it, or the lock's file cannot be made.
  init(_ file: String, path: String) throws(StoreError) {
    let name = file + ".lock"
    let descriptor = open(name, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreFault.sentence(
        path, "cannot be written: \(name) cannot be made: \(StoreFault.systemReason)")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let owner = Self.owner(descriptor)
      close(descriptor)
      throw StoreFault.sentence(
        path, "is in use by \(owner)\nOne process at a time may write; end it first.")
    }
    let text = Array("\(getpid())\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, text, text.count, 0)
    self.descriptor = descriptor
  }

  /// Whether a process has the lock of a file.
  static func isTaken(_ path: String) -> Bool {
    let descriptor = open(path + ".lock", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  private static func owner(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 24)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    let digits = bytes.prefix(max(0, count)).prefix { $0 >= 0x30 && $0 <= 0x39 }
    return digits.isEmpty
      ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
  }

  deinit { close(descriptor) }
}
