// SPDX-License-Identifier: Apache-2.0

/// The LimitRanges by namespace (`plugin/pkg/admission/limitranger`).
package struct LimitRangeTable {
  private struct Rule {
    var name: String
    var item: LimitRangeItem
  }

  private var rules: [String: [Rule]] = [:]

  init(_ ranges: [LimitRange]) {
    for range in ranges {
      let name = range.metadata.name ?? ""
      for item in range.spec.limits {
        rules[range.metadata.namespace ?? "default", default: []].append(
          Rule(name: name, item: item.filledIn))
      }
    }
  }

  /// Gives containers the requests and limits that they lack.
  func fill(
    _ spec: inout PodSpec, namespace: String?, _ count: Int, _ object: String,
    _ log: inout AssumptionLog
  ) {
    for rule in rules[namespace ?? "default"] ?? [] where rule.item.type == "Container" {
      var filled = 0
      func fill(_ containers: [Container]) -> [Container] {
        containers.map { container in
          var resources = container.resources
          resources.limits.merge(rule.item.default) { first, _ in first }
          resources.requests.merge(rule.item.defaultRequest) { first, _ in first }
          if resources != container.resources { filled += 1 }
          var container = container
          container.resources = resources
          return container
        }
      }
      spec.containers = fill(spec.containers)
      spec.initContainers = fill(spec.initContainers)
      log.note(.limitRangeDefault, rule.name, count: filled * count, of: object) {
        "\(counted($0, "container")) got requests or limits from the LimitRange \(rule.name)"
      }
    }
  }

  /// Notes where a pod asks for what is forbidden.
  func check(_ pod: Pod, _ count: Int, _ object: String, _ log: inout AssumptionLog) {
    let containers = pod.spec.containers + pod.spec.initContainers
    for rule in rules[pod.metadata.namespace ?? "default"] ?? [] {
      let checked: [ResourceRequirements]
      switch rule.item.type {
      case "Container": checked = containers.map(\.resources)
      case "Pod": checked = [Self.total(pod.spec)]
      default: continue
      }
      for resources in checked {
        for breach in rule.item.breaches(resources) {
          let what = rule.item.type == "Pod" ? "pod" : "container"
          log.note(.limitRangeViolated, "\(rule.name) \(breach)", count: count, of: object) {
            "\(counted($0, what)) against the LimitRange \(rule.name), which a server would refuse: "
              + breach
          }
        }
      }
    }
  }

  /// What the containers of a pod request and may use in all.
  package static func total(_ spec: PodSpec) -> ResourceRequirements {
    func total(_ amounts: (ResourceRequirements) -> [String: Quantity]) -> [String: Quantity] {
      var sum: [String: Quantity] = [:]
      for container in spec.containers {
        sum.merge(amounts(container.resources)) { (try? $0.adding($1)) ?? max($0, $1) }
      }
      for container in spec.initContainers {
        sum.merge(amounts(container.resources)) { max($0, $1) }
      }
      return sum
    }
    var resources = ResourceRequirements()
    resources.requests = total(\.requests)
    resources.limits = total(\.limits)
    return resources
  }
}

extension LimitRangeItem {
  /// The rule with what a server fills in: a default limit is the maximum, a default request the
  /// default limit or else the minimum.
  fileprivate var filledIn: LimitRangeItem {
    guard type == "Container" else { return self }
    var item = self
    item.default.merge(max) { first, _ in first }
    item.defaultRequest.merge(item.default) { first, _ in first }
    item.defaultRequest.merge(min) { first, _ in first }
    return item
  }

  /// In which ways requests and limits are against the rule.
  fileprivate func breaches(_ resources: ResourceRequirements) -> [String] {
    var breaches: [String] = []
    let (requests, limits) = (resources.requests, resources.limits)
    for (name, least) in min.sorted(by: { $0.key < $1.key }) {
      guard let request = requests[name] else {
        breaches.append("at least \(least) of \(name) has to be requested")
        continue
      }
      if request < least { breaches.append("less than \(least) of \(name) is requested") }
    }
    for (name, most) in max.sorted(by: { $0.key < $1.key }) {
      if [limits[name], requests[name]].contains(where: { $0.map { $0 > most } ?? false }) {
        breaches.append("more than \(most) of \(name) is allowed")
      } else if limits[name] == nil {
        breaches.append("a limit of \(name) of at most \(most) is needed")
      }
    }
    for (name, ratio) in maxLimitRequestRatio.sorted(by: { $0.key < $1.key }) {
      guard let limit = limits[name], let request = requests[name], !request.isZero else {
        breaches.append("a request and a limit of \(name) are needed")
        continue
      }
      if limit.exceeds(ratio, times: request) {
        breaches.append("the limit of \(name) is more than \(ratio) times the request")
      }
    }
    return breaches
  }
}

extension Quantity {
  /// Whether it is more than a ratio times another, as far as 19 digits tell.
  package func exceeds(_ ratio: Quantity, times other: Quantity) -> Bool {
    guard let limit = try? value(in: .milli), let request = try? other.value(in: .milli),
      let ratio = try? ratio.value(in: .milli)
    else { return false }
    return Int128(limit) * 1_000 > Int128(request) * Int128(ratio)
  }
}
