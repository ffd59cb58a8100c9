// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// What an object counts for in quotas (`pkg/quota/v1/evaluator/core`).
package enum QuotaUsage {
  /// How much an object uses, by the names that quotas have for it.
  ///
  /// A pod that has ended counts as an object only.
  package static func usage(of object: Fields, _ type: ResourceType) -> [String: Quantity] {
    let one = Quantity(1 as Int64)
    var usage = ["count/\(type.qualifiedName)": one]
    switch type {
    case .pods: usage.merge(amounts(ofPod: object)) { $1 }
    case .persistentVolumeClaims: usage.merge(amounts(ofClaim: object)) { $1 }
    case .services: usage.merge(amounts(ofService: object)) { $1 }
    case .configMaps, .secrets, .replicationControllers, .resourceQuotas: usage[type.plural] = one
    default: break
    }
    return usage
  }

  private static func amounts(ofPod object: Fields) -> [String: Quantity] {
    let phase = object["status"]?.object?["phase"]?.string
    if phase == "Succeeded" || phase == "Failed" { return [:] }
    let spec = PodSpec(fields: object["spec"]?.object ?? [:])
    var usage = ["pods": Quantity(1 as Int64)]
    usage.merge(named(total(spec, \.requests), total(spec, \.limits))) { $1 }
    return usage
  }

  /// What requests and limits are called in quotas.
  private static func named(
    _ requests: [String: Quantity], _ limits: [String: Quantity]
  ) -> [String: Quantity] {
    var usage: [String: Quantity] = [:]
    for (name, amount) in requests {
      if isNative(name) || name.hasPrefix("hugepages-") { usage[name] = amount }
      if !name.hasPrefix("attachable-volumes-") { usage["requests.\(name)"] = amount }
    }
    for (name, amount) in limits where isNative(name) { usage["limits.\(name)"] = amount }
    return usage
  }

  private static func isNative(_ name: String) -> Bool {
    name == "cpu" || name == "memory" || name == "ephemeral-storage"
  }

  /// What the containers of a pod ask for in all: those that run on side by side, and for a while
  /// the largest that comes before them; and the overhead.
  private static func total(
    _ spec: PodSpec, _ amounts: (ResourceRequirements) -> [String: Quantity]
  ) -> [String: Quantity] {
    func add(_ sum: inout [String: Quantity], _ more: [String: Quantity]) {
      sum.merge(more) { (try? $0.adding($1)) ?? max($0, $1) }
    }
    var running: [String: Quantity] = [:]
    for container in spec.containers { add(&running, amounts(container.resources)) }
    var (sidecars, start): ([String: Quantity], [String: Quantity]) = ([:], [:])
    for container in spec.initContainers {
      var atOnce = sidecars
      add(&atOnce, amounts(container.resources))
      start.merge(atOnce) { max($0, $1) }
      if container.restartPolicy == "Always" {
        add(&running, amounts(container.resources))
        sidecars = atOnce
      }
    }
    running.merge(start) { max($0, $1) }
    let own = amounts(spec.resources ?? ResourceRequirements())
    running.merge(own) { $1 }
    // The overhead adds to what there is.
    for (name, amount) in spec.overhead where running[name] != nil { add(&running, [name: amount]) }
    return running
  }

  private static func amounts(ofClaim object: Fields) -> [String: Quantity] {
    var usage = ["persistentvolumeclaims": Quantity(1 as Int64)]
    let spec = object["spec"]?.object
    let size = spec?["resources"]?[path: "requests", "storage"].flatMap { Quantity($0) }
    if let size { usage["requests.storage"] = size }
    if let name = spec?["storageClassName"]?.string, !name.isEmpty {
      let prefix = "\(name).storageclass.storage.k8s.io/"
      usage[prefix + "persistentvolumeclaims"] = Quantity(1 as Int64)
      if let size { usage[prefix + "requests.storage"] = size }
    }
    return usage
  }

  private static func amounts(ofService object: Fields) -> [String: Quantity] {
    var usage = ["services": Quantity(1 as Int64)]
    let spec = object["spec"]?.object
    let ports = Int64(spec?["ports"]?.array?.count ?? 0)
    switch spec?["type"] {
    case "NodePort"?: usage["services.nodeports"] = Quantity(ports)
    case "LoadBalancer"?:
      usage["services.loadbalancers"] = Quantity(1 as Int64)
      if spec?["allocateLoadBalancerNodePorts"] != false {
        usage["services.nodeports"] = Quantity(ports)
      }
    default: break
    }
    return usage
  }

  // MARK: Which objects count

  /// Whether a quota is about an object, by its scopes.
  package static func applies(_ quota: ResourceQuota, to object: Fields, _ type: ResourceType)
    -> Bool
  {
    let spec = quota.spec
    let scopes = spec.scopes
    let expressions = spec.scopeSelector?.matchExpressions ?? []
    if scopes.isEmpty, expressions.isEmpty { return true }
    guard type == .pods else { return false }
    let pod = object["spec"]?.object
    return scopes.allSatisfy { holds($0, "Exists", [], object, pod) }
      && expressions.allSatisfy {
        holds($0.scopeName ?? "", $0.operator ?? "Exists", $0.values, object, pod)
      }
  }

  private static func holds(
    _ scope: String, _ comparison: String, _ values: [String], _ object: Fields, _ spec: Fields?
  ) -> Bool {
    func isBestEffort() -> Bool { Pod(fields: object).qualityOfService == "BestEffort" }
    let hasDeadline = spec?["activeDeadlineSeconds"]?.isNull == false
    switch scope {
    case "Terminating": return hasDeadline
    case "NotTerminating": return !hasDeadline
    case "BestEffort": return isBestEffort()
    case "NotBestEffort": return !isBestEffort()
    case "PriorityClass":
      let name = spec?["priorityClassName"]?.string ?? ""
      switch comparison {
      case "In": return values.contains(name)
      case "NotIn": return !values.contains(name)
      case "DoesNotExist": return name.isEmpty
      default: return !name.isEmpty
      }
    default: return false
    }
  }

  // MARK: What pods have to say

  private static let demanded: Set<String> = [
    "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory",
  ]

  /// What containers do not say although a quota counts it; `nil` where nothing is lacking.
  static func lacking(_ pod: Fields, _ hard: [String: Quantity]) -> String? {
    let spec = PodSpec(fields: pod["spec"]?.object ?? [:])
    var containers: [String: [String]] = [:]
    for container in spec.containers + spec.initContainers {
      let resources = container.resources
      let said = named(resources.requests, resources.limits)
      for name in hard.keys where demanded.contains(name) && said[name] == nil {
        containers[name, default: []].append(container.name ?? "")
      }
    }
    if containers.isEmpty { return nil }
    let parts = containers.sorted { $0.key < $1.key }.map {
      "\($0.key) for: \($0.value.sorted().joined(separator: ","))"
    }
    return "must specify " + parts.joined(separator: "; ")
  }
}
