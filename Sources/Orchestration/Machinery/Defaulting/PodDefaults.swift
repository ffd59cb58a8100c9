// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is filled in in pods and their templates (`pkg/apis/core/v1/defaults.go`).
enum PodDefaults {
  /// Fills in a pod: what its spec lacks, and what templates do not have filled in.
  static func fill(_ pod: inout Fields) {
    pod.complete("spec", fillPodSpec)
  }

  /// Fills in the spec of a pod.
  static func fillPodSpec(_ spec: inout Fields) {
    fillSpec(&spec)
    for containers in ["containers", "initContainers"] {
      spec.completeEach(containers) { $0.complete("resources", fillRequests) }
    }
    fillPodResources(&spec)
    spec.fill("enableServiceLinks", true)
    guard spec["hostNetwork"] == true else { return }
    for containers in ["containers", "initContainers"] {
      spec.completeEach(containers) { container in
        container.completeEach("ports") { port in
          if let own = port["containerPort"], port["hostPort"] ?? 0 == 0 { port["hostPort"] = own }
        }
      }
    }
  }

  /// Fills in the template of a workload.
  static func fillTemplate(_ template: inout Fields) {
    template.complete("spec", fillSpec)
  }

  /// Fills in what pods and templates have in common.
  static func fillSpec(_ spec: inout Fields) {
    spec.completeEach("volumes", VolumeDefaults.fill)
    for containers in ["initContainers", "containers", "ephemeralContainers"] {
      spec.completeEach(containers, ContainerDefaults.fill)
    }
    spec.fill("restartPolicy", "Always")
    spec.fill("terminationGracePeriodSeconds", 30)
    spec.fill("dnsPolicy", "ClusterFirst")
    // The older name of a field that is written under both names.
    if !spec.lacks("serviceAccountName") {
      if let name = spec["serviceAccountName"], spec["serviceAccount"] != name {
        spec["serviceAccount"] = name
      }
    } else if let name = spec["serviceAccount"], !spec.lacks("serviceAccount") {
      spec["serviceAccountName"] = name
    }
    spec.fill("securityContext", .object(Fields()))
    spec.complete("resources", ContainerDefaults.fillAmounts)
    spec.normalizeAmounts("overhead")
    spec.fill("schedulerName", "default-scheduler")
  }

  /// A limit is the request of what has none.
  private static func fillRequests(_ resources: inout Fields) {
    guard case .object(let limits)? = resources["limits"] else { return }
    resources.completeOrMake("requests") { $0.fill(from: limits) }
  }

  /// What a pod as a whole may use is what it requests, but for what its containers request.
  private static func fillPodResources(_ spec: inout Fields) {
    guard let limits = spec["resources"]?.object?["limits"]?.object, !limits.isEmpty else { return }
    var requested: [String: Quantity] = [:]
    for container in spec["containers"]?.array ?? [] {
      let requests = container[path: "resources", "requests"].flatMap { [String: Quantity]($0) }
      requested.merge(requests ?? [:]) { (try? $0.adding($1)) ?? max($0, $1) }
    }
    spec.complete("resources") { resources in
      resources.completeOrMake("requests") { requests in
        for name in ["cpu", "memory"] where requests[name] == nil {
          if let sum = requested[name] { requests[name] = sum.value }
        }
        requests.fill(from: limits)
      }
    }
  }
}

/// What is filled in in containers.
enum ContainerDefaults {
  static func fill(_ container: inout Fields) {
    container.completeEach("ports") { $0.fill("protocol", "TCP") }
    container.completeEach("env", fillVariable)
    container.fill("resources", .object(Fields()))
    container.complete("resources", fillAmounts)
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
      container.complete(probe, fillProbe)
    }
    container.complete("lifecycle") { lifecycle in
      for hook in ["postStart", "preStop"] {
        lifecycle.complete(hook) { $0.complete("httpGet", fillHTTPGet) }
      }
    }
    container.fill("terminationMessagePath", "/dev/termination-log")
    container.fill("terminationMessagePolicy", "File")
    if container.lacks("imagePullPolicy") {
      container["imagePullPolicy"] = pullPolicy(container["image"]?.string ?? "")
    }
  }

  /// An image without a fixed version is always asked for.
  static func pullPolicy(_ image: String) -> Value {
    let name = image.utf8.prefix { $0 != UInt8(ascii: "@") }
    let last = name.lastIndex(of: UInt8(ascii: "/")).map { name[name.index(after: $0)...] } ?? name
    guard let colon = last.firstIndex(of: UInt8(ascii: ":")) else {
      return name.count < image.utf8.count ? "IfNotPresent" : "Always"
    }
    return last[last.index(after: colon)...].elementsEqual("latest".utf8)
      ? "Always" : "IfNotPresent"
  }

  /// Writes requests and limits in their canonical form.
  static func fillAmounts(_ resources: inout Fields) {
    resources.normalizeAmounts("limits")
    resources.normalizeAmounts("requests")
  }

  private static func fillVariable(_ variable: inout Fields) {
    variable.complete("valueFrom") { $0.complete("fieldRef") { $0.fill("apiVersion", "v1") } }
  }

  private static func fillProbe(_ probe: inout Fields) {
    probe.complete("httpGet", fillHTTPGet)
    probe.complete("grpc") { if $0["service"] == nil { $0["service"] = "" } }
    probe.fillPositive("timeoutSeconds", 1)
    probe.fillPositive("periodSeconds", 10)
    probe.fillPositive("successThreshold", 1)
    probe.fillPositive("failureThreshold", 3)
  }

  private static func fillHTTPGet(_ request: inout Fields) {
    request.fill("path", "/")
    request.fill("scheme", "HTTP")
  }
}

/// What is filled in in the volumes of pods.
enum VolumeDefaults {
  static func fill(_ volume: inout Fields) {
    guard volume.count > 1 else {
      volume["emptyDir"] = .object(Fields())
      return
    }
    for source in ["secret", "configMap", "downwardAPI", "projected"] {
      volume.complete(source) { source in
        source.fill("defaultMode", 420)
        source.completeEach("items", fillItem)
        source.completeEach("sources") { projection in
          projection.complete("serviceAccountToken") { $0.fill("expirationSeconds", 3600) }
          projection.complete("downwardAPI") { $0.completeEach("items", fillItem) }
        }
      }
    }
    fillSource(&volume)
    volume.complete("ephemeral") { ephemeral in
      ephemeral.complete("volumeClaimTemplate") { template in
        template.complete("spec", StorageDefaults.fillClaimSpec)
      }
    }
    volume.complete("image") { image in
      if image.lacks("pullPolicy") {
        image["pullPolicy"] = ContainerDefaults.pullPolicy(image["reference"]?.string ?? "")
      }
    }
  }

  /// Fills in what the sources of pods' volumes and of persistent ones have in common.
  static func fillSource(_ volume: inout Fields) {
    volume.complete("hostPath") { if $0["type"] == nil { $0["type"] = "" } }
    volume.complete("iscsi") { $0.fill("iscsiInterface", "default") }
    volume.complete("rbd") { source in
      source.fill("pool", "rbd")
      source.fill("user", "admin")
      source.fill("keyring", "/etc/ceph/keyring")
    }
    volume.complete("azureDisk") { source in
      source.fill("cachingMode", "ReadWrite")
      source.fill("kind", "Shared")
      source.fill("fsType", "ext4")
      source.fill("readOnly", false)
    }
    volume.complete("scaleIO") { source in
      source.fill("storageMode", "ThinProvisioned")
      source.fill("fsType", "xfs")
    }
  }

  private static func fillItem(_ item: inout Fields) {
    item.complete("fieldRef") { $0.fill("apiVersion", "v1") }
  }
}
