// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DurableStore
import Orchestration

/// The keys of a store.
struct StoreArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The keys for what is encrypted: 32 bytes in base64 a line, with a name before it or not; "
        + "the first is used for writing.", valueName: "file"),
    completion: .file())
  var keys: String?

  @Option(
    help: ArgumentHelp(
      "A type that is encrypted besides secrets, such as configmaps; may be repeated.",
      valueName: "type"))
  var encrypt: [String] = []

  /// The keys; `nil` where there are none.
  func keyRing() throws(CommandFailure) -> KeyRing? {
    guard let keys else { return nil }
    do throws(StoreError) {
      return try KeyRing(contentsOf: keys)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Opens a store.
  func open(
    _ path: String, _ access: StoreOptions.Access
  ) throws(CommandFailure) -> SQLiteStore {
    var options = StoreOptions(access: access, keys: try keyRing())
    options.encryptedTypes.formUnion(encrypt.map { $0.lowercased() })
    do throws(StoreError) {
      return try SQLiteStore(path: path, options: options)
    } catch {
      throw CommandFailure(error)
    }
  }
}

extension CommandFailure {
  /// What a store has said.
  init(_ error: StoreError) {
    switch error {
    case .failed(let text): self = .badInput([text])
    case .changed(let found):
      self = .badInput(["an object has another revision: \(found.map(String.init) ?? "none")"])
    case .compacted(let requested, let oldest):
      self = .badInput(["revision \(requested) was forgotten; the oldest is \(oldest)"])
    }
  }

  /// Does something with a store.
  static func describing<Result>(
    _ body: () throws(StoreError) -> Result
  ) throws(CommandFailure) -> Result {
    do throws(StoreError) {
      return try body()
    } catch {
      throw CommandFailure(error)
    }
  }
}
