// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Which endpoints are in which slice: as few writes as can be, then full slices
/// (`reconcileByPortMapping` in `staging/src/k8s.io/endpointslice/reconciler.go`).
struct SlicePlan {
  /// One slice as it is to be.
  struct Slice {
    /// The slice that there is; `nil` where one is to be made.
    var existing: Fields?
    /// The ports of its endpoints.
    var ports: [Value]
    /// The endpoints.
    var endpoints: [Fields]
    fileprivate var isChanged = false
  }

  /// An endpoint that there is to be.
  struct Wanted {
    /// Its ports.
    var ports: [Value]
    /// The endpoint, without hints.
    let endpoint: Fields
    /// What says that it is the same one.
    let identity: String

    init(ports: [Value], endpoint: Fields) {
      (self.ports, self.endpoint) = (ports, endpoint)
      identity = endpoint.endpointIdentity
    }
  }

  /// The slices that there are to be.
  private(set) var slices: [Slice] = []
  /// The slices that are to go.
  private(set) var removed: [Fields] = []
  /// How many endpoints a slice has at most.
  let limit: Int

  /// Plans the slices of a service.
  ///
  /// - Parameters:
  ///   - wanted: The endpoints with their ports.
  ///   - existing: The slices that the service has, by name.
  ///   - limit: How many endpoints a slice has at most.
  init(_ wanted: [Wanted], existing: [Fields], limit: Int = 100) {
    self.limit = limit
    var groups: [[Value]: [Wanted]] = [:]
    var order: [[Value]] = []
    // Most have the ports of the one before, so runs of them are gathered.
    for run in wanted.runs(by: { $0.ports == $1.ports }) {
      guard let ports = run.first?.ports else { continue }
      if groups[ports] == nil { order.append(ports) }
      groups[ports, default: []] += run
    }
    var own: [[Value]: [Fields]] = [:]
    for slice in existing {
      let ports = slice["ports"]?.array ?? []
      if slice["addressType"] == "IPv4", groups[ports] != nil {
        own[ports, default: []].append(slice)
      } else {
        removed.append(slice)
      }
    }
    for ports in order { pack(groups[ports] ?? [], ports, into: own[ports] ?? []) }
    // A service without endpoints has one slice that says so.
    if slices.isEmpty { slices.append(Slice(existing: nil, ports: [], endpoints: [])) }
    reuseRemoved()
  }

  private mutating func pack(_ wanted: [Wanted], _ ports: [Value], into existing: [Fields]) {
    var left: [String: Fields] = [:]
    left.reserveCapacity(wanted.count)
    for one in wanted { left[one.identity] = one.endpoint }
    var planned: [Slice] = []
    for object in existing {
      var slice = Slice(existing: object, ports: ports, endpoints: [])
      for case .object(let endpoint) in object["endpoints"]?.array ?? [] {
        guard let wanted = left.removeValue(forKey: endpoint.endpointIdentity) else {
          slice.isChanged = true
          continue
        }
        if endpoint.isSameEndpoint(as: wanted) {
          slice.endpoints.append(endpoint)
        } else {
          slice.endpoints.append(wanted)
          slice.isChanged = true
        }
      }
      if slice.endpoints.isEmpty { removed.append(object) } else { planned.append(slice) }
    }
    var rest = (left.isEmpty ? [] : wanted.filter { left[$0.identity] != nil })
      .map(\.endpoint)[...]
    // What is written anyway is filled first, the fullest before others.
    let changed = planned.indices.filter { planned[$0].isChanged }
      .sorted { (planned[$1].endpoints.count, $0) < (planned[$0].endpoints.count, $1) }
    for index in changed { fill(&planned[index], from: &rest) }
    while !rest.isEmpty {
      if let index = roomiest(for: rest.count, in: planned) {
        fill(&planned[index], from: &rest)
      } else {
        var slice = Slice(existing: nil, ports: ports, endpoints: [])
        fill(&slice, from: &rest)
        planned.append(slice)
      }
    }
    slices += planned
  }

  private func fill(_ slice: inout Slice, from rest: inout ArraySlice<Fields>) {
    let count = max(0, min(limit - slice.endpoints.count, rest.count))
    if count == 0 { return }
    slice.endpoints += rest.prefix(count)
    slice.isChanged = true
    rest = rest.dropFirst(count)
  }

  /// The fullest slice that has room for all of some endpoints.
  private func roomiest(for count: Int, in planned: [Slice]) -> Int? {
    guard count < limit else { return nil }
    var best: Int?
    for index in planned.indices where !planned[index].isChanged {
      let size = planned[index].endpoints.count
      guard size + count <= limit else { continue }
      if best == nil || size > planned[best ?? 0].endpoints.count { best = index }
    }
    return best
  }

  /// Slices that are to go become those that are to be made.
  private mutating func reuseRemoved() {
    for index in slices.indices where slices[index].existing == nil {
      guard let place = removed.firstIndex(where: { $0["addressType"] == "IPv4" }) else { return }
      slices[index].existing = removed.remove(at: place)
    }
  }
}

extension SlicePlan {
  /// Sets the hints of all endpoints.
  ///
  /// - Parameter hints: The hints of an endpoint, `nil` for none.
  mutating func setHints(_ hints: (Fields) -> Value?) {
    for slice in slices.indices {
      for index in slices[slice].endpoints.indices {
        let wanted = hints(slices[slice].endpoints[index])
        if slices[slice].endpoints[index]["hints"] != wanted {
          slices[slice].endpoints[index]["hints"] = wanted
        }
      }
    }
  }
}

extension Array {
  /// The longest parts of neighbours that are alike.
  fileprivate func runs(by areAlike: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
    var runs: [ArraySlice<Element>] = []
    var start = startIndex
    for index in indices.dropFirst() where !areAlike(self[index - 1], self[index]) {
      runs.append(self[start..<index])
      start = index
    }
    if start < endIndex { runs.append(self[start...]) }
    return runs
  }
}

extension Fields {
  /// What says that an endpoint is the same one.
  fileprivate var endpointIdentity: String {
    let address = self["addresses"]?.array?.first?.string ?? ""
    return address + "/" + (self["targetRef"]?[path: "uid"]?.string ?? "")
  }

  /// Whether an endpoint is the same as one that has no hints yet.
  fileprivate func isSameEndpoint(as wanted: Fields) -> Bool {
    if sharesStorage(with: wanted) { return true }
    guard count == wanted.count + (self["hints"] == nil ? 0 : 1) else { return false }
    return wanted.allSatisfy { self[$0.0] == $0.1 }
  }
}
