// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What is wrong with an autoscaler, in the words of a server.
@Suite struct AutoscalerValidationTests {
  static let cases: [(spec: String, causes: [String])] = [
    ("maxReplicas: 3", []),
    (
      "maxReplicas: 0",
      [
        "spec.maxReplicas: Invalid value: 0: must be greater than 0",
        "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`",
      ]
    ),
    (
      "maxReplicas: 3, minReplicas: -1",
      [
        "spec.minReplicas: Invalid value: -1: must be greater than or equal to 0"
      ]
    ),
    (
      "maxReplicas: 3, minReplicas: 0",
      [
        "spec.metrics: Forbidden: must specify at least one Object or External metric to support "
          + "scaling to zero replicas"
      ]
    ),
    (
      """
      maxReplicas: 3, minReplicas: 0, metrics: [{type: External, external: {metric: {name: q},
      target: {type: Value, value: 3}}}]
      """, []
    ),
    (
      "maxReplicas: 3, metrics: [{type: Resource}]",
      [
        "spec.metrics[0].resource: Required value: must populate information for the given metric "
          + "source"
      ]
    ),
    (
      """
      maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization,
      averageUtilization: 0, averageValue: 3}}}]
      """,
      [
        "spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be greater than 0",
        "spec.metrics[0].resource.target.averageValue: Forbidden: may not set both a target raw value "
          + "and a target utilization",
      ]
    ),
    (
      """
      maxReplicas: 3, metrics: [{type: Pods, pods: {metric: {name: q}, target: {type: Value,
      value: 3}}}]
      """,
      [
        "spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target "
          + "averageValue"
      ]
    ),
    (
      """
      maxReplicas: 3, metrics: [{type: ContainerResource, containerResource: {name: cpu,
      target: {type: Utilization, averageUtilization: 50}, container: ""}}]
      """,
      [
        "spec.metrics[0].containerResource.container: Required value: must specify a container"
      ]
    ),
    (
      """
      maxReplicas: 3, metrics: [{type: External, external: {metric: {name: q}, target: {type: Value,
      value: 3, averageValue: 4}}}]
      """,
      [
        "spec.metrics[0].external.target.value: Forbidden: may not set both a target value for metric "
          + "and a per-pod target"
      ]
    ),
    (
      """
      maxReplicas: 3, metrics: [{type: Pods, pods: {metric: {name: q}, target: {type: AverageValue,
      averageValue: 3}}, resource: {name: cpu, target: {type: Utilization, averageUtilization: 5}}}]
      """,
      [
        "spec.metrics[0].resource: Forbidden: must populate the given metric source only"
      ]
    ),
    (
      "maxReplicas: 3, behavior: {scaleUp: {stabilizationWindowSeconds: 3601}}",
      [
        "spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 3601: must be less than or "
          + "equal to 3600"
      ]
    ),
    (
      """
      maxReplicas: 3, behavior: {scaleDown: {selectPolicy: Most,
      policies: [{type: Pods, value: 0, periodSeconds: 1801}]}}
      """,
      [
        "spec.behavior.scaleDown.selectPolicy: Unsupported value: \"Most\": supported values: "
          + "\"Disabled\", \"Max\", \"Min\"",
        "spec.behavior.scaleDown.policies[0].value: Invalid value: 0: must be greater than zero",
        "spec.behavior.scaleDown.policies[0].periodSeconds: Invalid value: 1801: must be less than or "
          + "equal to 1800",
      ]
    ),
  ]

  @Test(arguments: cases.indices)
  func isToldWhatIsWrong(_ index: Int) throws {
    let (spec, causes) = Self.cases[index]
    let cluster = try TestCluster()
    let object = try TestCluster.fields(
      """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: a}
      spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: b},
        \(spec)}
      """)
    var found: [String] = []
    do throws(APIStatus) {
      try cluster.user.create(.horizontalPodAutoscalers, object)
    } catch {
      found = error.details?.causes.map { "\($0.field): \($0.message)" } ?? [error.message]
    }
    #expect(found == causes)
  }
}
