// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Makes the pods of a job, which share what they have in common.
struct JobPodTemplate {
  private let name: String
  private let namespace: Value
  private let labels: Fields
  private let annotations: Fields?
  private let finalizers: Value
  private let owners: Value
  private let spec: Value
  private let terms: JobTerms

  /// The longest prefix of a generated name (`apiserver/pkg/storage/names`).
  private static let longestPrefix = 58

  init(_ job: Fields, _ terms: JobTerms) {
    self.terms = terms
    name = ObjectKey(job).name
    namespace = job.metadata["namespace"] ?? "default"
    let template = job.wanted["template"]?.object ?? Fields()
    let metadata = template.metadata
    var labels = metadata["labels"]?.object ?? Fields()
    // As the API adds them to the template where the selector is made up.
    for (key, value) in [
      (JobNames.controllerUID, job.uid), ("controller-uid", job.uid), (JobNames.jobName, name),
      ("job-name", name),
    ] where labels[key] == nil { labels[key] = .string(value) }
    self.labels = labels
    annotations = metadata["annotations"]?.object
    var names = metadata["finalizers"]?.array ?? []
    if !names.contains(.string(JobNames.tracking)) { names.append(.string(JobNames.tracking)) }
    finalizers = .array(names)
    owners = [
      [
        "apiVersion": "batch/v1", "kind": "Job", "name": .string(name), "uid": .string(job.uid),
        "controller": true, "blockOwnerDeletion": true,
      ]
    ]
    var spec = template.wanted
    if terms.isIndexed { Self.addIndexVariable(&spec) }
    self.spec = .object(spec)
  }

  /// Lets containers know the index of their pod.
  private static func addIndexVariable(_ spec: inout Fields) {
    let variable: Value = [
      "name": "JOB_COMPLETION_INDEX",
      "valueFrom": [
        "fieldRef": [
          "fieldPath": .string("metadata.labels['\(JobNames.completionIndex)']")
        ]
      ],
    ]
    for list in ["initContainers", "containers"] {
      guard let containers = spec[list]?.array else { continue }
      let changed: [Value] = containers.map { container in
        guard var fields = container.object else { return container }
        var variables = fields["env"]?.array ?? []
        let isKnown = variables.contains {
          $0.object?["name"]?.string == "JOB_COMPLETION_INDEX"
        }
        if isKnown { return container }
        variables.append(variable)
        fields["env"] = .array(variables)
        return .object(fields)
      }
      spec[list] = .array(changed)
    }
  }

  /// A pod.
  ///
  /// - Parameters:
  ///   - index: Its index, for indexed jobs.
  ///   - replaced: The failed pod of the index whose place it takes.
  /// - Returns: The pod, with a name to be made up.
  func pod(index: Int?, replacing replaced: Fields?) -> Fields {
    var (labels, annotations, spec) = (labels, annotations, spec)
    var prefix = String((name + "-").prefix(Self.longestPrefix))
    if let index {
      let text = String(index)
      labels[JobNames.completionIndex] = .string(text)
      var changed = annotations ?? Fields()
      changed[JobNames.completionIndex] = .string(text)
      if terms.backoffLimitPerIndex != nil { countFailures(&changed, replaced) }
      annotations = changed
      if var fields = spec.object {
        fields["hostname"] = .string("\(name)-\(index)")
        spec = .object(fields)
      }
      let suffix = "-\(index)-"
      prefix = String(name.prefix(Self.longestPrefix - suffix.count)) + suffix
    }
    var metadata: Fields = [
      "generateName": .string(prefix), "namespace": namespace, "labels": .object(labels),
    ]
    metadata["annotations"] = annotations.map { .object($0) }
    metadata["finalizers"] = finalizers
    metadata["ownerReferences"] = owners
    return ["apiVersion": "v1", "kind": "Pod", "metadata": .object(metadata), "spec": spec]
  }

  /// Hands on how often the index has failed.
  private func countFailures(_ annotations: inout Fields, _ replaced: Fields?) {
    var (failures, ignored) = (0, 0)
    if let replaced {
      failures = replaced.failureCount(JobNames.indexFailureCount)
      ignored = replaced.failureCount(JobNames.indexIgnoredFailureCount)
      if terms.failurePolicy?.verdict(replaced).counts ?? true {
        failures += 1
      } else {
        ignored += 1
      }
    }
    annotations[JobNames.indexFailureCount] = .string(String(failures))
    if ignored > 0 {
      annotations[JobNames.indexIgnoredFailureCount] = .string(String(ignored))
    }
  }
}
