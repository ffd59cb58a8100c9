// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Takes the objects of one type through their state machines.
public final class StageRunner: Component {
  /// Its name.
  public let name: String
  private let type: ResourceType
  private let machines: [StageMachine]
  private let environment: ComponentEnvironment
  private let loop: ControllerLoop
  private let objects: Informer

  /// What an object is waiting for.
  private struct Wait {
    var state: String
    var isDeleted: Bool
    var stage: StageMachine.Stage
    var moment: Timestamp
  }

  private var waits: [String: Wait] = [:]
  /// How often an object came to a new state, so that it need not do the same each time.
  private var visits: [String: Int] = [:]

  /// Creates a runner.
  ///
  /// - Parameters:
  ///   - environment: What it works with.
  ///   - type: The type of the objects.
  ///   - machines: The state machines; those of other kinds are passed over, and of several that
  ///     select an object the first counts.
  public init(_ environment: ComponentEnvironment, _ type: ResourceType, _ machines: [StageMachine])
  {
    (self.environment, self.type) = (environment, type)
    self.machines = machines.filter { $0.apiVersion == type.apiVersion && $0.kind == type.kind }
    name = "stages-" + type.plural
    loop = ControllerLoop(name: name, environment: environment)
    objects = environment.informers[type]
    loop.watch(type) { [weak self] change in
      guard case .removed(_, let last) = change else { return [change.key] }
      self?.waits[last.uid] = nil
      self?.visits[last.uid] = nil
      return []
    }
  }

  /// Whether it runs.
  public var isRunning: Bool { loop.isRunning }

  /// Begins.
  public func start() {
    loop.start { [weak self] key throws(APIStatus) in try self?.reconcile(key) }
  }

  /// Ends at once, and forgets what objects were waiting for.
  public func stop() {
    loop.stop()
    (waits, visits) = ([:], [:])
  }

  private func reconcile(_ key: ObjectKey) throws(APIStatus) {
    guard let object = objects[key] else { return }
    let uid = object.uid
    guard let machine = machines.first(where: { Self.selects($0, object) }) else { return }
    let state = object["status"]?.object?[machine.stateField]?.string ?? ""
    let isDeleted = object.metadata["deletionTimestamp"] != nil
    if waits[uid]?.state != state || waits[uid]?.isDeleted != isDeleted {
      waits[uid] = choose(machine, object, key, state, isDeleted)
    }
    guard let wait = waits[uid] else { return }
    guard wait.moment <= environment.clock.now else {
      loop.add(key, after: wait.moment.microseconds - environment.clock.now.microseconds)
      return
    }
    try take(wait.stage, machine, object, key)
    waits[uid] = nil
  }

  private static func selects(_ machine: StageMachine, _ object: Fields) -> Bool {
    machine.labels.isEmpty
      || machine.labels.matches(
        object.metadata["labels"].flatMap { [String: String]($0) } ?? [:])
  }

  private func choose(
    _ machine: StageMachine, _ object: Fields, _ key: ObjectKey, _ state: String,
    _ isDeleted: Bool
  ) -> Wait? {
    let stages = machine.stages.filter { stage in
      stage.isForDeleted == isDeleted && (stage.from.isEmpty || stage.from.contains(state))
    }
    guard !stages.isEmpty else { return nil }
    let visit = visits[object.uid, default: 0]
    visits[object.uid] = visit + 1
    var generator = Draw.generator(
      seed: environment.seed, machine.name, key.namespace, key.name, state, String(visit))
    guard let index = Draw.index(of: stages.map(\.weight), &generator) else { return nil }
    let delay = stages[index].delay.draw(&generator)
    return Wait(
      state: state, isDeleted: isDeleted, stage: stages[index],
      moment: environment.clock.now.advanced(by: delay))
  }

  private func take(
    _ stage: StageMachine.Stage, _ machine: StageMachine, _ object: Fields, _ key: ObjectKey
  ) throws(APIStatus) {
    if stage.deletes {
      try environment.client.deleteIfPresent(
        type, key, DeleteOptions(gracePeriodSeconds: 0, uid: object.uid))
      return
    }
    var changed = object
    let now = environment.timestamp
    changed.modify("status") { status in
      Self.merge(stage.status, into: &status, at: now)
      if let state = stage.to { status[machine.stateField] = .string(state) }
    }
    guard changed != object else { return }
    if type.hasStatus {
      try environment.client.updateStatus(type, changed)
    } else {
      try environment.client.update(type, changed)
    }
  }

  /// Changes fields as a merge patch does (RFC 7396); the text `$now` stands for the time.
  private static func merge(_ patch: Fields, into fields: inout Fields, at now: Value) {
    for (name, value) in patch {
      switch value {
      case .null: fields[name] = nil
      case .object(let inner): fields.modify(name) { merge(inner, into: &$0, at: now) }
      default: fields[name] = filled(value, at: now)
      }
    }
  }

  private static func filled(_ value: Value, at now: Value) -> Value {
    switch value {
    case .string("$now"): now
    case .array(let elements): .array(elements.map { filled($0, at: now) })
    case .object(let fields): .object(Fields(fields.map { ($0.0, filled($0.1, at: now)) }))
    default: value
    }
  }
}
