// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

extension Simulation {
  /// All objects that there are, with their types, as the API has them.
  ///
  /// - Throws: `failed` where the store has failed.
  /// - Complexity: n log n in their number.
  package func objects() throws(StoreError) -> [(type: ResourceType, object: Fields)] {
    var objects: [(type: ResourceType, object: Fields)] = []
    for type in machinery.catalogue.types {
      let list = try machinery.store.list(type, namespace: "", page: StorePage())
      objects += list.items.map { (type, $0.object) }
    }
    return objects
  }
}
