// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Orchestration

/// Makes `StoreError`s of what SQLite and the system say.
enum StoreFault {
  /// An error with a sentence about a file.
  static func sentence(_ path: String, _ text: String) -> StoreError { .failed("\(path): \(text)") }

  /// What an error means for a person.
  static func error(_ error: any Error, _ path: String) -> StoreError {
    if let error = error as? StoreError { return error }
    guard let error = error as? DatabaseError else {
      return sentence(path, "cannot be read: \(error)")
    }
    let message = error.message ?? "no reason was given"
    switch error.resultCode {
    case .SQLITE_FULL:
      return sentence(path, "there is no room left on the disk\nNothing of this write was kept.")
    case .SQLITE_READONLY:
      return sentence(path, "cannot be written: the file or its folder is read-only")
    case .SQLITE_NOTADB:
      return sentence(path, "is not a store: \(message)")
    case .SQLITE_CORRUPT:
      return sentence(path, "is damaged: \(message)")
    case .SQLITE_CANTOPEN:
      return sentence(path, "cannot be opened: \(message)")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return sentence(path, "is in use by another process: \(message)")
    case .SQLITE_IOERR:
      return sentence(
        path, "the disk cannot be read or written: \(message) (\(error.extendedResultCode))")
    default:
      return sentence(path, "SQLite says: \(message) (\(error.extendedResultCode))")
    }
  }

  /// Whether it is unknown after an error what is on the disk, so that nothing may be built on it.
  static func leavesDoubt(_ error: any Error) -> Bool {
    guard let error = error as? DatabaseError else { return false }
    return error.extendedResultCode == .SQLITE_IOERR_FSYNC
      || error.extendedResultCode == .SQLITE_IOERR_DIR_FSYNC
  }

  /// Why the last call of the system failed.
  static var systemReason: String { String(cString: strerror(errno)) }
}
