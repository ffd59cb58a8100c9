// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Foundation
import Orchestration
import StoreTestSupport

@testable import DurableStore

/// A folder for the files of a test, which goes away with it.
final class StoreFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("store-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file.
  func path(_ name: String = "store.db") -> String { url.appendingPathComponent(name).path }

  /// The store of the folder.
  func open(_ options: StoreOptions = StoreOptions(), _ name: String = "store.db") throws
    -> SQLiteStore
  {
    try SQLiteStore(path: path(name), options: options)
  }

  /// All bytes of all files, as they lie on the disk.
  func bytes() throws -> Data {
    var all = Data()
    for name in try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() {
      all += try Data(contentsOf: url.appendingPathComponent(name))
    }
    return all
  }

  /// Keys whose bytes are all the same number, by names.
  static func keys(_ keys: (String, UInt8)...) throws -> KeyRing {
    try KeyRing(
      text: keys.map { "\($0) \(Data(repeating: $1, count: 32).base64EncodedString())" }
        .joined(separator: "\n"))
  }
}

/// The sentence of an error of a store; empty where there is none.
func sentence(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch let StoreError.failed(text) {
    return text
  } catch {
    return "another error: \(error)"
  }
}

/// What a store holds of types, all in all.
func content(
  _ store: any ObjectStore, _ types: [ResourceType] = HammerPlan.types, at revision: Int64? = nil
) throws -> [String] {
  var lines: [String] = []
  for type in types {
    let list = try store.list(type, namespace: "", page: StorePage(revision: revision))
    for item in list.items {
      lines.append(
        "\(type.plural) \(item.key) \(JSONWriter(sortsFields: true).text(.object(item.object)))")
    }
  }
  return lines
}
