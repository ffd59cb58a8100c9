// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Orchestration

/// What is encrypted, with what it takes to decrypt it: a version, a nonce, the text and a tag.
///
/// AES-GCM with keys of 256 bits and nonces at random. The name of the key stands beside it in the
/// row. What the object is and of which revision are associated data, so that a row that was put in
/// the place of another cannot be decrypted.
enum Envelope {
  private static let version: UInt8 = 1

  /// Encrypts.
  static func seal(_ plain: Data, _ key: SymmetricKey, _ associated: Data) throws -> Data {
    let box = try AES.GCM.seal(plain, using: key, authenticating: associated)
    // Nonces have their standard length, so there is a combined form.
    return Data([version]) + (box.combined ?? Data())
  }

  /// Decrypts; `nil` where the key is another, or anything was changed.
  static func open(_ bytes: Data, _ key: SymmetricKey, _ associated: Data) -> Data? {
    guard bytes.first == version, let box = try? AES.GCM.SealedBox(combined: bytes.dropFirst())
    else { return nil }
    return try? AES.GCM.open(box, using: key, authenticating: associated)
  }

  /// What an envelope is bound to.
  static func associated(_ row: LogRow, _ typeName: String) -> Data {
    Data("stevedore\0\(typeName)\0\(row.key.namespace)\0\(row.key.name)\0\(row.revision)".utf8)
  }
}
