// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// What happens to requests on their way.
extension TrafficEngine {
  func handle(_ event: TrafficEvent) {
    let time = event.time
    switch event.kind {
    case .end(let server): containerEnded(server, at: time)
    case .arrive(let batch):
      guard batch.pending == event.order else { return }
      arrive(batch, at: time)
    case .finish(let batch):
      guard batch.pending == event.order else { return }
      finish(batch, at: time)
    case .expire(let batch):
      guard batch.pending == event.order else { return }
      markSent(batch, at: time)
      fail(batch, batch.count, .timeout, at: time, frame: nil)
    case .fail(let batch, let reason):
      guard batch.pending == event.order else { return }
      markSent(batch, at: time)
      fail(batch, batch.count, reason, at: time, frame: batch.frames.count)
    }
  }

  /// Counts requests as made, once.
  func markSent(_ batch: RequestBatch, at time: Int64) {
    guard !batch.isCounted else { return }
    batch.isCounted = true
    flows[batch.flow].ledger.sent(batch.count, at: time - beginning)
  }

  private func arrive(_ batch: RequestBatch, at time: Int64) {
    markSent(batch, at: time)
    let last = batch.frames.count - 1
    batch.frames[last].hasArrived = true
    let frame = batch.frames[last]
    let server = frame.server
    server.inFlight += batch.count
    frame.service?.sent(batch.count, to: server.pod, at: time - beginning)
    if last == 0 {
      flows[batch.flow].ledger.reached(batch.count, server.pod, at: time - beginning)
    }
    guard server.isUp(at: time) else {
      fail(batch, batch.count, .connectionRefused, at: time, frame: last)
      return
    }
    let admission = server.queue.admit(batch.count, over: batch.spread, at: time)
    if admission.refused > 0 {
      fail(batch, admission.refused, .overload, at: time, frame: last)
      if batch.count == 0 { return }
    }
    var wait = admission.wait
    if admission.chance > 1e-6, random.unit() < admission.chance {
      wait += random.exponential(admission.mean)
    }
    let service = server.service.duration.draw(&random)
    plan(batch, .finish(batch), at: time + wait + service)
  }

  private func finish(_ batch: RequestBatch, at time: Int64) {
    let last = batch.frames.count - 1
    let failed = random.binomial(batch.count, batch.frames[last].server.failureProbability)
    if failed > 0 {
      fail(batch, failed, .error, at: time, frame: last)
      if batch.count == 0 { return }
    }
    goOn(batch, at: time)
  }

  /// Makes the next call, or answers.
  private func goOn(_ batch: RequestBatch, at time: Int64) {
    while let frame = batch.frames.last {
      let server = frame.server
      if frame.callsMade < server.calls.count {
        batch.frames[batch.frames.count - 1].callsMade += 1
        call(batch, server, frame.callsMade, at: time)
        return
      }
      batch.frames.removeLast()
      server.inFlight -= batch.count
      frame.service?.served(
        batch.count, by: server.pod, after: time - frame.arrival, at: time - beginning)
      if batch.frames.isEmpty {
        flows[batch.flow].ledger.served(
          batch.count, by: server.pod, after: time - batch.start, at: time - beginning)
        remove(batch)
        return
      }
    }
  }

  private func call(_ batch: RequestBatch, _ server: PodServer, _ index: Int, at time: Int64) {
    let last = batch.frames.count - 1
    switch callPath(server, index) {
    case .endpoint(let endpoint, let connection):
      guard routing.isReachable(connection, endpoint.node) else {
        if let service = endpoint.service {
          ledger(of: service).sent(batch.count, at: time - beginning)
          batch.unreachable = ledger(of: service)
        }
        plan(batch, .fail(batch, .unreachable), at: batch.deadline)
        return
      }
      enter(batch, endpoint, at: time)
    case .failed(let reason, let service):
      if let service {
        let ledger = ledger(of: service)
        ledger.sent(batch.count, at: time - beginning)
        ledger.failed(batch.count, reason, at: time - beginning)
      }
      fail(batch, batch.count, reason, at: time, frame: last + 1)
    }
  }

  /// Some requests of a batch fail.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - count: How many.
  ///   - reason: Why.
  ///   - time: When.
  ///   - place: The pod at which they do, counted from the first; those before it have made a call
  ///     that failed, those behind it lose who called them. All fail for the reason where `nil`.
  func fail(
    _ batch: RequestBatch, _ count: Int, _ reason: RequestFailure, at time: Int64,
    frame place: Int?
  ) {
    for (index, frame) in batch.frames.enumerated() where frame.hasArrived {
      frame.server.inFlight -= count
      var own = reason
      if let place { own = index < place ? .callFailed : index > place ? .callerGone : reason }
      frame.service?.failed(count, own, at: time - beginning)
      frame.service?.lost(count, by: frame.server.pod, at: time - beginning)
    }
    let flow = flows[batch.flow]
    if let first = batch.frames.first, first.hasArrived {
      flow.ledger.lost(count, by: first.server.pod, at: time - beginning)
    }
    batch.unreachable?.failed(count, reason, at: time - beginning)
    batch.count -= count
    if batch.attempt < flow.setting.retries {
      flow.retries.append(Retry(count: count, attempt: batch.attempt + 1, start: batch.start))
    } else {
      flow.ledger.failed(count, reason, at: time - beginning)
    }
    if batch.count == 0 { remove(batch) }
  }

  /// What a container has begun ends with it.
  private func containerEnded(_ server: PodServer, at time: Int64) {
    server.queue.reset(at: time)
    for number in live.keys.sorted() {
      guard let batch = live[number],
        let place = batch.frames.firstIndex(where: { $0.server === server && $0.hasArrived })
      else { continue }
      fail(batch, batch.count, .connectionReset, at: time, frame: place)
    }
  }
}
