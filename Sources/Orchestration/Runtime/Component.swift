// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A part of an orchestrator that runs by itself: a controller, a scheduler, a kubelet.
///
/// A component keeps nothing that it could not find out again from the API: after `stop()` and
/// `start()` it goes on where it was, as after a crash.
public protocol Component: AnyObject {
  /// Its name, such as `replicaset-controller`.
  var name: String { get }
  /// Whether it runs.
  var isRunning: Bool { get }
  /// Begins; does nothing where it runs.
  func start()
  /// Ends at once and forgets everything; does nothing where it does not run.
  func stop()
}

/// What a component works with: a way to the API, a clock, and nothing else of the others.
public struct ComponentEnvironment {
  /// The way to the API.
  public let client: any APIClient
  /// The clock, on whose loop everything is done.
  public let clock: any Clock
  /// What is known of the cluster, shared by the components of one process.
  public let informers: SharedInformers
  /// Where events are told.
  public let events: EventRecorder
  /// For decisions that are made at random.
  public var seed: UInt64

  /// Creates an environment.
  ///
  /// - Parameters:
  ///   - client: The way to the API.
  ///   - clock: The clock.
  ///   - informers: Those of the process; its own where left out.
  ///   - events: Where events are told; in the API where left out.
  ///   - seed: For decisions that are made at random.
  public init(
    client: any APIClient, clock: any Clock, informers: SharedInformers? = nil,
    events: EventRecorder? = nil, seed: UInt64 = 1
  ) {
    (self.client, self.clock, self.seed) = (client, clock, seed)
    self.informers = informers ?? SharedInformers(client: client, clock: clock)
    self.events = events ?? EventRecorder(client: client, clock: clock)
  }

  /// The time as objects have it.
  var timestamp: Value { clock.now.wholeSecond.value }
}
