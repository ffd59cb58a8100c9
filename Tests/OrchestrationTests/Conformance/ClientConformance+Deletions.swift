// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

extension ClientConformance {
  /// How objects end.
  static let deletions: [ClientConformance] = [
    ClientConformance("objects are gone at once") { api in
      let created = try api.client.create(.configMaps, configMap("one"))
      let answer = try api.client.delete(.configMaps, key("one"), DeleteOptions())
      #expect(
        answer == [
          "kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success",
          "details": ["name": "one", "kind": "configmaps", "uid": .string(created.uid)],
        ])
      expect(.notFound, "configmaps \"one\" not found") {
        _ = try api.client.delete(.configMaps, key("one"), DeleteOptions())
      }
      // Some kinds answer with the object.
      try api.client.create(
        .services,
        [
          "metadata": ["name": "web", "namespace": "default"],
          "spec": ["ports": [["port": 80]]],
        ])
      let service = try api.client.delete(.services, key("web"), DeleteOptions())
      #expect(service["kind"] == "Service")
    },
    ClientConformance("deletions have conditions") { api in
      let created = try api.client.create(.configMaps, configMap("one"))
      expect(
        .conflict,
        "Operation cannot be fulfilled on configmaps \"one\": Precondition failed: UID in "
          + "precondition: other, UID in object meta: \(created.uid)"
      ) {
        _ = try api.client.delete(.configMaps, key("one"), DeleteOptions(uid: "other"))
      }
      _ = try api.client.delete(.configMaps, key("one"), DeleteOptions(uid: created.uid))
      #expect(try api.client.find(.configMaps, key("one")) == nil)
    },
    ClientConformance("pods are given time") { api in
      try api.client.create(.pods, pod("waiting"))
      _ = try api.client.delete(.pods, key("waiting"), DeleteOptions())
      #expect(try api.client.find(.pods, key("waiting")) == nil)
      try api.client.create(.pods, pod("one"))
      try api.client.bind(key("one"), uid: nil, to: "node-1")
      let ending = try api.client.delete(.pods, key("one"), DeleteOptions())
      #expect(ending.metadata["deletionGracePeriodSeconds"] == 30)
      #expect(ending.metadata["generation"] == 2)
      let sooner = try api.client.delete(.pods, key("one"), DeleteOptions(gracePeriodSeconds: 5))
      #expect(sooner.metadata["deletionGracePeriodSeconds"] == 5)
      let later = try api.client.delete(.pods, key("one"), DeleteOptions(gracePeriodSeconds: 60))
      #expect(later.metadata["deletionTimestamp"] == sooner.metadata["deletionTimestamp"])
      _ = try api.client.delete(.pods, key("one"), DeleteOptions(gracePeriodSeconds: 0))
      #expect(try api.client.find(.pods, key("one")) == nil)
    },
    ClientConformance("finalizers are waited for") { api in
      var object = configMap("one")
      object.modify("metadata") { $0["finalizers"] = ["example.com/a"] }
      try api.client.create(.configMaps, object)
      let ending = try api.client.delete(.configMaps, key("one"), DeleteOptions())
      #expect(ending.metadata["deletionTimestamp"] != nil)
      var more = ending
      more.modify("metadata") { $0["finalizers"] = ["example.com/a", "example.com/b"] }
      expect(
        .invalid,
        "ConfigMap \"one\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added "
          + "if the object is being deleted, found new finalizers []string{\"example.com/b\"}"
      ) { try api.client.update(.configMaps, more) }
      var free = ending
      free.modify("metadata") { $0["finalizers"] = nil }
      try api.client.update(.configMaps, free)
      #expect(try api.client.find(.configMaps, key("one")) == nil)
    },
    ClientConformance("what becomes of dependents stands in the finalizers") { api in
      for (policy, finalizer) in [
        (PropagationPolicy.foreground, "foregroundDeletion"), (.orphan, "orphan"),
      ] {
        try api.client.create(.deployments, deployment(finalizer.lowercased()))
        let ending = try api.client.delete(
          .deployments, key(finalizer.lowercased()), DeleteOptions(propagation: policy))
        #expect(ending.metadata["finalizers"] == [.string(finalizer)])
      }
      try api.client.create(.deployments, deployment("back"))
      let gone = try api.client.delete(
        .deployments, key("back"), DeleteOptions(propagation: .background))
      #expect(gone["status"] == "Success")
    },
    ClientConformance("namespaces end empty") { api in
      try api.client.create(.namespaces, ["metadata": ["name": "short"]])
      let ending = try api.client.delete(
        .namespaces, ObjectKey(name: "short"), DeleteOptions())
      #expect(ending["status"]?[path: "phase"] == "Terminating")
      let refused = status {
        try api.client.create(
          .configMaps, ["metadata": ["name": "one", "namespace": "short"]])
      }
      #expect(refused?.reason == .forbidden)
      #expect(
        refused?.message
          == "configmaps \"one\" is forbidden: unable to create new content in namespace short because "
          + "it is being terminated")
      #expect(refused?.details?.causes.first?.reason == "NamespaceTerminating")
      var final = ending
      final.modify("spec") { $0["finalizers"] = nil }
      _ = try api.client.update(.namespaces, final, subresource: .finalize, WriteOptions())
      #expect(try api.client.find(.namespaces, ObjectKey(name: "short")) == nil)
    },
    ClientConformance("collections are deleted by selection") { api in
      for name in ["a", "b", "c"] {
        try api.client.create(
          .configMaps, configMap(name, labels: ["odd": name == "b" ? "no" : "yes"]))
      }
      try api.client.deleteCollection(
        .configMaps, ListOptions(namespace: "default", labels: try LabelSelector("odd=yes")),
        DeleteOptions())
      let rest = try api.client.list(.configMaps, ListOptions(namespace: "default"))
      #expect(rest.items.map { ObjectKey($0).name } == ["b"])
    },
  ]
}
