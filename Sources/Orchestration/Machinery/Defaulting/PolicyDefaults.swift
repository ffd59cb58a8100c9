// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is filled in in policies and in autoscalers (`pkg/apis/core/v1/defaults.go`,
/// `scheduling/v1`, `autoscaling/v2`).
enum PolicyDefaults {
  static func fillPriorityClass(_ object: inout Fields) {
    object.fill("preemptionPolicy", "PreemptLowerPriority")
  }

  /// A default limit is the maximum, a default request the default limit or else the minimum.
  static func fillLimitRange(_ object: inout Fields) {
    object.complete("spec") { spec in
      spec.completeEach("limits") { item in
        for name in ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] {
          item.normalizeAmounts(name)
        }
        guard item["type"] == "Container" else { return }
        if let most = item["max"]?.object { item.completeOrMake("default") { $0.fill(from: most) } }
        let sources = [item["default"]?.object, item["min"]?.object].compactMap(\.self)
        guard !sources.isEmpty else { return }
        item.completeOrMake("defaultRequest") { request in
          for source in sources { request.fill(from: source) }
        }
      }
    }
  }

  static func fillQuota(_ object: inout Fields) {
    object.complete("spec") { $0.normalizeAmounts("hard") }
  }

  static func fillAutoscaler(_ object: inout Fields) {
    object.complete("spec") { spec in
      spec.fill("minReplicas", 1)
      if spec["metrics"]?.array?.isEmpty ?? true {
        spec["metrics"] = [
          [
            "type": "Resource",
            "resource": [
              "name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80],
            ],
          ]
        ]
      }
      spec.complete("behavior") { behavior in
        behavior.completeOrMake("scaleUp") { rules in
          rules.fill("stabilizationWindowSeconds", 0)
          rules.fill("selectPolicy", "Max")
          rules.fill(
            "policies",
            [
              ["type": "Pods", "value": 4, "periodSeconds": 15],
              ["type": "Percent", "value": 100, "periodSeconds": 15],
            ])
        }
        behavior.completeOrMake("scaleDown") { rules in
          rules.fill("selectPolicy", "Max")
          rules.fill("policies", [["type": "Percent", "value": 100, "periodSeconds": 15]])
        }
      }
    }
  }
}
