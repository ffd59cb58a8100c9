// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Orchestration

/// Turns objects into the bodies of rows and back: JSON, encrypted where their type asks for it.
struct ObjectCoding: Sendable {
  /// The file, for messages.
  let path: String
  /// The keys.
  let keys: KeyRing?
  /// The types that are encrypted, by their qualified names.
  let encryptedTypes: Set<String>

  /// Sets the body of a row, and its checksum.
  ///
  /// - Throws: `failed` where the object could not be read again.
  func fill(_ row: inout LogRow, with object: Fields, _ type: StoredType) throws(StoreError) {
    if let fault = Storable.fault(of: .object(object)) {
      throw .failed("\(describe(row, type)) cannot be stored: \(fault)")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2_048)
    JSONWriter().write(.object(object), to: &bytes)
    row.body = Data(bytes)
    try encrypt(&row, type)
  }

  /// Encrypts the body where its type asks for it, and sets the checksum.
  func encrypt(
    _ row: inout LogRow, _ type: StoredType, always: Bool = false
  ) throws(StoreError) {
    if let key = keys?.keys.first, always || isEncrypted(type) {
      do {
        row.body = try Envelope.seal(
          row.body, key.key, Envelope.associated(row, type.name))
      } catch {
        throw .failed("\(describe(row, type)) cannot be encrypted: \(error)")
      }
      row.encryption = key.id
    }
    row.checksum = row.computedChecksum(type.name)
  }

  /// Whether objects of a type are encrypted.
  func isEncrypted(_ type: StoredType) -> Bool {
    encryptedTypes.contains(type.group.isEmpty ? type.plural : "\(type.plural).\(type.group)")
  }

  /// The JSON of a row's body.
  ///
  /// - Throws: `failed` where the key is not there or does not fit.
  func plain(_ row: LogRow, _ type: StoredType) throws(StoreError) -> Data {
    guard let id = row.encryption else { return row.body }
    guard let key = keys?.key(id) else {
      let known = keys.map { "The keys given are \($0.names.joined(separator: ", "))." }
      throw StoreFault.sentence(
        path,
        "\(describe(row, type)) is encrypted with the key '\(id)', which is not there\n"
          + (known ?? "Give the file with the keys."))
    }
    guard let plain = Envelope.open(row.body, key, Envelope.associated(row, type.name)) else {
      throw StoreFault.sentence(
        path,
        "\(describe(row, type)) cannot be decrypted with the key '\(id)'\n"
          + "The key of this name is another one, or the row was changed.")
    }
    return plain
  }

  /// The object of a row.
  ///
  /// - Throws: `failed` where it cannot be decrypted, or is no object.
  func object(_ row: LogRow, _ type: StoredType) throws(StoreError) -> Fields {
    let plain = try plain(row, type)
    do throws(ReadingError) {
      let value = try JSONReader.value(of: MemorySource([UInt8](plain), name: "JSON"))
      guard case .object(let fields) = value else {
        throw ReadingError(file: "JSON", found: value.kindText, expected: "an object")
      }
      return fields
    } catch {
      throw StoreFault.sentence(path, "\(describe(row, type)) cannot be read: \(error)")
    }
  }

  /// What a row is about, for messages.
  func describe(_ row: LogRow, _ type: StoredType?) -> String {
    "\(type?.plural ?? "an object of type \(row.type)") \(row.key) of revision \(row.revision)"
  }
}

/// Whether what is written can be read again.
enum Storable {
  /// How deep values may be nested; the reader follows 512.
  static let deepest = 500

  /// What is wrong with a value; `nil` where it can be stored.
  static func fault(of value: Value, depth: Int = 0) -> String? {
    switch value {
    case .null, .bool, .integer, .string: return nil
    case .number(let text):
      return isNumber(text) ? nil : "'\(text)' is no number of JSON"
    case .array(let elements):
      guard depth < deepest else { return "it is nested more than \(deepest) deep" }
      for element in elements {
        if let fault = fault(of: element, depth: depth + 1) { return fault }
      }
      return nil
    case .object(let fields):
      guard depth < deepest else { return "it is nested more than \(deepest) deep" }
      for element in fields.values {
        if let fault = fault(of: element, depth: depth + 1) { return fault }
      }
      return nil
    }
  }

  private static func isNumber(_ text: String) -> Bool {
    guard case .number(let again)? = try? JSONReader.value(of: MemorySource(text)) else {
      return false
    }
    return again == text
  }

  /// What is wrong with a name; `nil` where it can be stored.
  static func fault(of key: ObjectKey) -> String? {
    key.namespace.utf8.contains(0) || key.name.utf8.contains(0)
      ? "its name holds a byte of 0" : nil
  }
}
