// SPDX-License-Identifier: Apache-2.0

public import Scheduling
public import VectorPacking

/// How a scheduler decides.
public struct SchedulerSettings: Sendable {
  /// When pods are decided about, and how many at once.
  public enum Mode: Sendable {
    /// One pod at a time, as kube-scheduler, by the scores of the profiles.
    case online
    /// One pod at a time, always from the first node of the order on.
    case fromFirstNode
    /// All pods that wait at once, every so many microseconds, by a strategy that packs them; the
    /// filters have the last word.
    case batch(any PackingStrategy, period: Int64)
    /// One task of a Swarm service at a time, by Swarm's ranking.
    case swarm(SwarmRanking)
  }

  /// The profiles; pods ask for one by its name.
  public var configuration: SchedulerConfiguration
  /// When pods are decided about.
  public var mode: Mode
  /// How feasible nodes are looked for.
  public var sampling: Sampling
  /// Whether pods may be evicted for others.
  public var preempts: Bool
  /// How many microseconds a decision takes; with 0 all pods that wait are decided about at once.
  public var decisionTime: Int64

  /// Creates settings, those of kube-scheduler 1.36 where nothing else is said.
  public init(
    configuration: SchedulerConfiguration = SchedulerConfiguration(), mode: Mode = .online,
    sampling: Sampling = .asConfigured, preempts: Bool = true, decisionTime: Int64 = 0
  ) {
    (self.configuration, self.mode, self.sampling) = (configuration, mode, sampling)
    (self.preempts, self.decisionTime) = (preempts, decisionTime)
  }
}
