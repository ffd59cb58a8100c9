// SPDX-License-Identifier: Apache-2.0

/// How kubelets work; the values are the usual ones of `KubeletConfiguration`.
public struct KubeletConfiguration: Sendable {
  /// How a lease is kept.
  public enum Heartbeat: Sendable, Hashable {
    /// It is written once, with a note that it is renewed, and again when that ends.
    case noted
    /// It is written every time.
    case written
  }

  /// How a lease is kept.
  public var heartbeat = Heartbeat.noted
  /// How often a lease is renewed.
  public var leaseRenewal: Int64 = 10_000_000
  /// How long a lease holds, in seconds.
  public var leaseDurationSeconds = 40
  /// How often the status of a node is written where nothing changes; only with written heartbeats.
  public var nodeStatusReport: Int64 = 300_000_000
  /// How often a node's status is looked at, and failed writes are tried again.
  public var nodeStatusUpdate: Int64 = 10_000_000
  /// After how long the kubelet sees that a container has ended and does something about it; its
  /// state is told at once.
  public var relistPeriod: Int64 = 1_000_000
  /// For how long a container that crashed is not started again, at first and at most.
  public var crashBackOff: (initial: Int64, maximum: Int64) = (10_000_000, 300_000_000)
  /// For how long an image that could not be fetched is not tried again, at first and at most.
  public var imageBackOff: (initial: Int64, maximum: Int64) = (10_000_000, 300_000_000)
  /// Whether one image is fetched after another.
  public var serializesImagePulls = true
  /// How little memory may be left before pods are evicted, in bytes.
  public var memoryThreshold: Int64 = 100 << 20
  /// How often a pod is looked at without a reason, which is when changes of ConfigMaps and Secrets
  /// come to its files.
  public var syncFrequency: Int64 = 60_000_000
  /// By which part of it that may take longer.
  public var syncJitter = 0.5
  /// How long it takes until a change of a ConfigMap or a Secret is known on the node, besides the
  /// latency of the API.
  public var configurationDelay: Int64 = 0
  /// After how long a container that could not be made is tried again.
  public var startRetry: Int64 = 10_000_000
  /// How much memory the system itself uses.
  public var systemMemory: Int64 = 0
  /// How often the use of memory is looked at.
  public var evictionPeriod: Int64 = 10_000_000
  /// How long pressure is told after it is over.
  public var pressureTransition: Int64 = 300_000_000
  /// Whether what pods use is told even where no autoscaler asks.
  public var tellsUsageAlways = false
  /// The version that nodes tell.
  public var version = "v1.37.0"
  /// The version of the container runtime that nodes tell.
  public var runtimeVersion = "containerd://2.1.4"

  /// Creates the usual values.
  public init() {}
}
