// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What the failure of a pod means for its Job.
///
/// From `pkg/controller/job/pod_failure_policy.go`.
struct PodFailurePolicy {
  /// What is done.
  enum Action: String {
    case failJob = "FailJob"
    case failIndex = "FailIndex"
    case ignore = "Ignore"
    case count = "Count"
  }

  /// What a pod means.
  struct Verdict: Equatable {
    /// Why the whole job fails; `nil` where it does not.
    var failure: String?
    /// Whether the pod counts towards the limit.
    var counts = true
    /// What a rule says; `nil` where none applies.
    var action: Action?
  }

  private let rules: [Fields]

  init(_ policy: Fields) { rules = policy["rules"]?.array?.compactMap(\.object) ?? [] }

  /// What a failed pod means, by the first rule that applies.
  func verdict(_ pod: Fields) -> Verdict {
    for (index, rule) in rules.enumerated() {
      guard let action = rule["action"]?.string.flatMap(Action.init(rawValue:)) else { continue }
      let key = ObjectKey(pod)
      var failure: String?
      if let requirement = rule["onExitCodes"]?.object {
        guard let (name, code) = container(of: pod, requirement) else { continue }
        failure =
          "Container \(name) for pod \(key) failed with exit code \(code) matching "
          + "\(action.rawValue) rule at index \(index)"
      } else if let patterns = rule["onPodConditions"]?.array {
        guard let type = condition(of: pod, patterns) else { continue }
        failure =
          "Pod \(key) has condition \(type) matching \(action.rawValue) rule at index \(index)"
      } else {
        continue
      }
      return Verdict(
        failure: action == .failJob ? failure : nil, counts: action != .ignore, action: action)
    }
    return Verdict()
  }

  private func container(of pod: Fields, _ requirement: Fields) -> (name: String, code: Int64)? {
    let values = requirement["values"]?.array ?? []
    for list in ["containerStatuses", "initContainerStatuses"] {
      for status in pod.observed[list]?.array ?? [] {
        guard let fields = status.object,
          let code = fields["state"]?.object?["terminated"]?.object?.integer("exitCode"),
          code != 0
        else { continue }
        let name = fields["name"]?.string ?? ""
        if let wanted = requirement["containerName"]?.string, wanted != name { continue }
        let isListed = values.contains(.integer(code))
        switch requirement["operator"]?.string {
        case "In" where isListed, "NotIn" where !isListed: return (name, code)
        default: continue
        }
      }
    }
    return nil
  }

  private func condition(of pod: Fields, _ patterns: [Value]) -> String? {
    for condition in pod.observed["conditions"]?.array ?? [] {
      guard let fields = condition.object else { continue }
      let isMatch = patterns.contains { pattern in
        guard let wanted = pattern.object else { return false }
        return wanted["type"] == fields["type"]
          && wanted["status"] ?? "True" == fields["status"] ?? ""
      }
      if isMatch { return fields["type"]?.string ?? "" }
    }
    return nil
  }
}
