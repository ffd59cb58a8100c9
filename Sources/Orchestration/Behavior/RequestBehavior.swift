// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// How a container answers requests: the part `requests` of a behaviour.
///
/// What is left out is as for every container of which nothing is said.
public struct RequestBehavior: Sendable, Hashable {
  /// A request that a container makes for each request that it answers.
  public struct Call: Sendable, Hashable {
    /// Where it goes, such as `http://db:5432/`.
    public var target: RequestURL
    /// How many are made, one after another.
    public var count: Int

    /// Creates a call.
    public init(_ target: RequestURL, count: Int = 1) {
      (self.target, self.count) = (target, count)
    }
  }

  /// How long a request takes that need not wait, without what it calls.
  public var latency: RandomDuration?
  /// How many requests are worked on at once.
  public var concurrency: Int?
  /// How many wait at most; what comes then is refused.
  public var queue: Int?
  /// What a request takes of processors, in microseconds of one.
  public var processorTime: Int64?
  /// How likely a request fails, after it was worked on.
  public var failureProbability: Double?
  /// What is called for each request, one after another.
  public var calls: [Call]?

  /// Creates a part that says nothing.
  public init() {}

  /// How containers answer of which nothing is said: in about 10 ms, 64 at once, for 5 ms of a
  /// processor.
  static let usual: RequestBehavior = {
    var usual = RequestBehavior()
    usual.latency = RandomDuration(.logNormal(median: 10_000, sigma: 0.5))
    (usual.concurrency, usual.queue) = (64, 256)
    (usual.processorTime, usual.failureProbability, usual.calls) = (5_000, 0, [])
    return usual
  }()
}

extension RequestBehavior {
  /// Reads the part of a behaviour.
  init(reading field: BehaviorField) throws(ReadingError) {
    self.init()
    try field.requireFields(["latency", "concurrency", "queue", "cpu", "failure", "calls"])
    latency = try field["latency"].randomTime()
    concurrency = try field["concurrency"].integer(in: 1...1_000_000)
    queue = try field["queue"].integer(in: 0...100_000_000)
    processorTime = try field["cpu"].time()
    failureProbability = try field["failure"].number(in: 0...1)
    guard field["calls"].isPresent else { return }
    var calls: [Call] = []
    for element in try field["calls"].elements() {
      try element.requireFields(["to", "count"])
      guard let target = RequestURL(try element["to"].requiredText()) else {
        throw element["to"].error("a URL or the name of a service, such as http://db:5432/")
      }
      calls.append(Call(target, count: try element["count"].integer(in: 1...100) ?? 1))
    }
    self.calls = calls
  }
}

extension BehaviorSet {
  /// How a container answers requests: of behaviours that say the same, the last one counts.
  ///
  /// - Complexity: Linear in the number of behaviours.
  func requests(of subject: BehaviorSubject) -> RequestBehavior {
    var known = RequestBehavior.usual
    for behavior in behaviors {
      guard let said = behavior.requests, behavior.selector.selects(subject) else { continue }
      known.latency = said.latency ?? known.latency
      known.concurrency = said.concurrency ?? known.concurrency
      known.queue = said.queue ?? known.queue
      known.processorTime = said.processorTime ?? known.processorTime
      known.failureProbability = said.failureProbability ?? known.failureProbability
      known.calls = said.calls ?? known.calls
    }
    return known
  }
}
