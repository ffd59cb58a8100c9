// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Scheduling

/// What the author of a controller can ask a cluster in memory, and what the answers look like.
///
///     swift run --package-path Examples ControllerQuestions datasets/clusters/shop.yaml
///
/// A controller would keep a `ClusterSnapshot` up to date by `place` and `evict` as events come;
/// here one is made of a file. Every question leaves the snapshot as it was.
@main
struct ControllerQuestions {
  static func main() throws {
    let path = CommandLine.arguments.dropFirst().first ?? "datasets/clusters/shop.yaml"
    let snapshot = try ClusterSnapshot(try objects(of: path))
    let waiting = snapshot.pendingPods
    print("\(path): \(snapshot.nodeCount) nodes, \(waiting.count) pods without a node")
    // One that has a choice says more than one that has none.
    let choosing = waiting.first { pod in
      (0..<snapshot.nodeCount).count { snapshot.fits(pod, on: $0) } > 1
    }
    guard let pod = choosing ?? waiting.first else { return }

    print("\nOne pod: where would it go, and why?")
    decide(pod, in: snapshot)

    print("\nAll that wait: do they fit together?")
    let together = fitTogether(waiting, in: snapshot)

    print("\nMore of the same: how many replicas fit?")
    countReplicas(of: pod, in: together)

    print("\nAn urgent pod: whom would it evict?")
    let urgent = try evictForUrgent(in: together)

    print("\nThe last victim: why does it fit nowhere now?")
    explainVictim(in: urgent)

    print("\nOne node less: where would its pods go?")
    drainBusiest(in: together)
  }

  /// Reads the objects of a file, and makes the pods that its workloads ask for.
  ///
  /// A controller has these objects from its watches.
  static func objects(of path: String) throws -> ClusterObjects {
    var objects = ClusterObjects()
    for record in try ObjectReader().records(of: try FileSource(path: path)) {
      try objects.add(record.fields, from: "\(record.position.file):\(record.position.line)")
    }
    return try objects.expanded().objects
  }
}
