// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is filled in in workloads (`pkg/apis/apps/v1/defaults.go`, `batch/v1`, `core/v1`).
enum WorkloadDefaults {
  static func fillDeployment(_ object: inout Fields) {
    object.complete("spec") { spec in
      spec.fill("replicas", 1)
      spec.complete("template", PodDefaults.fillTemplate)
      spec.completeOrMake("strategy") { strategy in
        strategy.fill("type", "RollingUpdate")
        guard strategy["type"] == "RollingUpdate" else { return }
        strategy.completeOrMake("rollingUpdate") { update in
          update.fill("maxUnavailable", "25%")
          update.fill("maxSurge", "25%")
        }
      }
      spec.fill("revisionHistoryLimit", 10)
      spec.fill("progressDeadlineSeconds", 600)
    }
  }

  static func fillReplicaSet(_ object: inout Fields) {
    object.complete("spec") { spec in
      spec.fill("replicas", 1)
      spec.complete("template", PodDefaults.fillTemplate)
    }
  }

  static func fillReplicationController(_ object: inout Fields) {
    var labels: Value?
    object.complete("spec") { spec in
      spec.fill("replicas", 1)
      spec.complete("template", PodDefaults.fillTemplate)
      labels = spec["template"]?[path: "metadata", "labels"]
      if let labels, spec["selector"]?.object?.isEmpty ?? true { spec["selector"] = labels }
    }
    fillLabels(&object, labels)
  }

  static func fillStatefulSet(_ object: inout Fields) {
    object.complete("spec") { spec in
      spec.fill("replicas", 1)
      spec.complete("template", PodDefaults.fillTemplate)
      spec.completeEach("volumeClaimTemplates") { claim in
        claim.fill("apiVersion", "v1")
        claim.fill("kind", "PersistentVolumeClaim")
        claim.complete("spec", StorageDefaults.fillClaimSpec)
        claim.completeOrMake("status") { $0.fill("phase", "Pending") }
      }
      spec.fill("podManagementPolicy", "OrderedReady")
      spec.completeOrMake("updateStrategy") { strategy in
        if strategy.lacks("type") {
          strategy["type"] = "RollingUpdate"
          strategy.fill("rollingUpdate", .object(Fields()))
        }
        guard strategy["type"] == "RollingUpdate" else { return }
        strategy.complete("rollingUpdate") { $0.fill("partition", 0) }
      }
      spec.fill("revisionHistoryLimit", 10)
      spec.completeOrMake("persistentVolumeClaimRetentionPolicy") { policy in
        policy.fill("whenDeleted", "Retain")
        policy.fill("whenScaled", "Retain")
      }
    }
  }

  static func fillDaemonSet(_ object: inout Fields) {
    object.complete("spec") { spec in
      spec.complete("template", PodDefaults.fillTemplate)
      spec.completeOrMake("updateStrategy") { strategy in
        strategy.fill("type", "RollingUpdate")
        guard strategy["type"] == "RollingUpdate" else { return }
        strategy.completeOrMake("rollingUpdate") { update in
          update.fill("maxUnavailable", 1)
          update.fill("maxSurge", 0)
        }
      }
      spec.fill("revisionHistoryLimit", 10)
    }
  }

  static func fillJob(_ object: inout Fields) {
    var labels: Value?
    object.complete("spec") { spec in
      if spec.lacks("completions"), spec.lacks("parallelism") { spec["completions"] = 1 }
      spec.fill("parallelism", 1)
      let isPerIndex = !spec.lacks("backoffLimitPerIndex")
      spec.fill("backoffLimit", isPerIndex ? .integer(Int64(Int32.max)) : 6)
      spec.fill("completionMode", "NonIndexed")
      spec.fill("suspend", false)
      spec.fill("manualSelector", false)
      let hasPolicy = spec["podFailurePolicy"]?.object != nil
      spec.complete("podFailurePolicy") { policy in
        policy.completeEach("rules") { rule in
          rule.completeEach("onPodConditions") { $0.fill("status", "True") }
        }
      }
      spec.fill("podReplacementPolicy", hasPolicy ? "Failed" : "TerminatingOrFailed")
      spec.complete("template", PodDefaults.fillTemplate)
      labels = spec["template"]?[path: "metadata", "labels"]
    }
    fillLabels(&object, labels)
  }

  static func fillCronJob(_ object: inout Fields) {
    object.complete("spec") { spec in
      spec.fill("concurrencyPolicy", "Allow")
      spec.fill("suspend", false)
      spec.fill("successfulJobsHistoryLimit", 3)
      spec.fill("failedJobsHistoryLimit", 1)
      spec.complete("jobTemplate") { job in
        job.complete("spec") { $0.complete("template", PodDefaults.fillTemplate) }
      }
    }
  }

  static func fillPodTemplate(_ object: inout Fields) {
    object.complete("template", PodDefaults.fillTemplate)
  }

  /// A workload without labels has those of its pods.
  private static func fillLabels(_ object: inout Fields, _ labels: Value?) {
    guard let labels, object["metadata"]?[path: "labels"]?.object?.isEmpty ?? true else { return }
    object.modify("metadata") { $0["labels"] = labels }
  }

  /// Sets how a job finds its pods, unless it says so itself: by its own identity
  /// (`pkg/registry/batch/job/strategy.go`).
  static func selectPods(of job: inout Fields) {
    let metadata = job.metadata
    guard let uid = metadata["uid"], let name = metadata["name"],
      job["spec"]?.object?["manualSelector"] != true
    else { return }
    job.modify("spec") { spec in
      spec.modify("template") { template in
        template.modify("metadata") { metadata in
          metadata.modify("labels") { labels in
            labels["batch.kubernetes.io/controller-uid"] = uid
            labels["batch.kubernetes.io/job-name"] = name
            labels["controller-uid"] = uid
            labels["job-name"] = name
          }
        }
      }
      spec.modify("selector") { selector in
        selector.modify("matchLabels") { $0["batch.kubernetes.io/controller-uid"] = uid }
      }
    }
  }
}
