// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The objects of a YAML text.
func objects(_ yaml: String) throws -> ClusterObjects {
  var objects = ClusterObjects()
  for record in try ObjectReader().records(of: MemorySource(yaml)) {
    try objects.add(record.fields, from: record.position.description)
  }
  return objects
}

/// A workload of a kind with one container, whose further fields are those given.
func workload(
  _ kind: String, _ name: String, spec: String = "", container: String = "", template: String = "",
  metadata: String = ""
) -> String {
  let versions = [
    "Job": "batch/v1", "CronJob": "batch/v1", "ReplicationController": "v1", "Pod": "v1",
  ]
  let pod = "{containers: [{name: main, image: a\(container)}]\(template)}"
  let job = "template: {metadata: {labels: {app: \(name)}}, spec: \(pod)}"
  let body: String
  switch kind {
  case "Pod": body = pod
  case "CronJob": body = "{schedule: '@daily', jobTemplate: {spec: {\(job)\(spec)}}}"
  case "Job": body = "{\(job)\(spec)}"
  default: body = "{selector: {matchLabels: {app: \(name)}}, \(job)\(spec)}"
  }
  return """
    ---
    apiVersion: \(versions[kind] ?? "apps/v1")
    kind: \(kind)
    metadata: {name: \(name), namespace: test\(metadata)}
    spec: \(body)

    """
}

/// A node whose further fields are those given.
func node(_ name: String, labels: String = "", spec: String = "", status: String = "") -> String {
  """
  ---
  apiVersion: v1
  kind: Node
  metadata: {name: \(name), labels: {kubernetes.io/hostname: \(name)\(labels)}}
  spec: {\(spec)}
  status: {\(status)}

  """
}

extension Expansion {
  /// The names of the pods that were made.
  var madeNames: [String] {
    objects.pods.dropFirst(existingPods).map { $0.metadata.name ?? "" }
  }

  /// The sentences of the assumptions of a kind.
  func texts(_ kind: Assumption.Kind) -> [String] {
    assumptions.filter { $0.kind == kind }.map(\.text)
  }
}
