// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// What is known of the objects of one type: a list, kept up to date by a watch.
///
/// Where the watch breaks off, or after `relistPeriod`, everything is listed anew and handlers are
/// told what has changed meanwhile. From `client-go/tools/cache`.
public final class Informer {
  /// What has changed.
  public enum Change {
    /// There is a new object.
    case added(ObjectKey, Fields)
    /// An object has changed; what it was and what it is.
    case changed(ObjectKey, Fields, Fields)
    /// An object is gone; its last state.
    case removed(ObjectKey, Fields)

    /// The object's name.
    public var key: ObjectKey {
      switch self {
      case .added(let key, _), .changed(let key, _, _), .removed(let key, _): key
      }
    }

    /// The object's latest state.
    public var object: Fields {
      switch self {
      case .added(_, let object), .changed(_, _, let object), .removed(_, let object): object
      }
    }

    /// The object's state before, where there was one and it is still there.
    public var previous: Fields? {
      if case .changed(_, let object, _) = self { object } else { nil }
    }
  }

  /// Someone who is told of changes.
  public final class Handler {
    fileprivate var handle: ((Change) -> Void)?
    fileprivate init(_ handle: @escaping (Change) -> Void) { self.handle = handle }
    /// Ends it.
    public func cancel() { handle = nil }
  }

  /// Objects by something that they say; a class, so that it is changed where it lies.
  private final class Index {
    let values: (Fields) -> [String]
    private(set) var keys: [String: Set<ObjectKey>] = [:]

    init(_ values: @escaping (Fields) -> [String]) { self.values = values }

    func forget() { keys = [:] }

    func replace(_ key: ObjectKey, _ before: [String], by after: [String]) {
      if before == after { return }
      for value in before {
        keys[value]?.remove(key)
        if keys[value]?.isEmpty == true { keys[value] = nil }
      }
      for value in after { keys[value, default: []].insert(key) }
    }
  }

  /// The type.
  public let type: ResourceType
  private let client: any APIClient
  private let clock: any Clock
  private let selected: ListOptions
  private let relistPeriod: Int64?
  private var objects: [ObjectKey: Fields] = [:]
  private var indices: [String: Index] = [:]
  private var indexList: [Index] = []
  private var handlers: [Handler] = []
  private var connection: (any WatchConnection)?
  private var appointment: Appointment?
  private var failures = 0
  /// Up to which revision changes were seen.
  private var seen: Int64 = 0
  /// Whether everything was listed at least once since it began.
  public private(set) var hasSynced = false
  /// Called once everything was listed.
  private var waiting: [() -> Void] = []

  /// Creates an informer, which does nothing yet.
  public init(
    _ type: ResourceType, _ selected: ListOptions = ListOptions(), client: any APIClient,
    clock: any Clock, relistPeriod: Int64? = nil
  ) {
    (self.type, self.selected, self.client, self.clock) = (type, selected, client, clock)
    self.relistPeriod = relistPeriod
  }

  /// Whether it hears of changes now; where not, what it knows may be old.
  public var isCurrent: Bool { hasSynced && connection != nil }

  // MARK: What is known

  /// How many objects there are.
  public var count: Int { objects.count }

  /// An object.
  public subscript(key: ObjectKey) -> Fields? { objects[key] }

  /// The names of all objects, in order.
  ///
  /// - Complexity: n log n.
  public var keys: [ObjectKey] { objects.keys.sorted() }

  /// All objects by namespace and name.
  ///
  /// - Complexity: n log n.
  public var all: [Fields] { keys.compactMap { objects[$0] } }

  /// The objects that have a value in an index, by namespace and name.
  ///
  /// - Complexity: n log n in the objects found.
  public func objects(_ value: String, in index: String) -> [Fields] {
    guard let keys = indices[index]?.keys[value] else { return [] }
    return keys.sorted().compactMap { objects[$0] }
  }

  /// How many objects have a value in an index.
  public func count(_ value: String, in index: String) -> Int {
    indices[index]?.keys[value]?.count ?? 0
  }

  /// Adds an index; one of the name that there is stays.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - values: The values that an object is found by.
  public func addIndex(_ name: String, _ values: @escaping (Fields) -> [String]) {
    guard indices[name] == nil else { return }
    let index = Index(values)
    for (key, object) in objects { index.replace(key, [], by: values(object)) }
    indices[name] = index
    indexList.append(index)
  }

  // MARK: Running

  /// Adds someone who is told of changes, of what there is already first.
  public func addHandler(_ handle: @escaping (Change) -> Void) -> Handler {
    let handler = Handler(handle)
    handlers.append(handler)
    for key in keys {
      if let object = objects[key] { handler.handle?(.added(key, object)) }
    }
    return handler
  }

  /// Takes someone away; the last one ends the watch.
  public func remove(_ handler: Handler) {
    handler.cancel()
    handlers.removeAll { $0 === handler }
    if handlers.isEmpty { stop() }
  }

  /// Calls back once everything was listed, at once where it was.
  public func whenSynced(_ body: @escaping () -> Void) {
    if hasSynced { body() } else { waiting.append(body) }
  }

  /// Begins.
  public func start() {
    guard connection == nil, appointment == nil else { return }
    appointment = clock.scheduleNext { [weak self] in self?.relist() }
  }

  /// Lists everything anew; until that was done nothing counts as known.
  ///
  /// Who begins again after it has forgotten what it did must not go by what was known before.
  public func refresh() {
    guard hasSynced else { return }
    hasSynced = false
    relist()
  }

  /// Ends, and forgets everything.
  public func stop() {
    connection?.cancel()
    connection = nil
    appointment?.cancel()
    appointment = nil
    objects = [:]
    for index in indexList { index.forget() }
    hasSynced = false
    (failures, seen) = (0, 0)
  }

  private func relist() {
    appointment?.cancel()
    appointment = nil
    connection?.cancel()
    connection = nil
    do throws(APIStatus) {
      let list = try client.list(type, selected)
      let options = WatchOptions(
        namespace: selected.namespace, labels: selected.labels, fields: selected.fields,
        revision: list.revision)
      connection = try client.watch(type, options) { [weak self] in self?.take($0) }
      failures = 0
      seen = list.revision
      replace(list.items)
      if let relistPeriod {
        appointment = clock.schedule(after: relistPeriod) { [weak self] in self?.relist() }
      }
    } catch {
      tryLater { [weak self] in self?.relist() }
    }
  }

  /// As client-go's reflector: after 800 ms, twice as long each time, 30 s at most.
  private func tryLater(_ action: @escaping () -> Void) {
    failures += 1
    let delay = min(30_000_000, Int64(800_000) << Int64(min(failures - 1, 6)))
    appointment = clock.schedule(after: delay) { action() }
  }

  /// Goes on with a watch that broke off from where it was, or lists everything where the changes
  /// since are no longer known.
  private func resume() {
    guard hasSynced, seen > 0 else { return relist() }
    appointment?.cancel()
    appointment = nil
    connection?.cancel()
    connection = nil
    let options = WatchOptions(
      namespace: selected.namespace, labels: selected.labels, fields: selected.fields,
      revision: seen)
    do throws(APIStatus) {
      connection = try client.watch(type, options) { [weak self] in self?.take($0) }
      failures = 0
      if let relistPeriod {
        appointment = clock.schedule(after: relistPeriod) { [weak self] in self?.relist() }
      }
    } catch {
      if error.code == 410 { return relist() }
      tryLater { [weak self] in self?.resume() }
    }
  }

  private func replace(_ items: [Fields]) {
    var gone = objects
    for object in items {
      let key = ObjectKey(object)
      gone[key] = nil
      set(key, object)
    }
    for key in gone.keys.sorted() { unset(key, gone[key] ?? Fields()) }
    guard !hasSynced else { return }
    hasSynced = true
    let waiting = waiting
    self.waiting = []
    for body in waiting { body() }
  }

  private func take(_ events: [WatchEvent]) {
    for event in events {
      switch event.kind {
      case .added, .modified: set(event.key, event.object)
      case .deleted: unset(event.key, event.object)
      case .bookmark: break
      case .error:
        if event.object["code"] == 410 { relist() } else { resume() }
        return
      }
      seen = max(seen, event.revision)
      // A handler may have stopped the informer.
      if connection == nil { return }
    }
  }

  private func set(_ key: ObjectKey, _ object: Fields) {
    // Another object by the same name: that the one before has gone was not told, or got lost.
    if let before = objects[key], before.revision < object.revision, before.uid != object.uid {
      unset(key, before)
    }
    let previous = objects.updateValue(object, forKey: key)
    if let previous, previous.revision >= object.revision {
      // What is older than what is known, as from a repeated event, tells nothing.
      objects[key] = previous
      return
    }
    for index in indexList {
      index.replace(key, previous.map(index.values) ?? [], by: index.values(object))
    }
    tell(previous.map { .changed(key, $0, object) } ?? .added(key, object))
  }

  private func unset(_ key: ObjectKey, _ last: Fields) {
    guard let previous = objects.removeValue(forKey: key) else { return }
    for index in indexList { index.replace(key, index.values(previous), by: []) }
    // Where another object of the name has gone, of which nothing was heard, this one went before.
    tell(.removed(key, previous.uid == last.uid ? last : previous))
  }

  private func tell(_ change: Change) {
    for handler in handlers { handler.handle?(change) }
  }
}

/// The informers of one process: one for each type, however many components look at it.
public final class SharedInformers {
  private let client: any APIClient
  private let clock: any Clock
  /// After how many microseconds everything is listed anew; never where `nil`.
  public let relistPeriod: Int64?
  private var informers: [ResourceType: Informer] = [:]

  /// Creates informers.
  ///
  /// - Parameters:
  ///   - client: The way to the API.
  ///   - clock: The clock.
  ///   - relistPeriod: After how many microseconds everything is listed anew; never where `nil`.
  public init(client: any APIClient, clock: any Clock, relistPeriod: Int64? = nil) {
    (self.client, self.clock, self.relistPeriod) = (client, clock, relistPeriod)
  }

  /// The informer of a type, which begins once someone is told by it.
  public subscript(type: ResourceType) -> Informer {
    if let informer = informers[type] { return informer }
    let informer = Informer(type, client: client, clock: clock, relistPeriod: relistPeriod)
    informers[type] = informer
    return informer
  }

  /// Ends all of them at once, as when the process ends.
  public func stop() {
    for informer in informers.values { informer.stop() }
  }
}
