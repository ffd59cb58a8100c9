// SPDX-License-Identifier: Apache-2.0

package import ClusterModel
import VectorPacking

/// The behaviours of a simulated world, and what faults make of them.
///
/// It belongs to the world and not to any component: a program behaves as it does, whoever starts
/// it.
public final class BehaviorSet {
  /// The behaviours, in order.
  public var behaviors: [Behavior]
  /// What draws depend on besides names.
  public let seed: UInt64
  /// What is wrong for a while.
  private(set) var disturbances: [Disturbance] = []
  /// Told when disturbances have come or gone.
  private var observers: [(Disturbance) -> Void] = []

  /// Creates a set.
  public init(_ behaviors: [Behavior] = [], seed: UInt64 = 1) {
    (self.behaviors, self.seed) = (behaviors, seed)
  }

  /// Something that makes containers behave otherwise for a while.
  struct Disturbance {
    enum Effect {
      case pullFailure(String)
      case crashLoop(after: Int64, code: Int)
      case slowStart(Int64)
      case probeFailure(ProbeKind, message: String?)
    }

    var selector: BehaviorSelector
    var effect: Effect
    var from: Timestamp
    var to: Timestamp?

    func isActive(at moment: Timestamp) -> Bool {
      moment >= from && (to.map { moment < $0 } ?? true)
    }
  }

  /// Adds a disturbance, and tells everybody.
  func add(_ disturbance: Disturbance) {
    disturbances.append(disturbance)
    for observer in observers { observer(disturbance) }
  }

  /// Takes disturbances out that are over.
  func removeEnded(at moment: Timestamp) {
    disturbances.removeAll { $0.to.map { $0 <= moment } ?? false }
  }

  /// Has someone told of every disturbance that is added.
  func observe(_ observer: @escaping (Disturbance) -> Void) { observers.append(observer) }

  private func names(_ subject: BehaviorSubject, _ behavior: Behavior) -> (String, String) {
    let metadata = subject.pod.metadata
    return behavior.identity == .uid
      ? (subject.pod.uid, "")
      : (metadata["namespace"]?.string ?? "", metadata["name"]?.string ?? "")
  }

  private func generator(
    _ subject: BehaviorSubject, _ behavior: Behavior, _ aspect: String
  ) -> SeededGenerator {
    let (first, second) = names(subject, behavior)
    return Draw.generator(
      seed: seed, first, second, subject.container, String(subject.attempt), behavior.name, aspect)
  }

  // MARK: Containers

  /// What a container is going to do.
  ///
  /// - Parameters:
  ///   - subject: The container.
  ///   - moment: When it starts, or is looked at again.
  ///   - applications: From when to when behaviors that depend on configuration apply, by their
  ///     number.
  /// - Returns: The plan.
  /// - Complexity: Linear in the number of behaviours.
  package func plan(
    for subject: BehaviorSubject, at moment: Timestamp,
    applying applications: [Int: [BehaviorCondition.Application]] = [:]
  ) -> ContainerPlan {
    let usual: ContainerPlan = subject.role == .initial ? .succeeds : .runs
    if behaviors.isEmpty, disturbances.isEmpty { return usual }
    let all = behaviors.enumerated().compactMap { index, behavior -> AppliedBehavior? in
      guard behavior.selector.selects(subject) else { return nil }
      guard behavior.condition != nil else { return AppliedBehavior(behavior) }
      guard let spans = applications[index], !spans.isEmpty else { return nil }
      return AppliedBehavior(behavior, spans)
    }
    let current = all.filter { $0.since != nil }
    let said = current.map(\.behavior)
    let disturbing = disturbances.filter {
      $0.isActive(at: moment) && $0.selector.selects(subject)
    }
    if all.isEmpty, disturbing.isEmpty { return usual }
    func time(_ aspect: String, _ path: (Behavior) -> RandomDuration?) -> Int64? {
      guard let behavior = said.last(where: { path($0) != nil }), let spread = path(behavior)
      else { return nil }
      var generator = generator(subject, behavior, aspect)
      return spread.draw(&generator)
    }
    var startDelay = time("startDelay") { $0.startDelay } ?? 0
    var exit = exit(subject, current, usual: usual.exit)
    for disturbance in disturbing {
      switch disturbance.effect {
      case .crashLoop(let after, let code): exit = ContainerPlan.Exit(after: after, code: code)
      case .slowStart(let delay): startDelay += delay
      case .pullFailure, .probeFailure: break
      }
    }
    var termination = usual.termination
    if let wanted = said.last(where: { $0.termination != nil })?.termination {
      let delay =
        wanted.delay == nil
        ? RandomDuration.limit
        : time("termination") {
          $0.termination?.delay
        }
      termination = ContainerPlan.Exit(after: delay ?? 0, code: wanted.code)
    }
    return ContainerPlan(
      startDelay: startDelay, readyDelay: time("readyDelay") { $0.readyDelay } ?? 0, exit: exit,
      termination: termination, postStart: time("postStart") { $0.postStart } ?? 0,
      preStop: time("preStop") { $0.preStop } ?? 0,
      probes: probes(subject, all, latency: time("probeLatency") { $0.probeLatency } ?? 0),
      memory: usage(subject, current, "memory") { $0.memory },
      cpu: cpu(subject, current),
      writes: said.flatMap(\.writes))
  }

  private func exit(
    _ subject: BehaviorSubject, _ said: [AppliedBehavior], usual: ContainerPlan.Exit?
  ) -> ContainerPlan.Exit? {
    guard let applied = said.last(where: { !$0.behavior.exits.isEmpty }) else { return usual }
    let behavior = applied.behavior
    let exits = behavior.exits.filter { $0.attempts.map { subject.attempt < $0 } ?? true }
    var generator = generator(subject, behavior, "exits")
    guard let index = Draw.index(of: exits.map(\.weight), &generator) else { return usual }
    guard let after = exits[index].after else { return nil }
    return ContainerPlan.Exit(
      after: (applied.since ?? 0) + after.draw(&generator), code: exits[index].code)
  }

  private func probes(
    _ subject: BehaviorSubject, _ said: [AppliedBehavior], latency: Int64
  ) -> [ProbeKind: ProbeOutcomes] {
    var probes: [ProbeKind: ProbeOutcomes] = [:]
    for applied in said {
      let behavior = applied.behavior
      for (index, failure) in behavior.probeFailures.enumerated() {
        var generator = generator(subject, behavior, "probe \(index)")
        let from = failure.after.draw(&generator)
        let length = failure.duration.map { $0.draw(&generator) }
        for span in applied.spans {
          let begin = span.from + from
          if let end = span.to, end <= begin { continue }
          let end = [length.map { begin + $0 }, span.to].compactMap(\.self).min()
          probes[failure.probe, default: ProbeOutcomes()].windows.append(
            ProbeOutcomes.Window(
              from: begin, to: end, every: failure.every, message: failure.message))
        }
      }
    }
    if latency > 0 {
      for kind in ProbeKind.allCases { probes[kind, default: ProbeOutcomes()].latency = latency }
    }
    return probes
  }

  private func cpu(_ subject: BehaviorSubject, _ said: [AppliedBehavior]) -> UsageCurve? {
    guard let behavior = said.last(where: { !$0.behavior.cpu.isEmpty })?.behavior else {
      return nil
    }
    if behavior.isCPUShared {
      return UsageCurve(behavior.cpu, base: behavior.cpuBase, share: behavior.name)
    }
    return usage(subject, said, "cpu") { $0.cpu }
      .map { UsageCurve($0.points, base: behavior.cpuBase) }
  }

  private func usage(
    _ subject: BehaviorSubject, _ said: [AppliedBehavior], _ aspect: String,
    _ points: (Behavior) -> [UsageCurve.Point]
  ) -> UsageCurve? {
    guard let applied = said.last(where: { !points($0.behavior).isEmpty }) else { return nil }
    let behavior = applied.behavior
    let since = applied.since ?? 0
    guard behavior.usageJitter > 0 else {
      return UsageCurve(
        points(behavior).map { UsageCurve.Point(at: since + $0.time, $0.amount) })
    }
    var generator = generator(subject, behavior, aspect)
    let factor = 1 + behavior.usageJitter * (2 * generator.unit() - 1)
    return UsageCurve(
      points(behavior).map { point in
        UsageCurve.Point(
          at: since + point.time, Int64((Double(point.amount) * max(0, factor)).rounded()))
      })
  }

  /// The windows in which disturbances make a probe fail, counted from a container's start.
  package func probeWindows(
    _ kind: ProbeKind, _ subject: BehaviorSubject, since start: Timestamp
  ) -> [ProbeOutcomes.Window] {
    var windows: [ProbeOutcomes.Window] = []
    for disturbance in disturbances {
      guard case .probeFailure(kind, let message) = disturbance.effect,
        disturbance.selector.selects(subject)
      else { continue }
      let to = disturbance.to.map { $0.microseconds - start.microseconds }
      if let to, to <= 0 { continue }
      windows.append(
        ProbeOutcomes.Window(
          from: disturbance.from.microseconds - start.microseconds, to: to, message: message))
    }
    return windows
  }

  // MARK: Images

  /// How fetching an image goes.
  package struct Pull: Sendable, Hashable {
    /// How large the image is.
    package var size: Int64
    /// How long it takes, where that does not depend on the bandwidth.
    package var time: Int64?
    /// Why it fails.
    package var failure: String?
  }

  /// How large an image is where nobody says.
  package static let usualSize: Int64 = 0

  /// How fetching an image goes this time.
  package func pull(for subject: BehaviorSubject, at moment: Timestamp) -> Pull {
    var pull = Pull(size: Self.usualSize)
    for behavior in behaviors where behavior.selector.selectsImage(subject) {
      pull.size = behavior.image.size ?? pull.size
      if !behavior.image.isGiven(subject.image, to: subject.credentials) {
        pull.failure = Behavior.Image.denial(subject.image)
      }
      if let time = behavior.image.pullTime {
        var generator = generator(subject, behavior, "pullTime")
        pull.time = time.draw(&generator)
      }
      if let failure = behavior.image.failure {
        var generator = generator(subject, behavior, "pullFailure")
        pull.failure = generator.unit() < behavior.image.failureProbability ? failure : nil
      }
    }
    for disturbance in disturbances where disturbance.isActive(at: moment) {
      if case .pullFailure(let text) = disturbance.effect,
        disturbance.selector.selectsImage(subject)
      {
        pull.failure = text
      }
    }
    return pull
  }
}

/// A behavior, and when it applies to a container.
private struct AppliedBehavior {
  let behavior: Behavior
  let spans: [BehaviorCondition.Application]

  init(_ behavior: Behavior, _ spans: [BehaviorCondition.Application] = [.init(from: 0)]) {
    (self.behavior, self.spans) = (behavior, spans)
  }

  /// Since when it applies; `nil` where it does no more.
  var since: Int64? { spans.last.flatMap { $0.to == nil ? $0.from : nil } }
}
