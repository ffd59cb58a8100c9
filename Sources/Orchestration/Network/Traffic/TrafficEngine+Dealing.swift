// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

/// Which endpoints the requests of a step go to.
extension TrafficEngine {
  /// Makes the requests of a step of a flow.
  func deal(_ flow: Flow, from now: Int64, to next: Int64) {
    guard let index = flows.firstIndex(where: { $0 === flow }) else { return }
    let length = next - now
    dealAgain(flow, from: now, length)
    let origins = origins(of: flow)
    guard !origins.isEmpty else { return }
    let count = number(flow, at: now, length: length)
    deal(count, flow, index, origins, nil, from: now, length: length)
  }

  /// Makes requests again that have failed.
  func dealAgain(_ flow: Flow, from now: Int64, _ length: Int64) {
    guard !flow.retries.isEmpty, let index = flows.firstIndex(where: { $0 === flow }) else {
      return
    }
    let retries = flow.retries
    flow.retries = []
    let origins = origins(of: flow)
    for retry in retries {
      if origins.isEmpty {
        flow.ledger.failed(retry.count, .callerGone, at: now - beginning)
      } else {
        deal(retry.count, flow, index, origins, retry, from: now, length: length)
      }
    }
  }

  /// How many requests of a flow are under way, found by looking at each.
  func underWay(_ flow: Flow) -> Int {
    var sum = flow.retries.reduce(0) { $0 + $1.count }
    for batch in live.values where flows[batch.flow] === flow && batch.isCounted {
      sum += batch.count
    }
    return sum
  }

  private func number(_ flow: Flow, at now: Int64, length: Int64) -> Int {
    let middle = now - beginning + length / 2
    let mean = flow.setting.rate.value(at: middle) * Double(length) / 1e6
    switch flow.setting.spacing {
    case .poisson: return flow.random.poisson(mean)
    case .even:
      flow.owed += mean
      let count = max(0, Int(flow.owed.rounded(.down)))
      flow.owed -= Double(count)
      return count
    }
  }

  /// Who makes requests of a flow.
  private enum Origins {
    case outside(Int)
    case pods([RequestOrigin])

    var isEmpty: Bool {
      if case .pods(let pods) = self { pods.isEmpty } else { false }
    }

    subscript(turn: Int) -> RequestOrigin {
      switch self {
      case .outside(let count): .outside(turn % max(1, count))
      case .pods(let pods): pods[turn % pods.count]
      }
    }
  }

  private func origins(of flow: Flow) -> Origins {
    guard case .pods(let namespace, let selector) = flow.setting.source else {
      return .outside(flow.setting.clientAddresses)
    }
    var known = flow.sources?.pods ?? []
    if flow.sources?.changes != podChanges {
      known = sources(namespace, selector)
      flow.sources = (podChanges, known)
    }
    return .pods(
      known.filter { network.machine($0.node)?.sandbox($0.uid)?.isAlive ?? false }.map(\.origin))
  }

  private func sources(_ namespace: String, _ selector: LabelSelector) -> [PodSource] {
    var found: [PodSource] = []
    for pod in pods.all {
      let key = ObjectKey(pod)
      guard key.namespace == namespace, pod.phase == "Running",
        selector.isEmpty || selector.matches(pod.labelMap),
        let address = pod.observed["podIP"]?.string
      else { continue }
      let node = pod.boundNode
      found.append(
        PodSource(
          uid: pod.uid, origin: .pod(address: address, node: node, namespace: namespace),
          node: node))
    }
    return found
  }

  private func deal(
    _ count: Int, _ flow: Flow, _ index: Int, _ origins: Origins, _ retry: Retry?,
    from now: Int64, length: Int64
  ) {
    guard count > 0 else { return }
    let paths =
      flow.setting.keptConnections > 0
      ? keptPaths(flow, origins, count) : newPaths(flow, origins, count)
    // Endpoints in the order in which they come up, with how many requests each gets.
    var shares: [(path: RequestPath, isReachable: Bool, count: Int)] = []
    var places: [String: Int] = [:]
    for (number, path) in paths.enumerated() {
      let size = count / paths.count + (number < count % paths.count ? 1 : 0)
      guard size > 0 else { continue }
      var (key, isReachable) = ("", true)
      switch path {
      case .endpoint(let endpoint, let connection):
        isReachable = routing.isReachable(connection, endpoint.node)
        key =
          "\(endpoint.address):\(endpoint.port)/\(endpoint.podUID)/\(isReachable)"
          + (endpoint.service?.description ?? "")
      case .failed(let reason, let service):
        key = "\(reason.rawValue)/\(service?.description ?? "")"
      }
      if let place = places[key] {
        shares[place].count += size
      } else {
        places[key] = shares.count
        shares.append((path, isReachable, size))
      }
    }
    for share in shares {
      switch share.path {
      case .endpoint(let endpoint, _) where share.isReachable:
        deal(
          share.count, index, to: endpoint, attempt: retry?.attempt ?? 0, start: retry?.start,
          from: now, length: length)
      case .endpoint(let endpoint, _):
        let batch = makeBatch(
          index, share.count, attempt: retry?.attempt ?? 0, start: retry?.start ?? now, at: now,
          spread: length)
        markSent(batch, at: now)
        let service = endpoint.service.map { ledger(of: $0) }
        service?.sent(share.count, at: now - beginning)
        // Nobody answers, so that takes as long as the client waits.
        batch.unreachable = service
        plan(batch, .fail(batch, .unreachable), at: batch.deadline)
      case .failed(let reason, let service):
        let batch = makeBatch(
          index, share.count, attempt: retry?.attempt ?? 0, start: retry?.start ?? now, at: now,
          spread: length)
        markSent(batch, at: now)
        if let service {
          let ledger = ledger(of: service)
          ledger.sent(share.count, at: now - beginning)
          ledger.failed(share.count, reason, at: now - beginning)
        }
        fail(batch, share.count, reason, at: now, frame: nil)
      }
    }
  }

  /// A new connection for each request, as far as the router is asked.
  private func newPaths(_ flow: Flow, _ origins: Origins, _ count: Int) -> [RequestPath] {
    let asked = min(count, Self.asked)
    var paths: [RequestPath] = []
    paths.reserveCapacity(asked)
    for _ in 0..<asked {
      let path = routing.path(of: flow.setting.target, from: origins[flow.turn])
      flow.turn = (flow.turn + 1) % 1_000_000_007
      if case .endpoint(let endpoint, let connection) = path {
        flow.open.append((connection, endpoint))
      }
      paths.append(path)
    }
    return paths
  }

  /// The connections that are kept; those that have ended are opened anew.
  private func keptPaths(_ flow: Flow, _ origins: Origins, _ count: Int) -> [RequestPath] {
    let wanted = flow.setting.keptConnections
    while flow.kept.count < wanted {
      flow.kept.append((.failed(.noSuchAddress, service: nil), false))
    }
    for slot in flow.kept.indices {
      if flow.kept[slot].isOpen, case .endpoint(let endpoint, let connection) = flow.kept[slot].path
      {
        if let server = server(of: endpoint), !server.isStopping,
          routing.isReachable(connection, endpoint.node)
        {
          continue
        }
        routing.closed(connection, at: endpoint)
      }
      let path = routing.path(of: flow.setting.target, from: origins[slot])
      if case .endpoint = path {
        flow.kept[slot] = (path, true)
      } else {
        flow.kept[slot] = (path, false)
      }
    }
    let first = flow.turn % wanted
    flow.turn = (first + count) % wanted
    return (flow.kept[first...] + flow.kept[..<first]).map(\.path)
  }
}
