// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterGenerator {
  mutating func randomPod() -> Pod {
    serial += 1
    let namespace =
      has(.namespaces) ? random.pick(["default", "default", "other", "third"]) : "default"
    var pod = pod("p\(serial)", namespace: namespace)
      .label("app", random.pick(["web", "db", "cache"]))
    if random.chance(60) { pod = pod.label("tier", random.pick(["front", "back"])) }
    if random.chance(40) { pod = pod.label("version", random.pick(["1", "2"])) }
    if wants(.priorities) { pod = pod.priority(Int64(random.number(-1...2)) * 100) }
    if has(.owners), random.chance(40) {
      let kind = random.pick(["ReplicaSet", "StatefulSet", "ReplicationController"])
      pod = pod.ownedBy(kind, "\(kind.lowercased())-\(namespace)")
    }
    addRequests(&pod)
    addImages(&pod)
    addNodeConstraints(&pod)
    if wants(.volumes) { addClaims(&pod) }
    if has(.podAffinity) { addPodAffinity(&pod) }
    if has(.spread) { addSpread(&pod) }
    if wants(.hostPorts) {
      for _ in 0..<random.number(1...2) {
        pod = pod.hostPort(
          random.pick([80, 443]), protocol: random.pick([nil, "TCP", "UDP"]),
          ip: random.pick([nil, "0.0.0.0", "10.0.0.1", "10.0.0.2"]))
      }
    }
    if wants(.perNodeLimits) {
      pod = pod.maxPerNode("\(random.number(1...3))")
      if random.chance(60) {
        pod = pod.label("com.docker.swarm.service.name", random.pick(["a", "b"]))
      }
    }
    return pod
  }

  private mutating func amounts() -> [String: String] {
    var amounts: [String: String] = [:]
    if !(has(.missingRequests) && random.chance(20)) {
      amounts["cpu"] = random.pick(["50m", "100m", "250m", "333m", "1", "1500m"])
    }
    if !(has(.missingRequests) && random.chance(20)) {
      amounts["memory"] = random.pick(["64Mi", "200Mi", "500M", "1Gi", "3Gi"])
    }
    if has(.missingRequests), random.chance(5) {
      amounts[random.pick(["cpu", "memory"])] = "0"
    }
    if wants(.extendedResources) { amounts["example.com/gpu"] = "\(random.below(3))" }
    if wants(.extendedResources) { amounts["ephemeral-storage"] = random.pick(["1Gi", "6Gi"]) }
    if wants(.extendedResources), random.chance(30) {
      amounts["hugepages-2Mi"] = random.pick(["4Mi", "16Mi"])
    }
    return amounts
  }

  private mutating func addRequests(_ pod: inout Pod) {
    for (resource, quantity) in amounts().sorted(by: { $0.key < $1.key }) {
      pod = pod.request(resource, quantity)
    }
    guard has(.podShapes) else { return }
    if random.chance(20) { pod = pod.container(amounts()) }
    if random.chance(15) { pod = pod.sidecar(amounts()) }
    if random.chance(15) { pod = pod.initContainer(amounts()) }
    if random.chance(10) { pod = pod.sidecar(amounts()) }
    if random.chance(10) { pod = pod.overhead(["cpu": "120m", "memory": "130Mi"]) }
    if random.chance(10) { pod = pod.podLevel(random.pick([["cpu": "2"], ["memory": "4Gi"]])) }
    if random.chance(10) {
      pod.spec.containers[0].resources.requests["cpu"] = nil
      pod = pod.limit("cpu", "700m")
    }
  }

  private mutating func addImages(_ pod: inout Pod) {
    guard has(.images) else { return }
    let names = Self.images.map(\.name) + ["registry.example/large", "registry.example:5000/odd"]
    pod = pod.image(random.pick(names))
    if random.chance(10) {
      var source = ImageVolumeSource()
      source.reference = random.pick(names)
      var volume = Volume()
      (volume.name, volume.image) = ("image", source)
      pod.spec.volumes.append(volume)
    }
  }

  private mutating func addNodeConstraints(_ pod: inout Pod) {
    if has(.taints) {
      for key in Self.taintKeys where random.chance(40) {
        let effect = random.pick([
          nil, nil, "NoSchedule", "NoExecute", "PreferNoSchedule",
        ])
        if random.chance(50) {
          pod = pod.toleration(key, "Exists", effect: effect)
        } else {
          pod = pod.toleration(
            key, random.pick([nil, "Equal"]), random.pick([nil, "x", "y"]), effect: effect)
        }
      }
      if random.chance(5) { pod = pod.toleration(nil, "Exists") }
    }
    if wants(.cordons) {
      pod = pod.toleration("node.kubernetes.io/unschedulable", "Exists", effect: "NoSchedule")
    }
    // What refuses nodes is rarer than what is scored, so that later filters are reached.
    if has(.nodeAffinity), random.chance(recipe.density / 3) {
      pod = pod.nodeSelector("disk", random.pick(["ssd", "hdd"]))
    }
    if has(.nodeAffinity), random.chance(recipe.density / 3) {
      for _ in 0..<random.number(1...2) { pod = pod.nodeAffinity(randomNodeTerm()) }
    }
    if wants(.nodeAffinity) {
      for _ in 0..<random.number(1...3) {
        pod = pod.prefersNode(Int64(random.number(1...100)), randomNodeTerm())
      }
    }
    if has(.nodeNames), random.chance(recipe.density / 15) {
      // Two names that no node has both of.
      pod = pod.nodeAffinity(
        nodeTerm(
          fields: [
            requirement("metadata.name", "In", "n0"), requirement("metadata.name", "In", "n1"),
          ]))
    } else if has(.nodeNames), random.chance(recipe.density / 4) {
      for _ in 0..<random.number(1...3) {
        var term = random.chance(50) ? nodeTerm() : randomNodeTerm()
        term.matchFields = [randomName()]
        pod = pod.nodeAffinity(term)
      }
    }
  }
}
