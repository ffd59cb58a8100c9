// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Makes the class of a pod.
struct PodCompiler {
  /// The resources met so far.
  var resources = ResourceTable()
  let configuration: SchedulerConfiguration
  /// Which selectors the defaults of spreading use for a pod, by its owners and services.
  var owners: SpreadOwners

  init(configuration: SchedulerConfiguration, owners: SpreadOwners) {
    self.configuration = configuration
    self.owners = owners
  }

  mutating func compile(_ pod: Pod) throws(ClusterFault) -> PodClass {
    let metadata = pod.metadata
    let spec = pod.spec
    let namespace = metadata.namespace ?? "default"
    let context = FaultContext("pod \(namespace)/\(metadata.name ?? "")")
    let specContext = context["spec"]
    var made = PodClass(namespace: namespace)
    made.labels = metadata.labels
    made.isTerminating = metadata.deletionTimestamp != nil
    made.profile = configuration.profileIndex(of: spec.schedulerName)
    let profile = configuration.profiles[made.profile]
    let requests = try PodRequests(pod, &resources, context)
    (made.amounts, made.scored) = (requests.amounts, requests.scored)
    for (index, toleration) in spec.tolerations.enumerated() {
      made.tolerations.append(
        try CompiledToleration(toleration, specContext["tolerations"][index]))
    }
    try compileNodes(spec, profile, specContext, into: &made)
    try compileAffinity(spec, labels: metadata.labels, specContext, into: &made)
    try compileSpread(spec, profile, pod, specContext, into: &made)
    compileContainers(spec, into: &made)
    for volume in spec.volumes {
      if let claim = volume.persistentVolumeClaim {
        made.claims.append(ClaimUse(name: claim.claimName ?? "", isEphemeral: false))
      } else if volume.ephemeral != nil {
        let name = "\(metadata.name ?? "")-\(volume.name ?? "")"
        made.claims.append(ClaimUse(name: name, isEphemeral: true))
      }
    }
    made.priority = spec.priority ?? 0
    guard Int32(exactly: made.priority) != nil else {
      throw specContext["priority"].fault(
        "found \(made.priority), expected a whole number of 32 bits")
    }
    made.mayPreempt = spec.preemptionPolicy != "Never"
    made.gates = spec.schedulingGates.compactMap(\.name)
    made.perNode = try PerNodeLimit(pod, context)
    return made
  }

  private func compileNodes(
    _ spec: PodSpec, _ profile: SchedulerProfile, _ context: FaultContext,
    into made: inout PodClass
  ) throws(ClusterFault) {
    made.nodes.selector = try context["nodeSelector"].requirements(spec.nodeSelector)
    let affinity = spec.affinity?.nodeAffinity
    let affinityContext = context["affinity.nodeAffinity"]
    if let required = affinity?.required {
      made.nodes.terms = try Self.terms(
        required, affinityContext["requiredDuringSchedulingIgnoredDuringExecution"])
    }
    var preferred = affinity?.preferred ?? []
    if let added = profile.addedAffinity {
      if let required = added.required {
        made.nodes.addedTerms = try Self.terms(
          required, FaultContext("profile \(profile.name)", "addedAffinity"))
      }
      preferred += added.preferred
    }
    for (index, written) in preferred.enumerated() {
      let context = affinityContext["preferredDuringSchedulingIgnoredDuringExecution"][index]
      made.preferredNodes.append(
        Weighted(
          weight: try Self.weight(written.weight, context),
          term: try context["preference"].term(written.preference)))
    }
  }

  private static func terms(
    _ selector: NodeSelector, _ context: FaultContext
  ) throws(ClusterFault) -> [NodeTerm] {
    var terms: [NodeTerm] = []
    for (index, term) in selector.nodeSelectorTerms.enumerated() {
      terms.append(try context["nodeSelectorTerms"][index].term(term))
    }
    return terms
  }

  private static func weight(
    _ written: Int64?, _ context: FaultContext
  ) throws(ClusterFault) -> Int64 {
    guard let written, (1...100).contains(written) else {
      throw context["weight"].fault(
        "found \(written.map(String.init) ?? "nothing"), expected 1 to 100")
    }
    return written
  }

  private func compileContainers(_ spec: PodSpec, into made: inout PodClass) {
    let containers = spec.initContainers + spec.containers
    made.containerCount = containers.count
    let images = containers.compactMap(\.image) + spec.volumes.compactMap(\.image?.reference)
    made.images = images.map(ImageNames.withTag)
    // Init containers that end give their ports free; those of sidecars stay.
    for container in spec.initContainers.filter({ $0.restartPolicy == "Always" }) + spec.containers
    {
      for port in container.ports {
        guard let number = port.hostPort, number > 0 else { continue }
        let address = port.hostIP ?? ""
        made.hostPorts.append(
          HostPort(
            port: number, transport: port.protocol ?? "TCP",
            address: address.isEmpty ? HostPort.anyAddress : address))
      }
    }
  }
}

/// How images are named.
enum ImageNames {
  /// The name with a tag: `:latest` where there is neither a tag nor a digest.
  static func withTag(_ name: String) -> String {
    let path = name.utf8.lastIndex(of: UInt8(ascii: "/")) ?? name.utf8.startIndex
    let hasTag = name.utf8[path...].contains(UInt8(ascii: ":"))
    return hasTag ? name : name + ":latest"
  }
}
