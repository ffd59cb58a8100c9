// SPDX-License-Identifier: Apache-2.0

import Foundation
import Orchestration

/// Looks for damage in a journal that a crash has left, before SQLite reads it.
///
/// SQLite reads a journal up to the first frame whose checksum is wrong, and passes over the rest
/// without a word: a torn last transaction is what a loss of power leaves. But every transaction is on the
/// disk before the next begins, so of those behind a wrong frame at most one can be without its
/// answer. Where there are more, something else has changed the file, and acknowledged writes would
/// be lost. The format is that of https://www.sqlite.org/fileformat2.html#walformat.
struct JournalCheck {
  private let file: StoreFile
  private let isOwn: Bool

  /// Creates a check.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - isOwn: Whether this process has its lock.
  init(_ file: StoreFile, isOwn: Bool = false) { (self.file, self.isOwn) = (file, isOwn) }

  /// Looks through the journal.
  ///
  /// - Throws: `failed` where more than the last transaction is unreadable.
  /// - Complexity: Linear in the size of the journal.
  func run() throws(StoreError) {
    // A journal that another process writes to changes while it is read.
    guard file.hasJournal, isOwn || !StoreLock.isTaken(file.resolved),
      let data = FileManager.default.contents(atPath: file.absolute + "-wal")
    else { return }
    let bytes = [UInt8](data)
    let pageSize = Int(Self.word(bytes, 8))
    guard bytes.count > 32 + 24 else { return }
    var sums: (UInt32, UInt32) = (0, 0)
    let isLittle = Self.word(bytes, 0) == 0x377f_0682
    Self.add(bytes[0..<24], isLittle, &sums)
    guard Self.word(bytes, 0) & ~1 == 0x377f_0682, pageSize >= 512, pageSize <= 65_536,
      sums == (Self.word(bytes, 24), Self.word(bytes, 28))
    else {
      throw StoreFault.sentence(
        file.path,
        "its journal \(file.path)-wal is damaged: the header is not as it was written\n"
          + "Put the file and its journal back from a copy.")
    }
    let salts = bytes[16..<24]
    var position = 32
    var (frame, damaged, lost) = (0, 0, 0)
    while position + 24 + pageSize <= bytes.count {
      frame += 1
      let isOurs = bytes[position + 8..<position + 16].elementsEqual(salts)
      let isCommit = Self.word(bytes, position + 4) != 0
      if damaged == 0 {
        var next = sums
        Self.add(bytes[position..<position + 8], isLittle, &next)
        Self.add(bytes[position + 24..<position + 24 + pageSize], isLittle, &next)
        if isOurs, next == (Self.word(bytes, position + 16), Self.word(bytes, position + 20)) {
          sums = next
        } else {
          damaged = frame
          if isOurs, isCommit { lost += 1 }
        }
      } else if isOurs, isCommit {
        lost += 1
      }
      position += 24 + pageSize
    }
    guard lost > 1 else { return }
    throw StoreFault.sentence(
      file.path,
      "its journal \(file.path)-wal is damaged at frame \(damaged): \(lost) transactions "
        + "from there on cannot be read\nPut the file and its journal back from a copy.")
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    guard offset + 4 <= bytes.count else { return 0 }
    return bytes[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
  }

  /// Continues the sums of the format over bytes, of which there are a multiple of 8.
  private static func add(
    _ bytes: ArraySlice<UInt8>, _ isLittle: Bool, _ sums: inout (UInt32, UInt32)
  ) {
    bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 8 <= bytes.count {
        let first = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        let second = bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
        sums.0 = sums.0 &+ (isLittle ? first.littleEndian : first.bigEndian) &+ sums.1
        sums.1 = sums.1 &+ (isLittle ? second.littleEndian : second.bigEndian) &+ sums.0
        offset += 8
      }
    }
  }
}
