// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ClusterModel
import DurableStore
import Orchestration

/// `schedbench store`.
struct Store: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check, export, import and compact the file in which a cluster is kept.",
    subcommands: [
      Check.self, Export.self, Import.self, Compact.self, RotateKeys.self,
    ])

  /// The file of a store, and the keys for what is encrypted in it.
  struct Arguments: ParsableArguments {
    @Argument(help: "The file of the store.", completion: .file())
    var file: String

    @Option(
      help: ArgumentHelp(
        "A file with a key of 32 bytes in base64 a line, the one for writing first; a name may "
          + "stand before each.", valueName: "file"), completion: .file())
    var keys: String?

    /// The keys, where there are any.
    func keyRing() throws(CommandFailure) -> KeyRing? {
      try keys.map { (path) throws(CommandFailure) in
        try Store.reading { () throws(StoreError) in try KeyRing(contentsOf: path) }
      }
    }

    /// Opens the store.
    func open(_ access: StoreOptions.Access) throws(CommandFailure) -> SQLiteStore {
      let options = StoreOptions(access: access, keys: try keyRing())
      return try Store.reading { () throws(StoreError) in
        try SQLiteStore(path: file, options: options)
      }
    }
  }

  /// Does something with a store; what goes wrong with the file is bad input.
  static func reading<Result>(
    _ body: () throws(StoreError) -> Result
  ) throws(CommandFailure) -> Result {
    do throws(StoreError) {
      return try body()
    } catch {
      throw .badInput([text(of: error)])
    }
  }

  /// An error of a store as a sentence.
  static func text(of error: StoreError) -> String {
    switch error {
    case .failed(let text): text
    case .compacted(let requested, let oldest):
      "revision \(requested) is not known any more\nThe oldest that is known is \(oldest)."
    case .changed(let found):
      "an object has changed meanwhile: it is of revision \(found.map(String.init) ?? "none")"
    }
  }
}
