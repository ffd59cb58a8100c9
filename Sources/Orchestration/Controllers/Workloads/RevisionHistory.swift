// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The templates that a StatefulSet or a DaemonSet has had, kept as ControllerRevisions.
///
/// From `pkg/controller/history/controller_history.go`.
struct RevisionHistory {
  let client: any APIClient
  let type: ResourceType
  /// The set.
  let owner: Fields
  /// The label that names the hash of a revision.
  let hashLabel: String
  /// The revisions, the oldest first.
  private(set) var revisions: [Fields]

  /// Takes the revisions of a set into one's hands, and those of nobody that are selected.
  ///
  /// - Parameters:
  ///   - client: The way to the API.
  ///   - type: The set's type.
  ///   - owner: The set.
  ///   - hashLabel: The label that names the hash of a revision.
  ///   - informer: What is known of revisions; it has the index that `addIndex` adds.
  ///   - selector: Which revisions of nobody are the set's.
  /// - Throws: What the API answers where a revision cannot be adopted.
  init(
    client: any APIClient, _ type: ResourceType, owner: Fields, hashLabel: String,
    informer: Informer, selector: LabelSelector
  ) throws(APIStatus) {
    (self.client, self.type, self.owner) = (client, type, owner)
    self.hashLabel = hashLabel
    revisions = informer.objects(owner.uid, in: Self.index)
    let namespace = ObjectKey(owner).namespace
    for orphan in informer.objects("in " + namespace, in: Self.index) where !owner.isTerminating {
      let labels = orphan.metadata["labels"].flatMap { [String: String]($0) } ?? [:]
      guard selector.matches(labels), !orphan.isTerminating else { continue }
      let claim = OwnerClaim(client: client, type: type, owner: owner)
      if let adopted = try claim.adopt(orphan, .controllerRevisions) { revisions.append(adopted) }
    }
    sort()
  }

  private static let index = "manager or namespace"

  /// Adds the index by which revisions are found.
  static func addIndex(_ informer: Informer) {
    informer.addIndex(index) { revision in
      [ControllerReference(of: revision)?.uid ?? "in " + ObjectKey(revision).namespace]
    }
  }

  /// The set that a change of a revision matters to.
  static func owners(of change: Informer.Change, kind: String) -> [ObjectKey] {
    guard let owner = ControllerReference(of: change.object), owner.kind == kind else { return [] }
    return [ObjectKey(namespace: change.key.namespace, name: owner.name)]
  }

  private mutating func sort() {
    revisions.sort { left, right in
      let (first, second) = (left.revisionNumber, right.revisionNumber)
      if first != second { return first < second }
      if left.created != right.created { return left.created < right.created }
      return ObjectKey(left) < ObjectKey(right)
    }
  }

  /// What a revision keeps: the template, to be put in place of another.
  private var data: Value {
    var template = owner.podTemplate
    template["$patch"] = "replace"
    return ["spec": ["template": .object(template)]]
  }

  /// The template that a revision keeps.
  static func template(of revision: Fields) -> Fields {
    var template = revision["data"]?.object?["spec"]?.object?["template"]?.object ?? Fields()
    template["$patch"] = nil
    return template
  }

  /// The revision of a name.
  subscript(name: String) -> Fields? { revisions.first { $0.objectName == name } }

  /// The revision of the set's template, which becomes the latest; it is created where there is
  /// none.
  ///
  /// - Parameter collisions: How many hashes before were taken by other content; counted up where
  ///   this one is too.
  /// - Returns: The revision.
  /// - Throws: What the API answers.
  mutating func latest(collisions: inout Int?) throws(APIStatus) -> Fields {
    let data = self.data
    let next = (revisions.last?.revisionNumber ?? 0) + 1
    if let index = revisions.lastIndex(where: { $0["data"] == data }) {
      if index == revisions.count - 1 { return revisions[index] }
      var revision = revisions[index]
      revision["revision"] = .integer(Int64(next))
      let updated = try client.update(.controllerRevisions, revision)
      revisions[index] = updated
      sort()
      return updated
    }
    while true {
      let revision = make(data, number: next, collisions: collisions)
      do throws(APIStatus) {
        let created = try client.create(.controllerRevisions, revision)
        revisions.append(created)
        return created
      } catch {
        guard error.reason == .alreadyExists else { throw error }
        let found = try client.get(.controllerRevisions, ObjectKey(revision))
        if found["data"] == data, ControllerReference(of: found)?.uid == owner.uid {
          revisions.append(found)
          return found
        }
        collisions = (collisions ?? 0) + 1
      }
    }
  }

  private func make(_ data: Value, number: Int, collisions: Int?) -> Fields {
    let hash = TemplateHash.text(of: data, collisions: collisions)
    var labels = owner.podTemplate["metadata"]?.object?["labels"]?.object ?? Fields()
    labels[hashLabel] = .string(hash)
    var metadata: Fields = [
      "name": .string("\(owner.objectName)-\(hash)"),
      "namespace": owner.metadata["namespace"] ?? "default", "labels": .object(labels),
      "ownerReferences": [ControllerReference.value(to: owner, type)],
    ]
    metadata["annotations"] = owner.metadata["annotations"]
    return [
      "apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": .object(metadata),
      "data": data, "revision": .integer(Int64(number)),
    ]
  }

  /// Deletes revisions that nobody uses beyond those that are kept.
  ///
  /// - Parameters:
  ///   - limit: How many unused ones are kept.
  ///   - isUsed: Whether a revision is used.
  /// - Throws: What the API answers.
  func truncate(to limit: Int, isUsed: (Fields) -> Bool) throws(APIStatus) {
    let unused = revisions.filter { !isUsed($0) }
    guard unused.count > limit else { return }
    for revision in unused.prefix(unused.count - limit) {
      try client.deleteIfPresent(.controllerRevisions, ObjectKey(revision))
    }
  }
}

extension Fields {
  /// The number of a revision.
  var revisionNumber: Int { wholeNumber("revision") ?? 0 }
}
