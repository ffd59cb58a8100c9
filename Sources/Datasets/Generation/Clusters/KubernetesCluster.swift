// SPDX-License-Identifier: Apache-2.0

import ClusterModel

extension ClusterRecipe {
  /// A cluster as companies run them: pools of nodes in zones, some tainted; services, workers,
  /// databases with volumes, batch jobs and work for GPUs; agents on every node.
  ///
  /// An invention of this project, not a trace. What nodes keep for themselves is the published rule
  /// of one vendor. Few workloads have very many replicas, as in Tirmazi et al.; all other shares are
  /// round numbers of ours, in the tables of `WorkloadKind` and `NodePool`. Pods that run keep all
  /// hard constraints and the room of their nodes.
  ///
  /// What nodes offer: Google Distributed Cloud, "Resources available for your workloads".
  /// Sizes of jobs: M. Tirmazi, A. Barker, N. Deng, M. E. Haque, Z. G. Qin, S. Hand,
  /// M. Harchol-Balter, J. Wilkes: Borg: the next generation, EuroSys 2020.
  public static let kubernetesCluster = ClusterRecipe(
    "kubernetes-cluster", "a Kubernetes cluster as kubectl prints it: most pods run, some wait",
    reference: "this project; reserved resources by Google Distributed Cloud, heavy-tailed sizes "
      + "as in Tirmazi et al., EuroSys 2020",
    parameters: [
      RecipeParameter("nodes", "number of nodes", 1...5_000, standard: 30),
      RecipeParameter("zones", "number of zones", 1...9, standard: 3),
      RecipeParameter(
        "fill", "percent of CPU or memory of untainted nodes that running pods request", 0...95,
        standard: 60),
      RecipeParameter(
        "pending", "pods without a node for every hundred that run", 0...1_000, standard: 10),
      RecipeParameter("gpu", "percent of nodes that have GPUs", 0...100, standard: 10),
      RecipeParameter("unset", "percent of workloads without requests", 0...100, standard: 5),
    ]
  ) { draw in
    var sketch = ClusterSketch(nodes: NodePool.nodes(&draw))
    sketch.addAgents(&draw)
    sketch.addRunning(&draw)
    sketch.addPending(&draw)
    return sketch.objects(&draw)
  }
}

extension RecipeDraw {
  /// Whether something of a probability in percent happens.
  mutating func happens(_ percent: Int64) -> Bool { uniform(1...100) <= percent }

  /// One of some choices, each as likely as its weight says.
  mutating func pick<Choice>(_ choices: [(weight: Int64, choice: Choice)]) -> Choice {
    var left = uniform(1...max(1, choices.reduce(0) { $0 + $1.weight }))
    for (weight, choice) in choices.dropLast() {
      left -= weight
      if left <= 0 { return choice }
    }
    return choices[choices.count - 1].choice
  }

  /// One of some choices, all as likely.
  mutating func pick<Choice>(of choices: [Choice]) -> Choice { choices[below(choices.count)] }

  /// A suffix as Kubernetes makes them, without vowels and what looks like them.
  mutating func suffix(_ length: Int) -> String {
    let letters = Array("bcdfghjklmnpqrstvwxz2456789")
    return String((0..<length).map { _ in letters[below(letters.count)] })
  }

  /// An identity.
  mutating func uid() -> String {
    let digits = Array("0123456789abcdef")
    return [8, 4, 4, 4, 12].map { length in
      String((0..<length).map { _ in digits[below(16)] })
    }.joined(separator: "-")
  }

  /// A moment in the days before the dump was made, which is the start of 1 March 2026.
  mutating func moment(daysBefore days: ClosedRange<Int64>) -> Value {
    let age = uniform(days.lowerBound * 86_400...days.upperBound * 86_400)
    return .string(Timestamp(seconds: 1_772_323_200 - age).description)
  }
}
