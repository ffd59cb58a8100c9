// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a kubelet needs to know of a probe.
struct ProbeSettings {
  let initialDelay: Int64
  let period: Int64
  let timeout: Int64
  let successThreshold: Int64
  let failureThreshold: Int64
  let gracePeriod: Int64?
  /// What the prober says of a failure where nobody says otherwise.
  let failureText: String

  /// Reads a probe; what is left out is as the API sets it.
  init(_ probe: Probe) {
    func seconds(_ value: Int?, _ usual: Int) -> Int64 { Int64(value ?? usual) * 1_000_000 }
    initialDelay = seconds(probe.initialDelaySeconds, 0)
    period = max(1_000_000, seconds(probe.periodSeconds, 10))
    timeout = max(1_000_000, seconds(probe.timeoutSeconds, 1))
    successThreshold = Int64(max(1, probe.successThreshold ?? 1))
    failureThreshold = Int64(max(1, probe.failureThreshold ?? 3))
    gracePeriod = probe.terminationGracePeriodSeconds
    failureText =
      probe.httpGet != nil
      ? "HTTP probe failed with statuscode: 503"
      : probe.tcpSocket != nil
        ? "dial tcp: connect: connection refused"
        : probe.grpc != nil ? "service unhealthy (responded with \"NOT_SERVING\")" : ""
  }
}

/// What a kubelet needs to know of a container of a pod.
struct ContainerShape {
  let name: String
  let image: String
  /// `Always`, `IfNotPresent` or `Never`.
  let pullPolicy: String
  let role: BehaviorSubject.Role
  let probes: [ProbeKind: ProbeSettings]
  let hasPostStart: Bool
  let hasPreStop: Bool
  /// How long the hook before the end sleeps, where that is what it does.
  let preStopSleep: Int64?
  let memoryLimit: Int64?
  let memoryRequest: Int64
  /// How much of a processor it gets at most, in millicores.
  let cpuLimit: Int64?

  init(_ container: Container, isInitial: Bool) {
    name = container.name ?? ""
    image = container.image ?? ""
    pullPolicy = container.imagePullPolicy ?? Self.usualPolicy(image)
    role = !isInitial ? .main : container.restartPolicy == "Always" ? .sidecar : .initial
    var probes: [ProbeKind: ProbeSettings] = [:]
    probes[.startup] = container.startupProbe.map { ProbeSettings($0) }
    probes[.readiness] = container.readinessProbe.map { ProbeSettings($0) }
    probes[.liveness] = container.livenessProbe.map { ProbeSettings($0) }
    self.probes = probes
    let lifecycle = container.lifecycle
    hasPostStart = lifecycle?.postStart != nil
    hasPreStop = lifecycle?.preStop != nil
    preStopSleep = (lifecycle?.preStop?.sleep?.seconds).map { $0 * 1_000_000 }
    let resources = container.resources
    memoryLimit = resources.limits["memory"].flatMap { try? $0.value(in: .bytes) }
    cpuLimit = resources.limits["cpu"].flatMap { try? $0.value(in: .milli) }
    memoryRequest = resources.requests["memory"].flatMap { try? $0.value(in: .bytes) } ?? 0
  }

  /// As `pkg/apis/core/v1/defaults.go`: what has no tag, or the tag `latest`, is always fetched.
  private static func usualPolicy(_ image: String) -> String {
    if image.contains("@") { return "IfNotPresent" }
    let name = image.split(separator: "/").last ?? ""
    guard let colon = name.firstIndex(of: ":") else { return "Always" }
    return name[name.index(after: colon)...] == "latest" ? "Always" : "IfNotPresent"
  }
}

/// What a kubelet needs to know of a pod's specification.
///
/// Pods of one template share it.
final class PodShape {
  /// Init containers and sidecars, then the others.
  let containers: [ContainerShape]
  /// How many of them come first.
  let initialCount: Int
  /// What the pod requests, by resource, in thousandths for the processor; sorted by name.
  let requests: [(name: String, amount: Int64)]
  /// What it was read from, which must live as long as it is found by it.
  private let sources: [[Value]]

  init(_ spec: Fields) {
    let view = PodSpec(fields: spec)
    let initial = view.initContainers
    let main = view.containers
    initialCount = initial.count
    containers =
      initial.map { ContainerShape($0, isInitial: true) }
      + main.map { ContainerShape($0, isInitial: false) }
    requests = Self.requests(view, initial, main)
    sources = [spec["initContainers"]?.array ?? [], spec["containers"]?.array ?? []]
  }

  /// As `PodRequests` in `component-helpers/resource`: the containers and sidecars at once, or an
  /// init container and the sidecars before it, whichever is more; and the overhead.
  private static func requests(
    _ spec: PodSpec, _ initial: [Container], _ main: [Container]
  ) -> [(name: String, amount: Int64)] {
    func amounts(_ requests: [String: Quantity]) -> [String: Int64] {
      requests.reduce(into: [:]) { sum, entry in
        sum[entry.key] =
          (try? entry.value.value(in: entry.key == "cpu" ? .milli : .bytes)) ?? Int64.max / 4
      }
    }
    var running: [String: Int64] = [:]
    var sidecars: [String: Int64] = [:]
    var most: [String: Int64] = [:]
    for container in main {
      running.merge(amounts(container.resources.requests)) { $0 + $1 }
    }
    for container in initial {
      let own = amounts(container.resources.requests)
      if container.restartPolicy == "Always" {
        sidecars.merge(own) { $0 + $1 }
        most.merge(sidecars) { max($0, $1) }
      } else {
        most.merge(own.merging(sidecars) { $0 + $1 }) { max($0, $1) }
      }
    }
    running.merge(sidecars) { $0 + $1 }
    running.merge(most) { max($0, $1) }
    if let own = spec.resources?.requests { running.merge(amounts(own)) { $1 } }
    running.merge(amounts(spec.overhead)) { $0 + $1 }
    return running.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// How much of a resource is requested, which most likely stands at some index.
  func amount(of name: String, at index: Int) -> Int64 {
    if index < requests.count, requests[index].name == name { return requests[index].amount }
    return requests.first { $0.name == name }?.amount ?? 0
  }

  /// Whether it was read from the very same lists.
  func isOf(_ spec: Fields) -> Bool {
    sources[1] == spec["containers"]?.array ?? []
      && sources[0] == spec["initContainers"]?.array ?? []
      && spec["overhead"] == nil && spec["resources"] == nil
  }
}

/// The shapes of pods, found again for pods that are made from one template.
///
/// The containers of such pods lie at the same place in memory; that is what they are found by.
final class PodShapes {
  private var known: [UnsafeRawPointer: PodShape] = [:]

  /// The shape of a specification.
  ///
  /// - Complexity: Constant where it is known.
  func shape(of spec: Fields) -> PodShape {
    guard let containers = spec["containers"]?.array,
      let place = containers.withUnsafeBytes({ $0.baseAddress })
    else { return PodShape(spec) }
    if let shape = known[place], shape.isOf(spec) { return shape }
    let shape = PodShape(spec)
    if known.count >= 1_024 { known = [:] }
    known[place] = shape
    return shape
  }
}
