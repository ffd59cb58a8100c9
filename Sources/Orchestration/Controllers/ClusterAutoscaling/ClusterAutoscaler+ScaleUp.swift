// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling
import VectorPacking

/// Nodes for pods that fit nowhere.
extension ClusterAutoscaler {
  /// What is asked about adding nodes.
  private struct Question {
    /// The cluster with what is to come, and the pods that fit nowhere on no node.
    var snapshot: ClusterSnapshot
    var pods: [Int]
    var templates: [String: NodeTemplate]
    /// How many nodes each group may get.
    var room: [String: Int] = [:]
    /// Why groups get none.
    var skipped: [String: String] = [:]
    /// Why groups would not help a pod.
    var refusals: [String: [Int: [String]]] = [:]
  }

  /// Adds nodes where pods need them.
  ///
  /// - Returns: Whether any were asked for.
  func scaleUp(_ view: CapacityView, _ groups: [NodeGroupState]) throws(APIStatus) -> Bool {
    var question = pendingPods(view, groups)
    guard !question.pods.isEmpty else {
      toldPods = [:]
      lastRefusals = []
      return false
    }
    findRoom(&question, groups)
    var options = findOptions(&question)
    guard let (chosen, expander) = choose(&options, question) else {
      try tellUnhelped(question, groups, view, helped: [])
      return false
    }
    let plan = balanced(options[chosen], question, groups)
    try carryOut(plan, options, chosen, expander, question, groups, view)
    return true
  }

  /// The pods that wait and would fit neither on what is there nor on what is to come.
  ///
  /// From `core/podlistprocessor`.
  private func pendingPods(_ view: CapacityView, _ groups: [NodeGroupState]) -> Question {
    let daemonSets = informers[.daemonSets].all
    var question = Question(snapshot: view.snapshot, pods: [], templates: [:])
    for state in groups {
      let template = NodeTemplate(
        state.group, daemonSets: daemonSets, upcoming: state.upcoming)
      question.templates[state.name] = template
      template.add(0..<state.upcoming, to: &question.snapshot)
    }
    var waiting: [Int] = []
    for row in view.pods.keys.sorted() {
      guard let pod = view.pods[row] else { continue }
      let node = pod.boundNode
      if node.isEmpty {
        guard pod.isUnschedulable, !pod.isDaemonPod,
          question.snapshot.priority(row) >= options.expendablePodsPriorityCutoff
        else { continue }
        let age = pod.created + options.newPodScaleUpDelay
        if age > now.microseconds {
          isDue(at: Timestamp(microseconds: age))
          continue
        }
        if let name = pod["status"]?[path: "nominatedNodeName"]?.string,
          let index = question.snapshot.node(named: name)
        {
          // Room is being made for it.
          question.snapshot.place(row, on: index)
          continue
        }
        waiting.append(row)
      } else if view.nodes[node]?.hasTaint(AutoscalerTaint.toBeDeleted) == true,
        !pod.isTerminating, !pod.isDaemonPod, !pod.isMirrorPod,
        question.snapshot.node(ofPod: row) != nil
      {
        // Once it is evicted it needs another place.
        question.snapshot.evict(row)
        waiting.append(row)
      }
    }
    waiting.sort { one, other in
      let (first, second) = (question.snapshot.priority(one), question.snapshot.priority(other))
      if first != second { return first > second }
      let (older, newer) = (view.pods[one]?.created ?? 0, view.pods[other]?.created ?? 0)
      return older != newer ? older < newer : one < other
    }
    let before = question.snapshot
    question.pods = placeWhatFits(waiting, in: &question.snapshot)
    if !question.pods.isEmpty, options.expanders.contains("optimal"),
      groups.contains(where: { $0.upcoming > 0 })
    {
      packWhatFits(waiting, &question, before)
    }
    return question
  }

  /// Packs the pods that wait, where more of them fit so: nodes that are to come were asked for by a
  /// packing, which one pod at a time may not find again.
  private func packWhatFits(
    _ pods: [Int], _ question: inout Question, _ snapshot: ClusterSnapshot
  ) {
    guard let strategy = strategies[options.optimalStrategy],
      let lowered = try? LoweredCluster(snapshot, placing: pods),
      let packing = strategy.solve(
        lowered.problem, in: SolveContext(seed: environment.seed, roundLimit: 400)
      ).packing
    else { return }
    let packed = ClusterPacking(lowered, packing)
    guard packed.unplaced.count < question.pods.count else { return }
    let left = Set(packed.unplaced)
    question.snapshot = packed.snapshot
    question.pods = pods.filter { left.contains($0) }
  }

  /// Places pods where there is room for them.
  ///
  /// - Returns: The pods that fit nowhere.
  private func placeWhatFits(_ pods: [Int], in snapshot: inout ClusterSnapshot) -> [Int] {
    var left = pods
    var start = 0
    // What is placed may be what others need near, so once again.
    for _ in 0..<2 {
      var refused: Set<FailureKey> = []
      var still: [Int] = []
      for pod in left {
        let key = snapshot.failureKey(of: pod)
        if !refused.contains(key),
          let node = snapshot.decide(pod, from: &start, sampling: .all).node
        {
          snapshot.place(pod, on: node)
        } else {
          refused.insert(key)
          still.append(pod)
        }
      }
      if still.isEmpty || still.count == left.count { return still }
      left = still
    }
    return left
  }

  /// How many nodes each group may get, or why none.
  private func findRoom(_ question: inout Question, _ groups: [NodeGroupState]) {
    let total = informers[.nodes].count + groups.reduce(0) { $0 + $1.upcoming - $1.starting.count }
    let left =
      options.maxNodesTotal > 0 ? max(0, options.maxNodesTotal - total) : Int.max
    for state in groups {
      let room = state.group.spec.maxReplicas - state.target
      if backoff(of: state.name) != nil {
        question.skipped[state.name] = "in backoff after failed scale-up"
      } else if room <= 0 {
        question.skipped[state.name] = "max node group size reached"
      } else if left == 0 {
        question.skipped[state.name] = "max total nodes in cluster reached"
      } else {
        question.room[state.name] = min(room, left, options.maxNodesPerScaleUp)
      }
    }
  }

  /// What could be done, one option for each group that helps any pod.
  private func findOptions(_ question: inout Question) -> [ScaleUpOption] {
    var found: [ScaleUpOption] = []
    for name in question.room.keys.sorted() {
      guard let template = question.templates[name], let room = question.room[name] else {
        continue
      }
      let estimator = ScaleUpEstimator(snapshot: question.snapshot, template: template)
      let refusals = estimator.refusals(of: question.pods)
      question.refusals[name] = refusals
      let fitting = question.pods.filter { refusals[$0] == nil }
      guard !fitting.isEmpty else { continue }
      let estimate = estimator.estimate(fitting, most: room)
      guard estimate.nodes > 0 else { continue }
      found.append(
        ScaleUpOption(
          nodes: [name: estimate.nodes], pods: estimate.pods, question.templates,
          question.snapshot))
    }
    return found
  }

  /// The option that the expanders leave.
  private func choose(
    _ options: inout [ScaleUpOption], _ question: Question
  ) -> (place: Int, by: String)? {
    guard !options.isEmpty else { return nil }
    if self.options.expanders.contains("optimal") { addOptimal(&options, question) }
    var left = Array(options.indices)
    var last = ""
    // Where there is nothing left to choose, the others still say what they think of it.
    for name in self.options.expanders + ["random"]
    where left.count > 1 || self.options.expanders.contains(name) {
      guard let expander = expander(name, question) else { continue }
      var candidates = left.map { options[$0] }
      let best = expander.best(of: &candidates)
      for (place, candidate) in zip(left, candidates) { options[place].scores = candidate.scores }
      if left.count > 1 || last.isEmpty { last = name }
      if !best.isEmpty { left = best.map { left[$0] } }
    }
    return left.first.map { ($0, last) }
  }

  private func expander(_ name: String, _ question: Question) -> (any Expander)? {
    switch name {
    case "most-pods": MostPodsExpander()
    case "least-waste": LeastWasteExpander()
    case "least-nodes": LeastNodesExpander()
    case "price":
      PriceExpander(question.templates.keys.sorted().compactMap { question.templates[$0]?.group })
    case "priority": priorityExpander
    case "optimal": OptimalExpander()
    default: RandomExpander(seed: environment.seed, moment: "\(now.microseconds)")
    }
  }

  private var priorityExpander: PriorityExpander? {
    let text = informers[.configMaps][PriorityExpander.configMap]?["data"]?[path: "priorities"]
    guard let text = text?.string else { return nil }
    return try? PriorityExpander(reading: text)
  }

  /// Adds the mix of groups that costs least.
  private func addOptimal(_ options: inout [ScaleUpOption], _ question: Question) {
    guard let strategy = strategies[self.options.optimalStrategy] else { return }
    let names = question.room.keys.sorted()
    let pods = question.pods.filter { pod in
      names.contains { question.refusals[$0]?[pod] == nil }
    }
    guard !pods.isEmpty else { return }
    let expansion = OptimalExpansion(
      snapshot: question.snapshot, templates: names.compactMap { question.templates[$0] },
      strategy: strategy, seed: environment.seed)
    guard let mix = expansion.option(for: pods, room: question.room) else { return }
    if let same = options.firstIndex(where: {
      $0.nodes == mix.nodes && $0.pods.count <= mix.pods.count
    }) {
      options[same] = mix
    } else {
      options.append(mix)
    }
  }

  /// Spreads the nodes of an option over groups that are alike.
  private func balanced(
    _ option: ScaleUpOption, _ question: Question, _ groups: [NodeGroupState]
  ) -> [String: Int] {
    guard options.balancesSimilarNodeGroups, option.nodes.count == 1,
      let name = option.groups.first, let template = question.templates[name]
    else { return option.nodes }
    let alike = groups.filter { state in
      guard (question.room[state.name] ?? 0) > 0 else { return false }
      let refused = question.refusals[state.name] ?? [:]
      return state.name == name
        || (template.group.isSimilar(to: state.group)
          && option.pods.allSatisfy { refused[$0] == nil })
    }
    return NodeGroupBalance.spread(
      option.nodeCount,
      over: alike.map { ($0.name, $0.target, $0.target + (question.room[$0.name] ?? 0)) })
  }

  private func carryOut(
    _ plan: [String: Int], _ options: [ScaleUpOption], _ chosen: Int, _ expander: String,
    _ question: Question, _ groups: [NodeGroupState], _ view: CapacityView
  ) throws(APIStatus) {
    var decision = CapacityDecision(.scaleUp, at: now, by: name)
    for state in groups {
      guard let count = plan[state.name], count > 0 else { continue }
      let change = CapacityDecision.GroupChange(
        group: state.name, from: state.target, to: state.target + count,
        most: state.group.spec.maxReplicas)
      decision.changes.append(change)
      try request(state.name, replicas: change.to)
      tellStatus(
        .normal, "ScaledUpGroup",
        "Scale-up: group \(change.group) size set to \(change.to) instead of \(change.from) "
          + "(max: \(change.most))")
    }
    lastScaleUp = now
    let helped = options[chosen].pods.sorted()
    let list = decision.changes.map { "{\($0.group) \($0.from)->\($0.to) (max: \($0.most))}" }
    for pod in helped {
      guard let object = view.pods[pod] else { continue }
      environment.events.record(
        object, reason: "TriggeredScaleUp",
        "pod triggered scale-up: [\(list.joined(separator: " "))]")
    }
    decision.pods = helped.map { view.name($0) }
    decision.chosenBy = expander
    decision.bound = options[chosen].bound
    decision.message = options[chosen].note
    decision.options = options.indices.map { options[$0].decided(isChosen: $0 == chosen) }
    decision.refusals = refusals(question, groups, view, helped: Set(helped))
    try environment.client.keep(decision)
    try tellUnhelped(question, groups, view, helped: Set(helped), isKept: false)
  }

  /// Why pods that no group would help are not helped, by group.
  private func refusals(
    _ question: Question, _ groups: [NodeGroupState], _ view: CapacityView, helped: Set<Int>
  ) -> [CapacityDecision.Refusal] {
    var found: [CapacityDecision.Refusal] = []
    for pod in question.pods where !helped.contains(pod) {
      for state in groups {
        if let reason = question.skipped[state.name] {
          found.append(.init(pod: view.name(pod), group: state.name, reason: reason))
        } else if let reasons = question.refusals[state.name]?[pod] {
          found.append(
            .init(
              pod: view.name(pod), group: state.name,
              reason: reasons.joined(separator: ", ")))
        }
      }
    }
    return found
  }

  /// Tells pods that no group would help why.
  private func tellUnhelped(
    _ question: Question, _ groups: [NodeGroupState], _ view: CapacityView, helped: Set<Int>,
    isKept: Bool = true
  ) throws(APIStatus) {
    for pod in question.pods where !helped.contains(pod) {
      guard let object = view.pods[pod] else { continue }
      var counts: [String: Int] = [:]
      var isHopeless = true
      for state in groups {
        if let reason = question.skipped[state.name] {
          counts[reason, default: 0] += 1
        } else if let reasons = question.refusals[state.name]?[pod] {
          for reason in reasons { counts[reason, default: 0] += 1 }
        } else {
          isHopeless = false
        }
      }
      guard isHopeless else { continue }
      let list = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      let message = "pod didn't trigger scale-up: " + list.joined(separator: ", ")
      guard toldPods[object.uid] != message else { continue }
      toldPods[object.uid] = message
      environment.events.record(object, reason: "NotTriggerScaleUp", message)
    }
    let refused = refusals(question, groups, view, helped: helped)
    guard isKept, refused != lastRefusals else { return }
    lastRefusals = refused
    var decision = CapacityDecision(.noScaleUp, at: now, by: name)
    decision.refusals = refused
    try environment.client.keep(decision)
  }
}
