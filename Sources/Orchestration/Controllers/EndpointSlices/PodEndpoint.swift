// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What a pod is as an endpoint of a service
/// (`staging/src/k8s.io/endpointslice/utils.go`, `util/controller_utils.go`).
enum PodEndpoint {
  /// Whether a pod is among the endpoints of services that select it: it has an address and has not
  /// ended by itself.
  static func isEndpoint(_ pod: Fields) -> Bool {
    !pod.hasFinishedPhase && !(pod.observed["podIP"]?.string ?? "").isEmpty
  }

  /// The endpoint, without hints.
  ///
  /// - Parameters:
  ///   - pod: The pod, which has an address.
  ///   - service: The service.
  ///   - zone: The zone of the pod's node; `nil` where it has none.
  /// - Returns: The endpoint.
  static func endpoint(_ pod: Fields, of service: Fields, zone: String?) -> Fields {
    let key = ObjectKey(pod)
    let (isServing, isEnding) = (pod.isReady, pod.isTerminating)
    let isPublished = service.wanted["publishNotReadyAddresses"] == true
    var endpoint: Fields = [
      "addresses": [pod.observed["podIP"] ?? ""],
      "conditions": [
        "ready": .bool(isPublished || (isServing && !isEnding)), "serving": .bool(isServing),
        "terminating": .bool(isEnding),
      ],
    ]
    let spec = pod.wanted
    if let hostname = spec["hostname"], !spec.lacks("hostname"),
      spec["subdomain"]?.string == ObjectKey(service).name
    {
      endpoint["hostname"] = hostname
    }
    endpoint["targetRef"] = [
      "kind": "Pod", "namespace": .string(key.namespace), "name": .string(key.name),
      "uid": .string(pod.uid),
    ]
    let node = pod.boundNode
    if !node.isEmpty { endpoint["nodeName"] = .string(node) }
    if let zone, !zone.isEmpty { endpoint["zone"] = .string(zone) }
    return endpoint
  }

  /// The ports of a service at a pod: those with a name are looked up in its containers, and one that
  /// no container has is left out.
  static func ports(_ pod: Fields, of service: Fields) -> [Value] {
    var ports: [Value] = []
    for case .object(let port) in service.wanted["ports"]?.array ?? [] {
      let transport = port["protocol"] ?? "TCP"
      let number: Int
      switch port["targetPort"] {
      case .string(let name)?:
        guard let found = Self.number(of: name, transport, in: pod) else { continue }
        number = found
      case .integer(let target)?: number = Int(clamping: target)
      default: number = port.wholeNumber("port") ?? 0
      }
      var made: Fields = [
        "name": port["name"] ?? "", "protocol": transport, "port": .integer(Int64(number)),
      ]
      made["appProtocol"] = port["appProtocol"]
      ports.append(.object(made))
    }
    return ports
  }

  /// The port of a name, also of sidecars (`pkg/api/v1/pod/util.go`).
  private static func number(of name: String, _ transport: Value, in pod: Fields) -> Int? {
    let spec = pod.wanted
    let sidecars = (spec["initContainers"]?.array ?? []).filter {
      $0.object?["restartPolicy"] == "Always"
    }
    for case .object(let container) in (spec["containers"]?.array ?? []) + sidecars {
      for case .object(let port) in container["ports"]?.array ?? [] {
        if port["name"]?.string == name, port["protocol"] ?? "TCP" == transport {
          return port.wholeNumber("containerPort")
        }
      }
    }
    return nil
  }

  /// Whether a change of a pod is one of its endpoints
  /// (`podEndpointsChanged` in `util/controller_utils.go`).
  static func hasChanged(_ pod: Fields, from old: Fields) -> Bool {
    pod.isTerminating != old.isTerminating || pod.isReady != old.isReady
      || pod.hasFinishedPhase != old.hasFinishedPhase
      || pod.observed["podIP"] != old.observed["podIP"] || pod.boundNode != old.boundNode
      || pod.wanted["hostname"] != old.wanted["hostname"]
      || pod.wanted["subdomain"] != old.wanted["subdomain"]
  }
}
