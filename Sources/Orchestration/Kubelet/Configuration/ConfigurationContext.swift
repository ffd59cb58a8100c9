// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// Why a container has no environment or a volume no files.
enum ConfigurationFault: Error, Hashable {
  /// It is not known yet whether an object is there.
  case unknown
  /// What is wrong, in the words of Kubernetes.
  case failed(String)
}

/// What the environment and the files of a pod are made from.
struct ConfigurationContext {
  let pod: Fields
  let namespace: String
  let nodeName: String
  let hostAddress: String
  /// The pod's own address; empty before it has one.
  let podAddress: String
  /// What a container may use where it has no limit, in thousandths for the processor.
  let allocatable: [String: Int64]
  let lookup: (ConfigurationReference) -> ConfigurationCache.Finding

  /// What an object holds; `nil` where it is not there and may be missing.
  func object(
    _ kind: ConfigurationReference.Kind, _ name: String, isOptional: Bool
  ) throws(ConfigurationFault) -> ConfigurationObject? {
    switch lookup(ConfigurationReference(kind: kind, name: name)) {
    case .unknown: throw .unknown
    case .present(let object): return object
    case .absent:
      if isOptional { return nil }
      throw .failed("\(kind.word) \"\(name)\" not found")
    }
  }

  // MARK: Fields of the pod

  /// A field of the pod as text (`pkg/fieldpath`, `podFieldSelectorRuntimeValue`).
  func field(_ path: String) throws(ConfigurationFault) -> String {
    let metadata = pod.metadata
    switch path {
    case "metadata.name": return metadata["name"]?.string ?? ""
    case "metadata.namespace": return namespace
    case "metadata.uid": return pod.uid
    case "metadata.labels": return Self.lines(metadata["labels"])
    case "metadata.annotations": return Self.lines(metadata["annotations"])
    case "spec.nodeName": return nodeName
    case "spec.serviceAccountName":
      return pod["spec"]?[path: "serviceAccountName"]?.string ?? ""
    case "status.hostIP", "status.hostIPs": return hostAddress
    case "status.podIP", "status.podIPs": return podAddress
    default:
      for map in ["labels", "annotations"] {
        let opening = "metadata.\(map)['"
        guard path.hasPrefix(opening), path.hasSuffix("']") else { continue }
        let key = String(path.dropFirst(opening.count).dropLast(2))
        return metadata[map]?[path: key]?.string ?? ""
      }
      throw .failed("unsupported fieldPath: \(path)")
    }
  }

  /// A map, a line for each key (`FormatMap` in `pkg/fieldpath`).
  private static func lines(_ map: Value?) -> String {
    (map?.object ?? Fields()).sorted { $0.0 < $1.0 }.map { key, value in
      key + "=" + JSONWriter().text(value)
    }.joined(separator: "\n")
  }

  // MARK: Resources of containers

  /// What a container requests or may use, in units of a divisor, rounded up
  /// (`pkg/api/v1/resource/helpers.go`).
  func resource(
    _ selector: Fields, ofContainer usual: Fields
  ) throws(ConfigurationFault) -> String {
    var container = usual
    if let name = selector["containerName"]?.string, !name.isEmpty {
      let spec = pod["spec"]?.object ?? Fields()
      let all = spec.objects("containers") + spec.objects("initContainers")
      guard let found = all.first(where: { $0["name"]?.string == name }) else {
        throw .failed("container \(name) not found")
      }
      container = found
    }
    let path = selector["resource"]?.string ?? ""
    let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, ["limits", "requests"].contains(parts[0]) else {
      throw .failed("unsupported container resource : \(path)")
    }
    let unit: QuantityUnit = parts[1] == "cpu" ? .milli : .bytes
    let written = container["resources"]?[path: parts[0], parts[1]].flatMap { Quantity($0) }
    var amount = written.flatMap { try? $0.value(in: unit) } ?? 0
    if written == nil, parts[0] == "limits" { amount = allocatable[parts[1]] ?? 0 }
    let divisor = selector["divisor"].flatMap { Quantity($0) }.flatMap { try? $0.value(in: unit) }
    let step = divisor.flatMap { $0 > 0 ? $0 : nil } ?? (unit == .milli ? 1_000 : 1)
    return String(amount / step + (amount % step > 0 ? 1 : 0))
  }
}
