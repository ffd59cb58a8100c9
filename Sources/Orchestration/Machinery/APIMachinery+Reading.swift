// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension APIMachinery {
  /// Reads an object.
  func get(
    _ type: ResourceType, _ key: ObjectKey, subresource: Subresource?
  ) throws(APIStatus) -> Fields {
    if type.isLatestOnly { return try measurement(type, key) }
    let object = try current(type, key).object
    switch subresource {
    case nil, .status: return object
    case .scale: return try scale(of: object, type)
    default: throw .methodNotAllowed(type, "get")
    }
  }

  /// Reads objects, page by page if so wanted, all pages from one revision.
  func list(_ type: ResourceType, _ options: ListOptions) throws(APIStatus) -> ObjectList {
    if type.isLatestOnly { return try measurements(type, options) }
    var page = StorePage(limit: options.limit)
    if let token = options.continuation {
      let token = try ContinuationToken(token)
      (page.after, page.revision) = (token.after, token.revision)
    }
    let selection = try Selection(type, options.namespace, options.labels, options.fields, rules)
    // A single name needs no walk.
    if let name = selection.name, !options.namespace.isEmpty || !type.isNamespaced {
      let key = ObjectKey(namespace: options.namespace, name: name)
      let found: Fields?
      do throws(StoreError) {
        found = try store.object(type, key)
      } catch {
        throw status(of: error, type, key)
      }
      let items = found.map { selection.selects($0) ? [$0] : [] } ?? []
      return ObjectList(items: items, revision: store.revision)
    }
    if !selection.isEverything { page.limit = 0 }
    let stored: StoredList
    do throws(StoreError) {
      stored = try store.list(type, namespace: options.namespace, page: page)
    } catch {
      if case .compacted = error, options.continuation != nil {
        throw APIStatus(
          .expired,
          "The provided continue parameter is too old to display a consistent list result. "
            + "You can start a new list without the continue parameter.")
      }
      throw status(of: error, type, ObjectKey(namespace: options.namespace, name: ""))
    }
    guard !selection.isEverything else {
      return ObjectList(
        items: stored.items.map(\.object), revision: stored.revision,
        continuation: stored.remaining > 0 ? token(stored) : nil,
        remaining: stored.remaining > 0 ? stored.remaining : nil)
    }
    var selected = stored.items.filter { selection.selects($0.object) }
    guard options.limit > 0, selected.count > options.limit else {
      return ObjectList(items: selected.map(\.object), revision: stored.revision)
    }
    selected.removeSubrange(options.limit...)
    let last = StoredList(items: selected, revision: stored.revision, remaining: 1)
    return ObjectList(
      items: selected.map(\.object), revision: stored.revision, continuation: token(last))
  }

  private func token(_ list: StoredList) -> String? {
    list.items.last.map { ContinuationToken(after: $0.key, revision: list.revision).text }
  }
}

/// Where a list ended: after which object, and as of which revision.
struct ContinuationToken {
  let after: ObjectKey
  let revision: Int64

  init(after: ObjectKey, revision: Int64) { (self.after, self.revision) = (after, revision) }

  /// Reads a token.
  init(_ text: String) throws(APIStatus) {
    let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let revision = Int64(parts[0]), revision >= 0 else {
      throw .badRequest("continue key is not valid: found '\(text)'")
    }
    self.init(
      after: ObjectKey(namespace: String(parts[1]), name: String(parts[2])), revision: revision)
  }

  /// The token as text.
  var text: String { "\(revision)/\(after.namespace)/\(after.name)" }
}
