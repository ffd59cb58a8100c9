// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is filled in in objects of the network (`pkg/apis/core/v1/defaults.go`,
/// `networking/v1`, `discovery/v1`).
enum NetworkDefaults {
  static func fillService(_ object: inout Fields) {
    object.complete("spec") { spec in
      spec.completeEach("ports") { port in
        port.fill("protocol", "TCP")
        if port.lacks("targetPort") || port["targetPort"] == 0 { port["targetPort"] = port["port"] }
      }
      spec.fill("type", "ClusterIP")
      spec.fill("sessionAffinity", "None")
      if spec["sessionAffinity"] == "ClientIP" {
        spec.completeOrMake("sessionAffinityConfig") { affinity in
          affinity.completeOrMake("clientIP") { $0.fill("timeoutSeconds", 10_800) }
        }
      }
      let type = spec["type"]?.string ?? ""
      let hasAddress = ["ClusterIP", "NodePort", "LoadBalancer"].contains(type)
      let isReached =
        type == "NodePort" || type == "LoadBalancer"
        || (type == "ClusterIP" && !(spec["externalIPs"]?.array ?? []).isEmpty)
      if isReached { spec.fill("externalTrafficPolicy", "Cluster") }
      if type == "LoadBalancer" { spec.fill("allocateLoadBalancerNodePorts", true) }
      guard hasAddress else { return }
      spec.fill("internalTrafficPolicy", "Cluster")
      // Which addresses there are is known where they are given.
      if let address = spec["clusterIP"], !spec.lacks("clusterIP") {
        spec.fill("clusterIPs", [address])
      }
      spec.fill("ipFamilies", ["IPv4"])
      spec.fill("ipFamilyPolicy", "SingleStack")
    }
  }

  static func fillEndpoints(_ object: inout Fields) {
    object.completeEach("subsets") { subset in
      subset.completeEach("ports") { $0.fill("protocol", "TCP") }
    }
  }

  static func fillEndpointSlice(_ object: inout Fields) {
    object.completeEach("ports") { port in
      if port["name"] == nil { port["name"] = "" }
      port.fill("protocol", "TCP")
    }
  }

  static func fillNetworkPolicy(_ object: inout Fields) {
    object.complete("spec") { spec in
      for direction in ["ingress", "egress"] {
        spec.completeEach(direction) { rule in
          rule.completeEach("ports") { $0.fill("protocol", "TCP") }
        }
      }
      guard spec["policyTypes"]?.array?.isEmpty ?? true else { return }
      let hasEgress = !(spec["egress"]?.array ?? []).isEmpty
      spec["policyTypes"] = hasEgress ? ["Ingress", "Egress"] : ["Ingress"]
    }
  }

  static func fillIngressClass(_ object: inout Fields) {
    object.complete("spec") { spec in
      spec.complete("parameters") { $0.fill("scope", "Cluster") }
    }
  }
}
