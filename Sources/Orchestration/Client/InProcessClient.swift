// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A client of an API in the same process.
public final class InProcessClient: APIClient {
  /// Who this is.
  public let name: String
  private let machinery: APIMachinery
  private let latency: Int64
  private let isTrusted: Bool
  private let seesOutages: Bool

  init(
    _ machinery: APIMachinery, name: String, latency: Int64, isTrusted: Bool = false,
    seesOutages: Bool = true
  ) {
    (self.machinery, self.name, self.latency) = (machinery, name, latency)
    (self.isTrusted, self.seesOutages) = (isTrusted, seesOutages)
  }

  private func reach() throws(APIStatus) {
    guard machinery.isServing || !seesOutages else {
      throw APIStatus(.serviceUnavailable, "dial tcp 10.96.0.1:443: connect: connection refused")
    }
  }

  private func named(_ options: WriteOptions) -> WriteOptions {
    var options = options
    options.fieldManager = options.fieldManager ?? name
    options.isTrusted = isTrusted
    return options
  }

  /// Reads an object.
  public func get(
    _ type: ResourceType, _ key: ObjectKey, subresource: Subresource?
  ) throws(APIStatus) -> Fields {
    try reach()
    return try machinery.get(type, key, subresource: subresource)
  }

  /// Reads objects.
  public func list(_ type: ResourceType, _ options: ListOptions) throws(APIStatus) -> ObjectList {
    try reach()
    return try machinery.list(type, options)
  }

  /// Delivers changes from now on.
  public func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping ([WatchEvent]) -> Void
  ) throws(APIStatus) -> any WatchConnection {
    try reach()
    let connection = InProcessConnection(
      machinery, type, latency: latency, seesOutages: seesOutages, deliver)
    let (missed, watcher) = try machinery.watch(type, options) { [weak connection] event in
      connection?.take(event)
    }
    connection.watcher = watcher
    for event in missed { connection.take(event) }
    return connection
  }

  /// Creates an object, or does what creating one beneath an object does.
  public func create(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    try reach()
    return try machinery.create(type, object, subresource: subresource, named(options))
  }

  /// Replaces an object.
  public func update(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    try reach()
    return try machinery.update(type, object, subresource: subresource, named(options))
  }

  /// Changes an object.
  public func patch(
    _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: Subresource?,
    _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    try reach()
    return try machinery.patch(type, key, patch, subresource: subresource, named(options))
  }

  /// Deletes an object, or asks it to end.
  public func delete(
    _ type: ResourceType, _ key: ObjectKey, _ options: DeleteOptions
  ) throws(APIStatus) -> Fields {
    try reach()
    return try machinery.delete(type, key, options)
  }

  /// Deletes all objects that are selected.
  public func deleteCollection(
    _ type: ResourceType, _ selected: ListOptions, _ options: DeleteOptions
  ) throws(APIStatus) {
    try reach()
    try machinery.deleteCollection(type, selected, options)
  }
}

/// A watch in the same process: changes are gathered and delivered on the clock's loop.
private final class InProcessConnection: WatchConnection {
  private let machinery: APIMachinery
  private let type: ResourceType
  private let latency: Int64
  private let seesOutages: Bool
  private var deliver: (([WatchEvent]) -> Void)?
  private var gathered: [WatchEvent] = []
  private var isScheduled = false
  var watcher: WatchRegistry.Watcher?

  init(
    _ machinery: APIMachinery, _ type: ResourceType, latency: Int64, seesOutages: Bool,
    _ deliver: @escaping ([WatchEvent]) -> Void
  ) {
    (self.machinery, self.type, self.latency, self.deliver) = (machinery, type, latency, deliver)
    self.seesOutages = seesOutages
  }

  func take(_ event: WatchEvent) {
    guard deliver != nil else { return }
    if event.kind == .error {
      guard seesOutages else { return }
      // Nothing comes after it.
      if let watcher { machinery.watchers.remove(type, watcher) }
      watcher = nil
    }
    gathered.append(event)
    guard !isScheduled else { return }
    isScheduled = true
    machinery.clock.schedule(after: latency) { [weak self] in self?.flush() }
  }

  private func flush() {
    isScheduled = false
    let events = gathered
    gathered = []
    deliver?(events)
  }

  func cancel() {
    deliver = nil
    gathered = []
    if let watcher { machinery.watchers.remove(type, watcher) }
    watcher = nil
  }

  deinit { cancel() }
}
