// SPDX-License-Identifier: Apache-2.0

import Foundation
import Orchestration

/// The file of a store as the system has it.
struct StoreFile {
  /// What is at a path.
  enum State {
    /// Nothing.
    case missing
    /// A file without content.
    case empty
    /// A file.
    case filled
  }

  /// The path as it was given, for messages.
  let path: String

  init(_ path: String) { self.path = path }

  /// The path from the root, which SQLite takes as the name of a file in any case.
  var absolute: String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  /// The path with symbolic links followed, so that one file has one lock.
  var resolved: String {
    guard let real = realpath(absolute, nil) else { return absolute }
    defer { free(real) }
    return String(cString: real)
  }

  /// Whether there is a journal with content.
  var hasJournal: Bool {
    var status = stat()
    return stat(absolute + "-wal", &status) == 0 && status.st_size > 0
  }

  /// The error of a file that is not there.
  var isMissing: StoreError { StoreFault.sentence(path, "there is no such file") }

  /// The error of a file that is something else.
  func isNone(_ reason: String) -> StoreError {
    StoreFault.sentence(path, "is not a store: \(reason)")
  }

  /// What is there.
  ///
  /// - Throws: `failed` where it is a folder or another thing that is no file.
  func state() throws(StoreError) -> State {
    var status = stat()
    guard stat(absolute, &status) == 0 else {
      if errno == ENOENT, !path.isEmpty { return .missing }
      throw StoreFault.sentence(path, "cannot be opened: \(StoreFault.systemReason)")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return status.st_size == 0 ? .empty : .filled
    case S_IFDIR: throw isNone("it is a folder")
    default: throw isNone("it is not a regular file")
    }
  }

  /// Makes sure that the file begins as a store does, before SQLite may change it.
  func checkHeader() throws(StoreError) {
    switch try state() {
    case .missing: throw isMissing
    case .empty: throw isNone("it is empty")
    case .filled: break
    }
    let bytes = try beginning(of: absolute, 100)
    guard bytes.count == 100, bytes.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw isNone("it does not begin as a file of SQLite does")
    }
    let id = bytes[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard id == StoreSchema.applicationID else {
      throw isNone("it is a file of SQLite, but of another program")
    }
  }

  /// The first bytes of a file.
  func beginning(of name: String, _ count: Int) throws(StoreError) -> [UInt8] {
    let descriptor = open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw StoreFault.sentence(path, "cannot be opened: \(StoreFault.systemReason)")
    }
    // SQLite has not opened the file yet, or this would give its locks up.
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let found = pread(descriptor, &bytes, count, 0)
    guard found >= 0 else {
      throw StoreFault.sentence(path, "cannot be read: \(StoreFault.systemReason)")
    }
    return Array(bytes.prefix(found))
  }

  /// Makes sure that the name of a new file is on the disk.
  func syncFolder() {
    let folder = URL(fileURLWithPath: resolved).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
