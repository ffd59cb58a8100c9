// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// A download that is not finished: its bytes in `FILE.part`, and in `FILE.part.source` the
/// address and the validator by which the server knows the version they are of.
struct PartialFile: Sendable {
  let finalFile: URL
  let address: String

  /// The bytes so far.
  var data: URL { finalFile.appendingPathExtension("part") }

  private var source: URL { data.appendingPathExtension("source") }

  /// What can be continued: how many bytes there are, and the version they are of.
  func resumable() -> (length: Int64, validator: String)? {
    guard let text = try? String(contentsOf: source, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 2, lines[0] == address, !lines[1].isEmpty else { return nil }
    guard let size = try? FileManager.default.attributesOfItem(atPath: data.path)[.size],
      let length = (size as? NSNumber)?.int64Value, length > 0
    else { return nil }
    return (length, String(lines[1]))
  }

  /// Opens the file for writing, empty or behind the bytes that are there.
  func open(appending: Bool, validator: String?) throws(FetchError) -> FileHandle {
    do {
      if !appending {
        try Data().write(to: data)
        try Data("\(address)\n\(validator ?? "")\n".utf8).write(to: source)
      }
      let handle = try FileHandle(forWritingTo: data)
      try handle.seekToEnd()
      return handle
    } catch {
      throw .cannotWrite(file: data.path, reason: Self.reason(of: error))
    }
  }

  /// Gives the file its final name.
  func finish() throws(FetchError) {
    // POSIX rename: at every moment there is either no file or the whole one.
    guard rename(data.path, finalFile.path) == 0 else {
      throw .cannotWrite(file: finalFile.path, reason: String(cString: strerror(errno)))
    }
    try? FileManager.default.removeItem(at: source)
  }

  /// Throws the bytes away.
  func remove() {
    try? FileManager.default.removeItem(at: data)
    try? FileManager.default.removeItem(at: source)
  }

  /// The checksum of a file in hexadecimal digits, or `nil` when there is none.
  static func checksum(of file: URL) -> String? {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
    defer { try? handle.close() }
    var hash = SHA256()
    while let chunk = try? handle.read(upToCount: 1 << 20), !chunk.isEmpty {
      hash.update(data: chunk)
    }
    return Checksum.hexadecimal(hash.finalize())
  }

  /// Why writing failed, for people.
  static func reason(of error: any Error) -> String {
    let error = error as NSError
    let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    if underlying.domain == NSPOSIXErrorDomain {
      let text = String(cString: strerror(Int32(underlying.code)))
      return underlying.code == Int(ENOSPC) ? "the disk is full (\(text))" : text
    }
    return error.localizedDescription
  }
}
