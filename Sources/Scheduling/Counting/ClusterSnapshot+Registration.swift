// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import VectorPacking

extension ClusterSnapshot {
  static let hostnameKey = "kubernetes.io/hostname"

  /// Adds a class: finds the counters that it reads and changes, and makes those that are missing.
  mutating func register(_ made: PodClass) {
    layOutColumns()
    let index = classes.count
    classes.append(made)
    live.add(made)
    links.append(ClassLinks())
    matchers.add(made)
    for matcher in matchers.matchersOfClass[index] {
      for counter in countersOfMatcher[matcher] { count(index, in: counter) }
      for owner in ownersOfMatcher[matcher] { face(index, owner) }
    }
    linkAffinity(index)
    linkSpread(index)
    caches.addClass()
  }

  private mutating func linkAffinity(_ index: Int) {
    let made = classes[index]
    if !made.affinity.isEmpty {
      let together = matcher(PodMatcher(clauses: made.affinity.map(\.pods)))
      links[index].meansItself = matchers.matches(together, made)
      for term in made.affinity {
        links[index].affinity.append(self.term(together, term.topologyKey))
        own(index, term, .requiredAffinity, weight: 1)
      }
    }
    for term in made.antiAffinity {
      let matcher = matcher(PodMatcher(clauses: [term.pods]))
      links[index].antiAffinity.append(self.term(matcher, term.topologyKey))
      own(index, term, .requiredAntiAffinity, weight: 1)
    }
    for preference in made.preferences {
      let matcher = matcher(PodMatcher(clauses: [preference.term.pods]))
      let term = term(matcher, preference.term.topologyKey)
      links[index].preferences.append(
        ClassLinks.WeightedTerm(
          counter: term.counter, topology: term.topology, weight: preference.weight))
      own(index, preference.term, .preference, weight: preference.weight)
    }
  }

  private mutating func linkSpread(_ index: Int) {
    let made = classes[index]
    for isHard in [true, false] {
      let constraints = made.spread.filter { $0.isHard == isHard }
      let needsKeys = isHard || !made.hasSystemSpread
      for constraint in constraints {
        // A selector that is there but empty counts no pods, though the pod itself keeps it.
        var counted = constraint.pods
        if counted.selector?.isEmpty == true { counted.selector = nil }
        let matcher = matcher(PodMatcher(clauses: [counted]))
        let topology = topology(constraint.topologyKey)
        let eligible = eligibleNodes(
          constraint, keys: needsKeys ? constraints.map(\.topologyKey) : [], made)
        // The score of spreading over hosts counts the pods of the node itself, whatever the
        // policies say and whichever nodes share the label.
        let isHostname = constraint.topologyKey == Self.hostnameKey
        let isOfNode = isHostname && !isHard
        let counter = counter(
          DomainCounter.Key(
            matcher: matcher, topology: isOfNode ? nodeTopology() : topology,
            eligible: isOfNode ? nil : eligible, ignoresTerminating: true))
        let link = ClassLinks.Spread(
          counter: counter, topology: topology, maxSkew: Int32(constraint.maxSkew),
          minDomains: Int(constraint.minDomains),
          own: constraint.pods.selector?.matches(made.labels) == true ? 1 : 0,
          isHostname: isHostname)
        if isHard {
          links[index].hardSpread.append(link)
        } else {
          links[index].softSpread.append(link)
        }
      }
    }
  }

  /// The nodes whose pods a spread constraint counts; `nil` for all that have the key.
  private mutating func eligibleNodes(
    _ constraint: SpreadTerm, keys: [String], _ made: PodClass
  ) -> BitRow? {
    var set: BitRow?
    func restrict(_ other: BitRow) { set = set?.intersection(other) ?? other }
    for key in Set(keys).sorted() where key != constraint.topologyKey {
      let domains = topologies[topology(key)].domainOfNode
      restrict(nodes.nodes { domains[$0] >= 0 })
    }
    if constraint.honorsAffinity {
      var condition = made.nodes
      condition.addedTerms = nil
      if !condition.isEmpty { restrict(nodeSets.nodes(condition, nodes)) }
    }
    if constraint.honorsTaints {
      restrict(nodeSets.tolerated(by: made.tolerations, nodes))
    }
    return set
  }

  private mutating func matcher(_ matcher: PodMatcher) -> Int {
    if let known = matchers.index(of: matcher) { return known }
    countersOfMatcher.append([])
    ownersOfMatcher.append([])
    return matchers.add(matcher, classes: classes)
  }

  mutating func topology(_ key: String) -> Int {
    if let known = topologyIndices[key] { return known }
    topologyIndices[key] = topologies.count
    topologies.append(Topology(key: key, labels: nodes.labels))
    return topologies.count - 1
  }

  /// The topology in which every node is a domain.
  private mutating func nodeTopology() -> Int {
    // No label has an empty key.
    if let known = topologyIndices[""] { return known }
    topologyIndices[""] = topologies.count
    topologies.append(Topology(nodes: nodes.names))
    return topologies.count - 1
  }

  private mutating func term(_ matcher: Int, _ key: String) -> ClassLinks.Term {
    let topology = topology(key)
    let counter = counter(
      DomainCounter.Key(
        matcher: matcher, topology: topology, eligible: nil, ignoresTerminating: false))
    return ClassLinks.Term(counter: counter, topology: topology)
  }

  /// The counter of a key; a new one counts the pods that are on nodes.
  private mutating func counter(_ key: DomainCounter.Key) -> Int {
    if let known = counterIndices[key] { return known }
    let index = counters.count
    counterIndices[key] = index
    let topology = topologies[key.topology]
    var counter = DomainCounter(key: key, topology: topology)
    countersOfMatcher[key.matcher].append(index)
    var counts = Array(repeating: false, count: classes.count)
    for member in matchers.classesOfMatcher[key.matcher]
    where !(key.ignoresTerminating && classes[member].isTerminating) {
      links[member].counted.append(Int32(index))
      counts[member] = true
    }
    for pod in pods.nodes.indices where pods.nodes[pod] >= 0 && counts[Int(pods.classes[pod])] {
      let node = Int(pods.nodes[pod])
      let domain = topology.domainOfNode[node]
      if domain >= 0, key.eligible?[node] ?? true { counter.add(1, domain: Int(domain)) }
    }
    counters.append(counter)
    return index
  }

  private mutating func count(_ index: Int, in counter: Int) {
    if counters[counter].key.ignoresTerminating, classes[index].isTerminating { return }
    links[index].counted.append(Int32(counter))
  }

  /// Makes pods of a class add to the counter of a term of theirs.
  private mutating func own(
    _ index: Int, _ term: PodTerm, _ kind: OwnerCounter.Kind, weight: Int64
  ) {
    let matcher = matcher(PodMatcher(clauses: [term.pods]))
    let key = OwnerCounter.Key(
      matcher: matcher, topology: topology(term.topologyKey), kind: kind)
    let owner: Int
    if let known = ownerIndices[key] {
      owner = known
    } else {
      owner = owners.count
      ownerIndices[key] = owner
      owners.append(OwnerCounter(key: key, topology: topologies[key.topology]))
      ownersOfMatcher[matcher].append(owner)
      for member in matchers.classesOfMatcher[matcher] { face(member, owner) }
    }
    links[index].owned.append((Int32(owner), weight))
  }

  /// Makes a class look at the counter of a term that means it.
  private mutating func face(_ index: Int, _ owner: Int) {
    let key = owners[owner].key
    let term = ClassLinks.Term(counter: owner, topology: key.topology)
    switch key.kind {
    case .requiredAntiAffinity: links[index].forbidding.append(term)
    case .requiredAffinity: links[index].attracting.append(term)
    case .preference: links[index].preferring.append(term)
    }
  }
}
