// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A file that holds either what it held before or the whole new content, never a part.
///
/// The content goes into a new file in the same folder, which then takes the name. What is no
/// regular file, such as a terminal or a pipe, is written directly.
struct OutputFile {
  private let name: String
  private let path: String
  private let isRegular: Bool

  /// Checks that a file can be written there, before any long work begins.
  init(_ name: String) throws(CommandFailure) {
    self.name = name
    let url = URL(fileURLWithPath: name).resolvingSymlinksInPath()
    path = url.path
    var status = stat()
    let exists = stat(path, &status) == 0
    isRegular = !exists || status.st_mode & S_IFMT == S_IFREG
    if exists, status.st_mode & S_IFMT == S_IFDIR {
      throw .badInput(["\(name): is a folder\nGive the name of a file."])
    }
    let folder = url.deletingLastPathComponent().path
    var folderStatus = stat()
    guard stat(folder, &folderStatus) == 0, folderStatus.st_mode & S_IFMT == S_IFDIR else {
      throw .badInput(["\(name): there is no folder \(folder)\nCreate it first."])
    }
    if access(isRegular ? folder : path, W_OK) != 0 {
      throw .badInput(["\(name): cannot be written: \(SystemError.last.reason)"])
    }
  }

  /// Writes the content.
  func write(_ text: String) throws(CommandFailure) {
    try write(Array(text.utf8))
  }

  /// Writes the content.
  func write(_ bytes: [UInt8]) throws(CommandFailure) {
    do throws(SystemError) {
      if isRegular {
        try replace(with: bytes)
      } else {
        let descriptor = open(path, O_WRONLY)
        guard descriptor >= 0 else { throw SystemError.last }
        defer { close(descriptor) }
        try FileDescriptorWriter(descriptor: descriptor).write(bytes)
      }
    } catch {
      throw .badInput(["\(name): cannot be written: \(error.reason)"])
    }
  }

  private func replace(with bytes: [UInt8]) throws(SystemError) {
    var template = Array("\(path).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .last }
    let temporary = template.withUnsafeBufferPointer {
      String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    do throws(SystemError) {
      defer { close(descriptor) }
      try FileDescriptorWriter(descriptor: descriptor).write(bytes)
      guard fchmod(descriptor, permissions) == 0, fsync(descriptor) == 0 else {
        throw SystemError.last
      }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let error = SystemError.last
      unlink(temporary)
      throw error
    }
  }

  /// Those of the file that is replaced, or what the process gives to new files.
  private var permissions: mode_t {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & 0o777 }
    let mask = umask(0)
    umask(mask)
    return 0o666 & ~mask
  }
}
