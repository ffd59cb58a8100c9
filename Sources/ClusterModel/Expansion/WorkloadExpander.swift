// SPDX-License-Identifier: Apache-2.0

/// Makes pods of workloads, one workload at a time.
struct WorkloadExpander {
  var objects: ClusterObjects
  var log = AssumptionLog()
  let options: ExpansionOptions
  let admission: PodAdmission
  let owned: OwnedPods
  private var podNames: Set<ObjectName>
  private var claimNames: Set<ObjectName>
  /// The Deployments of the input.
  let deploymentNames: Set<ObjectName>
  /// Where the ReplicaSets of the input stand.
  let replicaSetIndex: [ObjectName: Int]
  /// Where the Jobs of the input stand.
  let jobIndex: [ObjectName: Int]

  init(_ objects: ClusterObjects, _ options: ExpansionOptions) {
    self.objects = objects
    self.options = options
    admission = PodAdmission(objects)
    owned = OwnedPods(objects)
    podNames = Set(objects.pods.map { ObjectName(kind: "Pod", of: $0.metadata) })
    claimNames = Set(
      objects.persistentVolumeClaims.map {
        ObjectName(kind: "PersistentVolumeClaim", of: $0.metadata)
      })
    deploymentNames = Set(
      objects.deployments.map { ObjectName(kind: "Deployment", of: $0.metadata) })
    replicaSetIndex = Self.index("ReplicaSet", objects.replicaSets)
    jobIndex = Self.index("Job", objects.jobs)
  }

  private static func index(
    _ kind: String, _ objects: [some APIObject]
  ) -> [ObjectName: Int] {
    let names = objects.map { ObjectName(kind: kind, of: $0.metadata) }
    return Dictionary(zip(names, objects.indices)) { first, _ in first }
  }

  /// A workload that pods are made for.
  struct Owner {
    var name: ObjectName
    var apiVersion: String
    var uid: String

    init(_ kind: String, _ apiVersion: String, _ metadata: ObjectMeta) {
      name = ObjectName(kind: kind, of: metadata)
      self.apiVersion = apiVersion
      uid = metadata.uid ?? StableName.uid(of: name.description)
    }

    /// The reference by which what it manages refers to it.
    var reference: OwnerReference {
      var reference = OwnerReference()
      reference.apiVersion = apiVersion
      reference.kind = name.kind
      reference.name = name.name
      reference.uid = uid
      reference.controller = true
      reference.blockOwnerDeletion = true
      return reference
    }
  }

  /// Fills in the pods that are there: what a server has not taken yet as it would, and what has not
  /// ended where it lacks requests.
  mutating func admitPods() throws(ExpansionError) {
    for index in objects.pods.indices {
      var pod = objects.pods[index]
      if !pod.isAdmitted {
        if pod.metadata.namespace == nil { pod.metadata.namespace = "default" }
        try admission.admit(&pod, standingFor: 1, called: pod.messageName, &log)
        makeEphemeralClaims(for: pod)
      }
      if !pod.hasEnded { fillMissingRequests(&pod, standingFor: 1, called: pod.messageName) }
      objects.pods[index] = pod
    }
  }

  /// The pod that all pods of a workload are made from, filled in.
  mutating func prototype(
    _ template: PodTemplateSpec, of owner: Owner, count: Int, labels: [String: String] = [:],
    called name: ObjectName? = nil
  ) throws(ExpansionError) -> Pod {
    var pod = Pod()
    pod.apiVersion = "v1"
    pod.kind = "Pod"
    pod.metadata.namespace = owner.name.namespace
    pod.metadata.labels = template.metadata.labels.merging(labels) { $1 }
    pod.metadata.annotations = template.metadata.annotations
    pod.metadata.finalizers = template.metadata.finalizers
    pod.metadata.ownerReferences = [owner.reference]
    pod.spec = template.spec
    let object = (name ?? owner.name).description
    try admission.admit(&pod, standingFor: count, called: object, &log)
    fillMissingRequests(&pod, standingFor: count, called: object)
    return pod
  }

  /// Whether there is a pod with a name.
  func isTaken(_ name: String, in namespace: String?) -> Bool {
    podNames.contains(ObjectName(kind: "Pod", namespace: namespace, name: name))
  }

  /// Adds a pod, under a name that is not taken, which a number makes it where it has to.
  mutating func add(_ prototype: Pod, named name: String) throws(ExpansionError) {
    var pod = prototype
    pod.metadata.name = name
    var full = ObjectName(kind: "Pod", of: pod.metadata)
    var number = 0
    while !podNames.insert(full).inserted {
      number += 1
      full.name = "\(name)-\(number)"
    }
    pod.metadata.name = full.name
    pod.metadata.uid = StableName.uid(of: full.description)
    guard objects.pods.count < options.maximumPods else {
      throw .tooManyPods(options.maximumPods, object: full.description)
    }
    objects.pods.append(pod)
    makeEphemeralClaims(for: pod)
  }

  /// Adds pods under the names `prefix-0`, `prefix-1` and so on, past those that are taken.
  mutating func add(
    _ prototype: Pod, count: Int, prefix: String,
    each change: (inout Pod, Int) -> Void = { _, _ in }
  ) throws(ExpansionError) {
    var index = 0
    for _ in 0..<count {
      while isTaken("\(prefix)-\(index)", in: prototype.metadata.namespace) { index += 1 }
      var pod = prototype
      change(&pod, index)
      try add(pod, named: "\(prefix)-\(index)")
      index += 1
    }
  }

  /// How many pods are missing, and notes those that are there.
  mutating func missing(
    _ wanted: Int, existing: Int, of owner: Owner
  ) -> Int {
    if existing > 0 {
      let missing = max(0, wanted - existing)
      let name = owner.name.description
      if existing == wanted {
        // A dump of a whole cluster has hundreds of these, and nothing is taken for granted.
        log.note(.existingPods, of: name) {
          $0 == 1
            ? "1 workload has all the pods that it asks for"
            : "\($0) workloads have all the pods that they ask for"
        }
        return 0
      }
      log.note(.existingPods, name, count: existing, of: nil) { _ in
        "\(name) asks for \(counted(wanted, "pod")) and has \(existing): "
          + (missing == 0 ? "none is" : "\(missing) \(missing == 1 ? "is" : "are")") + " added"
      }
    }
    return max(0, wanted - existing)
  }

  /// A number of pods as it was asked for, which cannot be negative.
  func checked(
    _ replicas: Int?, of owner: Owner, field: String = "spec.replicas"
  ) throws(ExpansionError) -> Int {
    let replicas = replicas ?? 1
    guard replicas >= 0 else {
      throw .replicas(replicas, object: owner.name.description, field: field)
    }
    guard replicas <= options.maximumPods else {
      throw .tooManyPods(options.maximumPods, object: owner.name.description)
    }
    return replicas
  }

  /// Makes the claims that live as long as a pod.
  private mutating func makeEphemeralClaims(for pod: Pod) {
    for volume in pod.spec.volumes {
      guard let template = volume.ephemeral?.volumeClaimTemplate, let name = volume.name,
        let podName = pod.metadata.name
      else { continue }
      var claim = PersistentVolumeClaim()
      claim.metadata = template.metadata
      claim.spec = template.spec
      claim.metadata.ownerReferences = [Owner("Pod", "v1", pod.metadata).reference]
      addClaim(claim, named: "\(podName)-\(name)", in: pod.metadata.namespace)
    }
  }

  /// Adds a claim unless there is one with the name.
  mutating func addClaim(
    _ claim: PersistentVolumeClaim, named name: String, in namespace: String?
  ) {
    var claim = claim
    claim.apiVersion = "v1"
    claim.kind = "PersistentVolumeClaim"
    claim.metadata.name = name
    claim.metadata.namespace = namespace
    let full = ObjectName(kind: "PersistentVolumeClaim", of: claim.metadata)
    guard claimNames.insert(full).inserted else { return }
    claim.metadata.uid = StableName.uid(of: full.description)
    objects.persistentVolumeClaims.append(claim)
  }
}
