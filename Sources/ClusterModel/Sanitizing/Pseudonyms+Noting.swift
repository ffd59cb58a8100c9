// SPDX-License-Identifier: Apache-2.0

extension Pseudonyms {
  /// Notes how the names in an object are made of each other, and which labels are numbers.
  mutating func note(_ object: Fields) {
    let name = object["metadata"]?[path: "name"]?.string
    let kind = object["kind"]?.string
    if kind == "StatefulSet", let name {
      noteNumbered([name])
      for template in object["spec"]?[path: "volumeClaimTemplates"]?.array ?? [] {
        if let claim = template[path: "metadata", "name"]?.string { noteNumbered([claim, name]) }
      }
    }
    if kind == "Pod", let name {
      for volume in object["spec"]?[path: "volumes"]?.array ?? []
      where volume[path: "ephemeral"] != nil {
        if let short = volume[path: "name"]?.string {
          note("\(name)-\(short)", joins: [name, short])
        }
      }
    }
    let metadata = object["metadata"]
    for owner in metadata?[path: "ownerReferences"]?.array ?? [] {
      guard let owned = owner[path: "name"]?.string else { continue }
      switch owner[path: "kind"]?.string {
      case "StatefulSet": noteNumbered([owned])
      case "ReplicaSet":
        // The name of a ReplicaSet is that of its Deployment and a hash.
        guard let hash = metadata?[path: "labels", "pod-template-hash"]?.string, !hash.isEmpty,
          owned.hasSuffix("-" + hash)
        else { continue }
        note(owned, joins: [String(owned.dropLast(hash.count + 1)), hash])
      default: continue
      }
    }
    noteNumbers(.object(object))
  }

  /// Finds the keys that `Gt` and `Lt` compare.
  private mutating func noteNumbers(_ value: Value) {
    switch value {
    case .array(let elements): for element in elements { noteNumbers(element) }
    case .object(let fields):
      if let comparison = fields["operator"]?.string, comparison == "Gt" || comparison == "Lt",
        let key = fields["key"]?.string
      {
        noteNumeric(key)
      }
      for (_, value) in fields { noteNumbers(value) }
    default: return
    }
  }
}
