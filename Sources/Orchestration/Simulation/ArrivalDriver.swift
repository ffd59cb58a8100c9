// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Has objects come and go by themselves.
final class ArrivalDriver {
  private let arrivals: Arrivals
  private let actor: ScenarioActor
  private let client: any APIClient
  private let clock: any Clock
  private let start: Timestamp
  private let refused: (String, APIStatus) -> Void
  private var random: SeededGenerator
  private var count = 0

  init(
    _ arrivals: Arrivals, actor: ScenarioActor, client: any APIClient, clock: any Clock,
    start: Timestamp, seed: UInt64, refused: @escaping (String, APIStatus) -> Void
  ) {
    (self.arrivals, self.actor, self.client, self.clock) = (arrivals, actor, client, clock)
    (self.start, self.refused) = (start, refused)
    random = Draw.generator(seed: seed, "arrivals", arrivals.name)
  }

  /// Begins.
  func begin() {
    for entry in arrivals.trace {
      clock.schedule(at: start.advanced(by: arrivals.from + entry.time)) { [self] in
        make(entry.object, lifetime: entry.lifetime)
      }
    }
    guard !arrivals.templates.isEmpty else { return }
    next(after: start.advanced(by: arrivals.from))
  }

  private func next(after moment: Timestamp) {
    let time = moment.advanced(by: arrivals.interval.draw(&random))
    if let most = arrivals.count, count >= most { return }
    if let until = arrivals.until, time > start.advanced(by: until) { return }
    clock.schedule(at: time) { [self] in
      let weights = arrivals.templates.map(\.weight)
      if let index = Draw.index(of: weights, &random) {
        let template = arrivals.templates[index]
        make(template.object, lifetime: template.lifetime?.draw(&random))
      }
      next(after: time)
    }
  }

  private func make(_ template: Fields, lifetime: Int64?) {
    count += 1
    var object = template
    let name = object.metadata["name"]?.string ?? arrivals.name
    object.modify("metadata") { $0["name"] = .string("\(name)-\(count)") }
    do throws(APIStatus) {
      let (type, created) = try actor.create(object)
      guard let lifetime else { return }
      let (key, uid) = (ObjectKey(created), created.uid)
      clock.schedule(after: lifetime) { [client] in
        // It may have ended by itself.
        _ = try? client.delete(type, key, DeleteOptions(propagation: .background, uid: uid))
      }
    } catch {
      refused(name, error)
    }
  }
}
