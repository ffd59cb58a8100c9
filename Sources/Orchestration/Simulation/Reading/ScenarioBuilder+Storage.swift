// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a scenario says of storage.
extension ScenarioBuilder {
  /// What breaks storage, of which a timeline entry may have one.
  static let storageVerbs = ["loseZone", "loseDisk", "slowDisk"]

  static func storageFault(
    _ verb: String, _ object: DocumentField, _ field: DocumentField
  ) throws(FieldFault) -> Fault {
    let name = try object.text()
    let duration = try field.child("for")?.microseconds()
    switch verb {
    case "loseZone": return Fault(.zoneLoss(zone: name, duration: duration))
    case "loseDisk":
      return Fault(.diskLoss(volume: GlobPattern(name), replaceAfter: duration))
    default:
      return Fault(
        .slowDisk(
          volume: GlobPattern(name), factor: try field.child("factor")?.number(in: 1...1e6) ?? 10,
          duration: duration))
    }
  }

  /// The drivers of the section `storage`.
  static func drivers(_ field: DocumentField) throws(FieldFault) -> [StorageDriver] {
    try field.allowOnly(["drivers"])
    var drivers: [StorageDriver] = []
    for element in try field.child("drivers")?.elements() ?? [] {
      drivers.append(try driver(element))
    }
    return drivers
  }

  private static func driver(_ field: DocumentField) throws(FieldFault) -> StorageDriver {
    try field.allowOnly([
      "name", "kind", "topology", "accessModes", "attach", "attachLimit", "capacity", "delays",
      "failureProbability", "expandsOnNode",
    ])
    let name = try field.required("name", "a name such as block.stevedore.dev").text()
    var driver: StorageDriver
    if let kind = try field.child("kind") {
      driver = StorageDriver(name: name, kind: try kind.choice())
    } else if let known = StorageDriver.standard.first(where: { $0.name == name }) {
      driver = known
    } else {
      driver = StorageDriver(name: name, kind: .block)
    }
    if let topology = try field.child("topology") { driver.topology = try topology.choice() }
    if let modes = try field.child("accessModes") { driver.accessModes = try modes.texts() }
    if let attach = try field.child("attach") { driver.requiresAttachment = try attach.truth() }
    if let limit = try field.child("attachLimit") { driver.attachLimit = try limit.count() }
    if let capacity = try field.child("capacity") {
      guard let bytes = try? capacity.quantity().value(in: .bytes), bytes >= 0 else {
        throw capacity.error(expected: "an amount such as 100Gi")
      }
      driver.capacity = bytes
    }
    if let share = try field.child("failureProbability") {
      driver.failureProbability = try share.number(in: 0...1)
    }
    if let grows = try field.child("expandsOnNode") { driver.expandsOnNode = try grows.truth() }
    guard let delays = try field.child("delays") else { return driver }
    try delays.allowOnly(StorageDriver.Operation.allCases.map(\.rawValue))
    for operation in StorageDriver.Operation.allCases {
      if let delay = try delays.child(operation.rawValue) {
        driver.delays[operation] = try delay.span()
      }
    }
    return driver
  }
}

extension Fields {
  /// The node that a local volume is on: the first value that its node affinity names.
  var nodeOfLocalVolume: String {
    let terms = self["spec"]?[path: "nodeAffinity", "required", "nodeSelectorTerms"]?.array ?? []
    for term in terms {
      for requirement in term.object?["matchExpressions"]?.array ?? []
      where requirement.object?["key"] == "kubernetes.io/hostname" {
        if let name = requirement.object?["values"]?.array?.first?.string { return name }
      }
    }
    return ""
  }
}
