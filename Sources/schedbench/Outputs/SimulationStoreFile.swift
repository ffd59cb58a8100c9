// SPDX-License-Identifier: Apache-2.0

import DurableStore
import Orchestration

/// The file of a store into which the last state of a simulation goes.
struct SimulationStoreFile {
  private let store: SQLiteStore

  /// Makes the file.
  ///
  /// - Parameter name: The file.
  /// - Throws: That it cannot be made, or has objects already.
  init(_ name: String) throws(CommandFailure) {
    store = try CommandFailure.describing { () throws(StoreError) in
      try SQLiteStore(path: name)
    }
    if store.revision > 0 {
      throw .badInput(["\(name): is a store with objects already\nName a new file."])
    }
  }

  /// Writes all objects of a simulation, in one transaction.
  func write(_ simulation: Simulation) throws(CommandFailure) {
    try CommandFailure.describing { () throws(StoreError) in
      var objects = ObjectImport()
      for item in try simulation.objects() {
        objects.add(item.object, at: "\(item.type.qualifiedName) \(ObjectKey(item.object))")
      }
      _ = try objects.write(to: store)
    }
    store.close()
  }
}
