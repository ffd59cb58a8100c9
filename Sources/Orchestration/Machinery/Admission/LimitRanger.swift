// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What LimitRanges give to pods and forbid (`plugin/pkg/admission/limitranger/admission.go`).
enum LimitRanger {
  /// Gives containers the requests and limits that they lack, and notes that in the annotations.
  static func fill(_ pod: inout Fields, _ range: Fields) {
    var (limits, requests) = (Fields(), Fields())
    for item in range["spec"]?[path: "limits"]?.array ?? [] {
      guard let item = item.object, item["type"] == "Container" else { continue }
      limits.fill(from: item["default"]?.object ?? [:])
      requests.fill(from: item["defaultRequest"]?.object ?? [:])
    }
    if limits.isEmpty, requests.isEmpty { return }
    var notes: [String] = []
    pod.complete("spec") { spec in
      for (containers, what) in [("containers", "container"), ("initContainers", "init container")]
      {
        spec.completeEach(containers) { container in
          let name = container["name"]?.string ?? ""
          container.completeOrMake("resources") { resources in
            for (kind, word, usual) in [
              ("requests", "request", requests), ("limits", "limit", limits),
            ] {
              let given = resources[kind]?.object ?? [:]
              let lacking = usual.filter { given[$0.0] == nil }
              if lacking.isEmpty { continue }
              resources.completeOrMake(kind) { $0.fill(from: Fields(lacking)) }
              let names = lacking.map(\.0).sorted().joined(separator: ", ")
              notes.append("\(names) \(word) for \(what) \(name)")
            }
          }
        }
      }
    }
    if notes.isEmpty { return }
    pod.modify("metadata") { metadata in
      metadata.modify("annotations") { annotations in
        annotations["kubernetes.io/limit-ranger"] = .string(
          "LimitRanger plugin set: " + notes.joined(separator: "; "))
      }
    }
  }

  /// What of a pod is against a LimitRange.
  static func breaches(pod spec: PodSpec, _ range: Fields) -> [String] {
    var found: [String] = []
    for container in spec.containers + spec.initContainers {
      found += breaches(of: container.resources, type: "Container", range)
    }
    return found + breaches(of: LimitRangeTable.total(spec), type: "Pod", range)
  }

  /// What of requests and limits is against the items of a type.
  static func breaches(
    of resources: ResourceRequirements, type: String, _ range: Fields
  ) -> [String] {
    let (requests, limits) = (resources.requests, resources.limits)
    var found: [String] = []
    for item in LimitRange(fields: range).spec.limits where item.type == type {
      for (name, least) in item.min.sorted(by: { $0.key < $1.key }) {
        let rule = "minimum \(name) usage per \(type) is \(least)"
        guard let request = requests[name] else {
          found.append("\(rule).  No request is specified")
          continue
        }
        if request < least {
          found.append("\(rule), but request is \(request)")
        } else if let limit = limits[name], limit < least {
          found.append("\(rule), but limit is \(limit)")
        }
      }
      for (name, most) in item.max.sorted(by: { $0.key < $1.key }) {
        let rule = "maximum \(name) usage per \(type) is \(most)"
        if type == "PersistentVolumeClaim" {
          if let request = requests[name], request > most {
            found.append("\(rule), but request is \(request)")
          }
          continue
        }
        guard let limit = limits[name] else {
          found.append("\(rule).  No limit is specified")
          continue
        }
        if limit > most {
          found.append("\(rule), but limit is \(limit)")
        } else if let request = requests[name], request > most {
          found.append("\(rule), but request is \(request)")
        }
      }
      for (name, ratio) in item.maxLimitRequestRatio.sorted(by: { $0.key < $1.key }) {
        let rule = "\(name) max limit to request ratio per \(type) is \(ratio)"
        guard let request = requests[name], !request.isZero else {
          found.append("\(rule), but no request is specified or request is 0")
          continue
        }
        guard let limit = limits[name], !limit.isZero else {
          found.append("\(rule), but no limit is specified or limit is 0")
          continue
        }
        guard limit.exceeds(ratio, times: request) else { continue }
        found.append("\(rule), but provided ratio is \(text(of: limit, over: request))")
      }
    }
    return found
  }

  /// A ratio with six decimals.
  private static func text(of limit: Quantity, over request: Quantity) -> String {
    guard let limit = try? limit.value(in: .milli), let request = try? request.value(in: .milli),
      request > 0
    else { return "too large" }
    let millionths = (Int128(limit) * 2_000_000 / Int128(request) + 1) / 2
    let digits = String(millionths % 1_000_000)
    return "\(millionths / 1_000_000)." + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
