// SPDX-License-Identifier: Apache-2.0

extension TaskTemplate {
  /// Adds what the node has to be like, the spread, and the most that a node may have.
  mutating func addPlacement(_ nodes: [SwarmNode]) {
    let placement = service.deploy.placement
    var affinity = Affinity()
    if !placement.constraints.isEmpty {
      var term = NodeSelectorTerm()
      term.matchExpressions = placement.constraints.map { $0.requirement(among: nodes) }
      var selector = NodeSelector()
      selector.nodeSelectorTerms = [term]
      var nodeAffinity = NodeAffinity()
      nodeAffinity.required = selector
      affinity.nodeAffinity = nodeAffinity
    }
    var sameService = LabelSelectorSpec()
    sameService.matchLabels = [SwarmNames.serviceLabel: name]
    if !service.deploy.mode.isGlobal {
      if let most = placement.maxReplicasPerNode {
        pod.metadata.annotations[SwarmNames.maxPerNodeAnnotation] = String(most)
        if most == 1 {
          var term = PodAffinityTerm()
          term.labelSelector = sameService
          term.topologyKey = SwarmNames.hostnameLabel
          var podAntiAffinity = PodAffinity()
          podAntiAffinity.required = [term]
          affinity.podAntiAffinity = podAntiAffinity
        }
      }
      pod.spec.topologySpreadConstraints = placement.spread.map { attribute in
        var constraint = TopologySpreadConstraint()
        constraint.maxSkew = 1
        constraint.topologyKey = attribute.nodeLabel
        constraint.whenUnsatisfiable = "ScheduleAnyway"
        constraint.labelSelector = sameService
        return constraint
      }
    }
    if !affinity.fields.isEmpty { pod.spec.affinity = affinity }
  }

  /// Notes what ties tasks to nodes without saying so: local volumes and paths.
  mutating func noteVolumes(of file: ComposeFile) {
    for mount in service.volumes {
      switch mount.kind {
      case .bind, .npipe:
        if let path = mount.source {
          notes.append(.nodePath(service: service.name, path: path))
        }
      case .volume:
        guard let source = mount.source else { continue }
        let driver = file.volumes.first { $0.name == source }?.driver
        if driver == nil || driver == "local" {
          notes.append(.localVolume(service: service.name, volume: source))
        }
      case .tmpfs, .cluster, .image: break
      }
    }
  }
}
