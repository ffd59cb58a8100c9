// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The ConfigMaps and Secrets that the pods of one node use, each watched by itself and only as long
/// as a pod uses it.
///
/// From `pkg/kubelet/util/manager/watch_based_manager.go`: what is immutable is read once and not
/// watched any more.
final class ConfigurationCache {
  /// What is known of an object.
  enum Finding {
    case unknown
    case absent
    case present(ConfigurationObject)
  }

  private struct Key: Hashable {
    let namespace: String
    let reference: ConfigurationReference
  }

  private final class Entry {
    var users: Set<String> = []
    var informer: Informer?
    var handler: Informer.Handler?
    var object: ConfigurationObject?
    var isKnown = false

    func stopWatching() {
      if let handler { informer?.remove(handler) }
      (informer, handler) = (nil, nil)
    }
  }

  private let client: any APIClient
  private let clock: any Clock
  private var entries: [Key: Entry] = [:]
  /// Told the identities of the pods for which an object has become known or has changed.
  private let tell: (_ users: Set<String>, _ isFirst: Bool) -> Void

  init(
    client: any APIClient, clock: any Clock,
    _ tell: @escaping (_ users: Set<String>, _ isFirst: Bool) -> Void
  ) {
    (self.client, self.clock, self.tell) = (client, clock, tell)
  }

  /// How many objects are watched now.
  var watchCount: Int { entries.values.count { $0.informer != nil } }

  /// What is known of an object.
  func find(_ reference: ConfigurationReference, in namespace: String) -> Finding {
    guard let entry = entries[Key(namespace: namespace, reference: reference)], entry.isKnown
    else { return .unknown }
    return entry.object.map { .present($0) } ?? .absent
  }

  /// Begins to use objects.
  func use(_ references: [ConfigurationReference], in namespace: String, by user: String) {
    for reference in references {
      let key = Key(namespace: namespace, reference: reference)
      if let entry = entries[key] {
        entry.users.insert(user)
        continue
      }
      let entry = Entry()
      entry.users = [user]
      entries[key] = entry
      watch(key, entry)
    }
  }

  /// Does without them; what nobody uses is forgotten.
  func release(_ references: [ConfigurationReference], in namespace: String, by user: String) {
    for reference in references {
      let key = Key(namespace: namespace, reference: reference)
      guard let entry = entries[key] else { continue }
      entry.users.remove(user)
      guard entry.users.isEmpty else { continue }
      entry.stopWatching()
      entries[key] = nil
    }
  }

  private func watch(_ key: Key, _ entry: Entry) {
    let named = FieldSelector.Requirement(
      field: "metadata.name", isEqual: true, value: key.reference.name)
    let informer = Informer(
      key.reference.kind.type,
      ListOptions(namespace: key.namespace, fields: FieldSelector([named])), client: client,
      clock: clock)
    entry.informer = informer
    entry.handler = informer.addHandler { [weak self, weak entry] change in
      guard let self, let entry else { return }
      self.see(change, key, entry)
    }
    informer.start()
    informer.whenSynced { [weak self, weak entry] in
      guard let self, let entry, entry.informer != nil || entry.isKnown else { return }
      entry.isKnown = true
      self.tell(entry.users, true)
    }
  }

  private func see(_ change: Informer.Change, _ key: Key, _ entry: Entry) {
    if case .removed = change {
      entry.object = nil
    } else {
      let object = ConfigurationObject(change.object, key.reference.kind)
      entry.object = object
      if object.isImmutable {
        // Nothing more is to be heard; the watch ends once this is told.
        clock.scheduleNext { [weak entry] in
          if entry?.object?.isImmutable == true { entry?.stopWatching() }
        }
      }
    }
    if entry.isKnown { tell(entry.users, false) }
  }
}
