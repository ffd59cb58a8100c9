// SPDX-License-Identifier: Apache-2.0

extension WorkloadExpander {
  /// Makes the pods that a Job runs at a time and that are not there.
  mutating func expand(_ job: Job) throws(ExpansionError) {
    let owner = Owner("Job", "batch/v1", job.metadata)
    let hasFinished = job.status.conditions.contains {
      ($0.type == "Complete" || $0.type == "Failed") && $0.status == "True"
    }
    if hasFinished { return }
    if job.spec.suspend == true {
      log.note(.suspended, "Job", of: owner.name.name) {
        "\(counted($0, "Job")) that \($0 == 1 ? "is" : "are") suspended: no pods"
      }
      return
    }
    var wanted = try checked(job.spec.parallelism, of: owner, field: "spec.parallelism")
    if job.spec.completions != nil {
      let completions = try checked(job.spec.completions, of: owner, field: "spec.completions")
      wanted = min(wanted, max(0, completions - max(0, job.status.succeeded ?? 0)))
    }
    let existing = owned.members(of: owner.name).count
    let missing = missing(wanted, existing: existing, of: owner)
    guard missing > 0 else { return }
    let name = owner.name.name
    let pod = try prototype(
      job.spec.template, of: owner, count: missing,
      labels: [
        "batch.kubernetes.io/job-name": name, "job-name": name,
        "batch.kubernetes.io/controller-uid": owner.uid, "controller-uid": owner.uid,
      ])
    let isIndexed = job.spec.completionMode == "Indexed"
    try add(pod, count: missing, prefix: name) { pod, index in
      guard isIndexed else { return }
      let key = "batch.kubernetes.io/job-completion-index"
      pod.metadata.labels[key] = String(index)
      pod.metadata.annotations[key] = String(index)
      pod.spec.hostname = "\(name)-\(index)"
    }
  }

  /// Makes one job of a CronJob, unless one of its jobs is there, and its pods.
  mutating func expand(_ cronJob: CronJob) throws(ExpansionError) {
    let owner = Owner("CronJob", "batch/v1", cronJob.metadata)
    if cronJob.spec.suspend == true {
      log.note(.suspended, "CronJob", of: owner.name.name) {
        "\(counted($0, "CronJob")) that \($0 == 1 ? "is" : "are") suspended: no pods"
      }
      return
    }
    let isRunning = owned.dependents(of: owner.name).contains { name in
      jobIndex[name].map { objects.jobs[$0].status.completionTime == nil } ?? false
    }
    if isRunning { return }
    log.note(.cronJob, of: owner.name.name) {
      "\(counted($0, "CronJob")) counted as if one job of each ran"
    }
    var job = Job()
    job.apiVersion = "batch/v1"
    job.kind = "Job"
    job.metadata.name = owner.name.name + "-" + StableName.suffix(of: owner.name.description)
    job.metadata.namespace = owner.name.namespace
    job.metadata.labels = cronJob.spec.jobTemplate.metadata.labels
    job.metadata.annotations = cronJob.spec.jobTemplate.metadata.annotations
    job.metadata.ownerReferences = [owner.reference]
    job.metadata.uid = Owner("Job", "batch/v1", job.metadata).uid
    job.spec = cronJob.spec.jobTemplate.spec
    objects.jobs.append(job)
    try expand(job)
  }
}
