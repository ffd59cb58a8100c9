// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A client whose way to the API can break: calls fail, and watches fall silent.
///
/// Once the way is whole again, each watch that missed something ends with an error, so that
/// everything is listed anew.
public final class PartitionableClient: APIClient {
  /// Who this is.
  public var name: String { inner.name }
  /// The client that has the way.
  let inner: any APIClient
  private let clock: any Clock
  /// Whether the API can be reached.
  public private(set) var isConnected = true
  /// After how many microseconds it hears of changes.
  public var latency: Int64 = 0
  private var connections: [Connection] = []

  /// Creates a client.
  public init(_ inner: any APIClient, clock: any Clock) {
    (self.inner, self.clock) = (inner, clock)
  }

  /// Breaks the way.
  public func disconnect() {
    guard isConnected else { return }
    isConnected = false
    for connection in connections { connection.fallSilent() }
  }

  /// Mends it.
  public func connect() {
    guard !isConnected else { return }
    isConnected = true
    let broken = connections
    connections = []
    for connection in broken { connection.fail() }
  }

  private func reach() throws(APIStatus) {
    guard isConnected else {
      throw APIStatus(.serviceUnavailable, "dial tcp: connect: no route to host")
    }
  }

  /// Reads an object.
  public func get(
    _ type: ResourceType, _ key: ObjectKey, subresource: Subresource?
  ) throws(APIStatus) -> Fields {
    try reach()
    return try inner.get(type, key, subresource: subresource)
  }

  /// Reads objects.
  public func list(_ type: ResourceType, _ options: ListOptions) throws(APIStatus) -> ObjectList {
    try reach()
    return try inner.list(type, options)
  }

  /// Delivers changes from now on.
  public func watch(
    _ type: ResourceType, _ options: WatchOptions, _ deliver: @escaping ([WatchEvent]) -> Void
  ) throws(APIStatus) -> any WatchConnection {
    try reach()
    let connection = Connection(self, deliver)
    connection.inner = try inner.watch(type, options) { [weak connection] events in
      connection?.take(events)
    }
    connections.append(connection)
    return connection
  }

  /// Creates an object, or does what creating one beneath an object does.
  public func create(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    try reach()
    return try inner.create(type, object, subresource: subresource, options)
  }

  /// Replaces an object.
  public func update(
    _ type: ResourceType, _ object: Fields, subresource: Subresource?, _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    try reach()
    return try inner.update(type, object, subresource: subresource, options)
  }

  /// Changes an object.
  public func patch(
    _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: Subresource?,
    _ options: WriteOptions
  ) throws(APIStatus) -> Fields {
    try reach()
    return try inner.patch(type, key, patch, subresource: subresource, options)
  }

  /// Deletes an object, or asks it to end.
  public func delete(
    _ type: ResourceType, _ key: ObjectKey, _ options: DeleteOptions
  ) throws(APIStatus) -> Fields {
    try reach()
    return try inner.delete(type, key, options)
  }

  /// Deletes all objects that are selected.
  public func deleteCollection(
    _ type: ResourceType, _ selected: ListOptions, _ options: DeleteOptions
  ) throws(APIStatus) {
    try reach()
    try inner.deleteCollection(type, selected, options)
  }

  /// A watch through the way.
  private final class Connection: WatchConnection {
    private weak var client: PartitionableClient?
    private var deliver: (([WatchEvent]) -> Void)?
    var inner: (any WatchConnection)?
    private var lastMoment = Timestamp(microseconds: .min)

    init(_ client: PartitionableClient, _ deliver: @escaping ([WatchEvent]) -> Void) {
      (self.client, self.deliver) = (client, deliver)
    }

    func take(_ events: [WatchEvent]) {
      guard let client, client.isConnected, deliver != nil else { return }
      let moment = max(client.clock.now.advanced(by: client.latency), lastMoment)
      guard moment > client.clock.now else {
        deliver?(events)
        return
      }
      // What was sent first arrives first, also where the latency has become less meanwhile.
      lastMoment = moment
      client.clock.schedule(at: moment) { [weak self] in
        guard self?.client?.isConnected == true else { return }
        self?.deliver?(events)
      }
    }

    func fallSilent() {
      inner?.cancel()
      inner = nil
    }

    func fail() {
      let status = APIStatus(.serviceUnavailable, "the connection was lost")
      let event = WatchEvent(
        .error, key: ObjectKey(name: ""), object: status.fields, revision: 0)
      client?.clock.scheduleNext { [weak self] in self?.deliver?([event]) }
    }

    func cancel() {
      deliver = nil
      inner?.cancel()
      inner = nil
      client?.connections.removeAll { $0 === self }
    }

    deinit { inner?.cancel() }
  }
}
