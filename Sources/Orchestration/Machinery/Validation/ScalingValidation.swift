// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What is checked of groups of nodes.
enum ScalingValidation {
  static func checkNodeGroup(_ object: Fields, _ old: Fields?, _ findings: inout Findings) {
    findings.spec(object, old) { findings, spec, _ in
      for name in ["replicas", "minReplicas", "maxReplicas"] {
        findings.notNegative(name, of: spec)
      }
      let view = NodeGroupSpec(fields: spec)
      if view.minReplicas > view.maxReplicas {
        findings.invalid(
          "maxReplicas", .integer(Int64(view.maxReplicas)),
          "must be greater than or equal to `minReplicas`")
      }
      if view.template.status.capacity.isEmpty {
        findings.within("template", "status") { $0.required("capacity") }
      }
      if let price = spec["pricePerHour"],
        (price.string.flatMap { Double($0) } ?? price.realNumber ?? -1) < 0
      {
        findings.invalid("pricePerHour", price, "must be a decimal number that is not negative")
      }
    }
  }
}
