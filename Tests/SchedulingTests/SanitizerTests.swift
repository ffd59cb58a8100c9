// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import SchedulingTestSupport
import Testing

@testable import Scheduling

@Suite("Clusters made fit to be shared")
struct SanitizerTests {
  /// Every decision of a run, nodes and pods by index; messages name claims, and are left out.
  private func decisions(_ objects: ClusterObjects) throws -> [SchedulingRun.Step] {
    var snapshot = try ClusterSnapshot(objects)
    return SchedulingRun().place(in: &snapshot).steps.map { step in
      var step = step
      step.diagnosis = nil
      return step
    }
  }

  private func records(_ objects: ClusterObjects) -> [Fields] {
    func typed(_ list: [some APIObject], _ version: String, _ kind: String) -> [Fields] {
      list.map {
        var object = $0
        (object.fields["apiVersion"], object.fields["kind"]) = (.string(version), .string(kind))
        return object.fields
      }
    }
    return typed(objects.namespaces, "v1", "Namespace") + typed(objects.nodes, "v1", "Node")
      + typed(objects.pods, "v1", "Pod") + typed(objects.services, "v1", "Service")
      + typed(objects.replicationControllers, "v1", "ReplicationController")
      + typed(objects.replicaSets, "apps/v1", "ReplicaSet")
      + typed(objects.statefulSets, "apps/v1", "StatefulSet")
      + typed(objects.podDisruptionBudgets, "policy/v1", "PodDisruptionBudget")
      + typed(objects.persistentVolumes, "v1", "PersistentVolume")
      + typed(objects.persistentVolumeClaims, "v1", "PersistentVolumeClaim")
      + typed(objects.storageClasses, "storage.k8s.io/v1", "StorageClass")
      + typed(objects.csiNodes, "storage.k8s.io/v1", "CSINode")
      + typed(objects.csiDrivers, "storage.k8s.io/v1", "CSIDriver")
      + typed(objects.csiStorageCapacities, "storage.k8s.io/v1", "CSIStorageCapacity")
      + typed(objects.volumeAttachments, "storage.k8s.io/v1", "VolumeAttachment")
  }

  @Test("are scheduled as before", arguments: ClusterRecipe.all.map(\.name))
  func sameDecisions(name: String) throws {
    let recipe = try #require(ClusterRecipe.all.first { $0.name == name }?.recipe)
    var placed = 0
    for seed in 0..<12 as Range<UInt64> {
      var generator = ClusterGenerator(seed: seed, recipe: recipe)
      var objects = generator.cluster().objects
      for index in objects.pods.indices {
        objects.pods[index].metadata.name =
          "\(objects.pods[index].metadata.name ?? "pod")-\(index)"
      }
      var shared = ClusterObjects()
      let result = Sanitizer(seed: seed).sanitized(records(objects))
      #expect(result.leftOut.isEmpty)
      for fields in result.objects { try shared.add(fields) }
      let expected = try decisions(objects)
      #expect(try decisions(shared) == expected, "\(name), seed \(seed)")
      placed += expected.count { $0.decision.node != nil }
    }
    #expect(placed > 0)
  }
}
