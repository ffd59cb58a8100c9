// SPDX-License-Identifier: Apache-2.0

/// What a pod has to do at the moment beside what its behaviour says: what comes of requests.
public struct PodLoad: Sendable, Hashable {
  /// Thousandths of a processor.
  public var cpu: Int64
  /// Requests that it answers in a second.
  public var requestsPerSecond: Double
  /// Requests that it has begun and not finished.
  public var inFlight: Int

  /// Creates a load; nothing to do where left out.
  public init(cpu: Int64 = 0, requestsPerSecond: Double = 0, inFlight: Int = 0) {
    (self.cpu, self.requestsPerSecond, self.inFlight) = (cpu, requestsPerSecond, inFlight)
  }
}
