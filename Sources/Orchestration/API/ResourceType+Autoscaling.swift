// SPDX-License-Identifier: Apache-2.0

/// The kinds of the Vertical Pod Autoscaler, which are served without a definition.
extension ResourceType {
  /// What pods of a workload should request.
  public static let verticalPodAutoscalers = ResourceType(
    group: "autoscaling.k8s.io", kind: "VerticalPodAutoscaler", plural: "verticalpodautoscalers",
    shortNames: ["vpa"], subresources: [.status])
  /// What is remembered of the usage that recommendations come from.
  public static let verticalPodAutoscalerCheckpoints = ResourceType(
    group: "autoscaling.k8s.io", kind: "VerticalPodAutoscalerCheckpoint",
    plural: "verticalpodautoscalercheckpoints", shortNames: ["vpacheckpoint"],
    subresources: [.status])
}
