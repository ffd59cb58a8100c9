// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
public import Orchestration

/// The keys with which objects are encrypted; the first is used for writing.
///
/// As in the `EncryptionConfiguration` of Kubernetes, the others are there to read what was written
/// with them, until `SQLiteStore.rotateKeys()` has written it again.
public struct KeyRing: Sendable {
  struct Key: Sendable {
    let id: String
    let key: SymmetricKey
  }

  let keys: [Key]

  /// The names of the keys, the one for writing first.
  public var names: [String] { keys.map(\.id) }

  /// Reads a file of keys.
  ///
  /// Each line is a key of 32 bytes in base64, with a name before it or not; what begins with `#`
  /// is passed over. A key without a name is called by the beginning of its SHA-256.
  ///
  /// - Parameter path: The file.
  /// - Throws: `failed` with what is wrong in which line; never with a key.
  public init(contentsOf path: String) throws(StoreError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw StoreFault.sentence(path, "the keys cannot be read\nGive a file with a key a line.")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw StoreFault.sentence(path, "is not text\nGive a file with a key in base64 a line.")
    }
    try self.init(text: text, file: path)
  }

  /// Reads the text of a file of keys.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - file: What errors call it.
  /// - Throws: `failed` with what is wrong in which line; never with a key.
  public init(text: String, file: String = "keys") throws(StoreError) {
    var keys: [Key] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
      guard let last = words.last, words.first?.hasPrefix("#") != true else { continue }
      func fault(_ text: String) -> StoreError { .failed("\(file):\(index + 1): \(text)") }
      guard words.count <= 2 else {
        throw fault("found \(words.count) words, expected a name and a key in base64")
      }
      guard let bytes = Data(base64Encoded: String(last)) else {
        throw fault("found a key that is not base64, expected 32 bytes in base64")
      }
      guard bytes.count == 32 else {
        throw fault("found a key of \(bytes.count) bytes, expected 32 bytes in base64")
      }
      let name = words.count == 2 ? String(words[0]) : Self.name(of: bytes)
      guard name.utf8.count <= 63, name.unicodeScalars.allSatisfy(Self.allowed.contains) else {
        throw fault("found '\(name)', expected a name of up to 63 letters, digits, '-', '_', '.'")
      }
      guard !keys.contains(where: { $0.id == name }) else {
        throw fault("found the name '\(name)' again, expected another")
      }
      keys.append(Key(id: name, key: SymmetricKey(data: bytes)))
    }
    guard !keys.isEmpty else {
      throw StoreFault.sentence(file, "found no key, expected 32 bytes in base64 a line")
    }
    self.keys = keys
  }

  private static let allowed = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.".unicodeScalars)

  private static func name(of key: Data) -> String {
    SHA256.hash(data: Data("stevedore key ".utf8) + key).prefix(4)
      .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// A key by its name.
  func key(_ id: String) -> SymmetricKey? { keys.first { $0.id == id }?.key }
}
