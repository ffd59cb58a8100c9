// SPDX-License-Identifier: Apache-2.0

public import VectorPacking

/// Pods on nodes as a packing says, made to keep every filter.
public struct ClusterPacking: Sendable {
  /// The cluster with the pods placed.
  public private(set) var snapshot: ClusterSnapshot
  /// The pods that had to be moved or left out because a filter refused where the packing put them.
  public private(set) var moved: [Int] = []
  /// The pods that are on no node.
  public private(set) var unplaced: [Int] = []

  /// Places pods as a packing says, then moves those that a filter refuses.
  ///
  /// A pod stays where it is if, taken off its node, it could be put there again. Others are taken
  /// off and placed one at a time where kube-scheduler would. Of a group of pods all are placed, or
  /// none.
  public init(_ lowered: LoweredCluster, _ packing: Packing) {
    snapshot = lowered.snapshot
    var nextNode = Array(repeating: 0, count: lowered.nodesOfType.count)
    var nextPod = Array(repeating: 0, count: lowered.podsOfShape.count)
    for pattern in packing.patterns {
      for _ in 0..<pattern.count {
        let node = lowered.nodesOfType[pattern.binType][nextNode[pattern.binType]]
        nextNode[pattern.binType] += 1
        for entry in pattern.contents {
          for _ in 0..<entry.count {
            snapshot.place(lowered.podsOfShape[entry.shape][nextPod[entry.shape]], on: node)
            nextPod[entry.shape] += 1
          }
        }
      }
    }
    repair(lowered.arrivals)
  }

  /// Takes what pods a run left where, for the same checks.
  init(_ snapshot: ClusterSnapshot, arrivals: [Int]) {
    self.snapshot = snapshot
    keepGroups(arrivals)
    unplaced = arrivals.filter { self.snapshot.node(ofPod: $0) == nil }
  }

  private mutating func repair(_ arrivals: [Int]) {
    var isMoved: Set<Int> = []
    // Where one pod is moved, another may be refused: again until nothing changes, at most so often.
    for _ in 0..<8 {
      var refused: [Int] = []
      for pod in arrivals {
        guard let node = snapshot.node(ofPod: pod) else { continue }
        snapshot.evict(pod)
        if snapshot.fits(pod, on: node) {
          snapshot.place(pod, on: node)
        } else {
          refused.append(pod)
        }
      }
      let before = arrivals.filter { snapshot.node(ofPod: $0) == nil }
      isMoved.formUnion(refused)
      var start = 0
      for pod in before {
        if let node = snapshot.decide(pod, from: &start, sampling: .all).node {
          snapshot.place(pod, on: node)
        }
      }
      if refused.isEmpty { break }
    }
    for pod in arrivals {
      guard let node = snapshot.node(ofPod: pod) else { continue }
      snapshot.evict(pod)
      if snapshot.fits(pod, on: node) { snapshot.place(pod, on: node) }
    }
    keepGroups(arrivals)
    unplaced = arrivals.filter { snapshot.node(ofPod: $0) == nil }
    moved = isMoved.sorted()
  }

  /// Takes groups off of which not all pods are placed.
  private mutating func keepGroups(_ arrivals: [Int]) {
    var broken: Set<String> = []
    for pod in arrivals where snapshot.node(ofPod: pod) == nil {
      if let group = snapshot.group(ofPod: pod) { broken.insert(group) }
    }
    guard !broken.isEmpty else { return }
    for pod in arrivals where snapshot.node(ofPod: pod) != nil {
      if let group = snapshot.group(ofPod: pod), broken.contains(group) { snapshot.evict(pod) }
    }
  }

  /// The packing that it is, for the problem it came from.
  public func packing(_ lowered: LoweredCluster) -> Packing {
    var shapes: [Int: Int] = [:]
    for (shape, pods) in lowered.podsOfShape.enumerated() {
      for pod in pods { shapes[pod] = shape }
    }
    var builder = Packing.Builder()
    for (type, nodes) in lowered.nodesOfType.enumerated() {
      for node in nodes {
        let contents = snapshot.pods(onNode: node).compactMap { shapes[$0] }
          .map { ShapeCount(shape: $0, count: 1) }
        if !contents.isEmpty { builder.add(binType: type, contents: contents) }
      }
    }
    return builder.build(for: lowered.problem)
  }
}

extension ClusterSnapshot {
  /// The group of a pod, all of which are placed or none, with its namespace.
  public func group(ofPod pod: Int) -> String? {
    pods.groups[pod].map { pods.namespaces[pod] + "/" + $0 }
  }
}
