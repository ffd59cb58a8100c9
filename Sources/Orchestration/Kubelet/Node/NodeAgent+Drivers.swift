// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a node tells of storage.
extension NodeAgent {
  /// Says which drivers there are on the node, and how many volumes of each it takes.
  ///
  /// As `pkg/volume/csi/nodeinfomanager` does when a driver registers itself.
  func registerDrivers() throws(APIStatus) {
    let drivers = machine.world.storage.drivers
    if drivers.isEmpty { return }
    let listed: [Value] = drivers.map { driver in
      var fields: Fields = [
        "name": .string(driver.name), "nodeID": .string(machine.name),
        "topologyKeys": .array(driver.topologyKey.map { [.string($0)] } ?? []),
      ]
      if let limit = driver.attachLimit {
        fields["allocatable"] = ["count": .integer(Int64(limit))]
      }
      return .object(fields)
    }
    let key = ObjectKey(name: machine.name)
    if let known = try client.find(.csiNodes, key) {
      guard known["spec"]?.object?["drivers"] != .array(listed) else { return }
      try client.change(.csiNodes, key, uid: known.uid) {
        $0.modify("spec") { $0["drivers"] = .array(listed) }
        return true
      }
      return
    }
    try client.createIfAbsent(
      .csiNodes,
      [
        "apiVersion": "storage.k8s.io/v1", "kind": "CSINode",
        "metadata": [
          "name": .string(machine.name),
          "ownerReferences": [
            [
              "apiVersion": "v1", "kind": "Node", "name": .string(machine.name),
              "uid": .string(object.uid),
            ]
          ],
        ],
        "spec": ["drivers": .array(listed)],
      ])
  }

  /// Whether the node is told that a volume is attached to it.
  func hasAttached(_ uniqueName: String) -> Bool {
    (object.observed["volumesAttached"]?.array ?? []).contains {
      $0.object?["name"]?.string == uniqueName
    }
  }

  /// The node's labels.
  var labels: [String: String] { object.labelMap }
}
