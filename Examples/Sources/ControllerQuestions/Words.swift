// SPDX-License-Identifier: Apache-2.0

import Scheduling

extension ControllerQuestions {
  /// A reason in words of one's own: the figures are in the case, nothing has to be parsed.
  static func words(_ reason: RefusalReason) -> String {
    switch reason {
    case .insufficient(let resource, let requested, let free, let allocatable):
      "\(requested) of \(resource) requested, \(free) of \(allocatable) free"
    case .untoleratedTaint(let key, let value, let effect):
      "the taint \(key)=\(value):\(effect) is not tolerated"
    case .skew(let topologyKey, let skew, let maxSkew):
      "the skew over \(topologyKey) would be \(skew), and at most \(maxSkew) is allowed"
    default:
      // For all others the text that kube-scheduler has will do.
      reason.message
    }
  }
}

extension ClusterSnapshot {
  /// The name of a pod with its namespace.
  func name(ofPod pod: Int) -> String { "\(namespace(pod))/\(podName(pod))" }
}
