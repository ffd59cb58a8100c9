// SPDX-License-Identifier: Apache-2.0

/// What some containers do: how long they take to start, when they crash, what their probes find.
///
/// Where several behaviours select a container, each has its say on what it states, and of those
/// that state the same the last one counts.
public struct Behavior: Sendable, Hashable {
  /// By what the draws of a container are named.
  public enum Identity: String, Sendable, Hashable, CaseIterable {
    /// By the names of the pod and the container: a pod that comes again by the same name does the
    /// same again.
    case name
    /// By the identity of the pod.
    case uid
  }

  /// The image's part.
  public struct Image: Sendable, Hashable {
    /// How large it is, in bytes.
    public var size: Int64?
    /// How long fetching it takes; what its size and the bandwidth say where left out.
    public var pullTime: RandomDuration?
    /// Why it cannot be fetched; `nil` where it can.
    public var failure: String?
    /// How likely a fetch fails.
    public var failureProbability: Double = 1
    /// Whether its registry gives it only to those who have credentials.
    public var requiresCredentials = false
    /// The one name and password that are taken, as `name:password`; any where `nil`.
    public var accepted: String?
    /// Creates an image that nothing is said of.
    public init() {}
  }

  /// One way in which a container may end.
  public struct Exit: Sendable, Hashable {
    /// After what time; `nil` where it does not end.
    public var after: RandomDuration?
    /// What it returns.
    public var code: Int
    /// How likely it is, compared with the others.
    public var weight: Double
    /// Up to which start it ends so, counted from one; `nil` for all.
    public var attempts: Int?
    /// Creates a way to end.
    public init(after: RandomDuration?, code: Int = 0, weight: Double = 1, attempts: Int? = nil) {
      (self.after, self.code, self.weight, self.attempts) = (after, code, weight, attempts)
    }
  }

  /// How a container ends when it is asked to.
  public struct Termination: Sendable, Hashable {
    /// How long it takes; `nil` where it does not listen and has to be killed.
    public var delay: RandomDuration?
    /// What it returns.
    public var code: Int
    /// Creates an end.
    public init(delay: RandomDuration?, code: Int = 0) { (self.delay, self.code) = (delay, code) }
  }

  /// A time in which a probe fails.
  public struct ProbeFailure: Sendable, Hashable {
    /// Which probe.
    public var probe: ProbeKind
    /// When it begins.
    public var after: RandomDuration
    /// How long it lasts; `nil` for ever.
    public var duration: RandomDuration?
    /// After what time it comes again; `nil` for once.
    public var every: Int64?
    /// What the probe says.
    public var message: String?
    /// Creates a failure.
    public init(
      _ probe: ProbeKind, after: RandomDuration, duration: RandomDuration? = nil,
      every: Int64? = nil, message: String? = nil
    ) {
      (self.probe, self.after, self.duration) = (probe, after, duration)
      (self.every, self.message) = (every, message)
    }
  }

  /// Its name.
  public var name: String
  /// Which containers it is about.
  public var selector: BehaviorSelector
  /// On what configuration of a container it depends; on none where `nil`.
  public var condition: BehaviorCondition?
  /// By what draws are named.
  public var identity: Identity = .name
  /// The image's part.
  public var image = Image()
  /// How long it takes until a container runs.
  public var startDelay: RandomDuration?
  /// How long it takes from then until it is ready.
  public var readyDelay: RandomDuration?
  /// Ways in which a container may end by itself, one of which is drawn at each start.
  public var exits: [Exit] = []
  /// How a container ends when it is asked to.
  public var termination: Termination?
  /// How long the hook after the start takes.
  public var postStart: RandomDuration?
  /// How long the hook before the end takes.
  public var preStop: RandomDuration?
  /// When probes fail.
  public var probeFailures: [ProbeFailure] = []
  /// How long probes take.
  public var probeLatency: RandomDuration?
  /// How much memory is used, in bytes.
  public var memory: [UsageCurve.Point] = []
  /// How much of a processor is used, in millicores.
  public var cpu: [UsageCurve.Point] = []
  /// What the times of `cpu` are counted from.
  public var cpuBase = UsageCurve.Base.start
  /// Whether `cpu` is what all selected containers use together, as when requests are spread over
  /// them, and not what each of them uses.
  public var isCPUShared = false
  /// By which part of itself usage varies from container to container, up or down.
  public var usageJitter: Double = 0
  /// What a container writes.
  public var writes: [ContainerPlan.Write] = []
  /// How a container answers requests.
  public var requests: RequestBehavior?

  /// Creates a behaviour that says nothing.
  public init(name: String, selector: BehaviorSelector = BehaviorSelector()) {
    (self.name, self.selector) = (name, selector)
  }
}
