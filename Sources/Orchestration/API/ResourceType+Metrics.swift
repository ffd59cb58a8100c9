// SPDX-License-Identifier: Apache-2.0

/// The kinds of measurements: only the latest of each is kept, in memory, without revisions.
extension ResourceType {
  /// What the pods of one node used last, as its kubelet tells it.
  public static let nodeUsageReports = ResourceType(
    group: "stevedore.dev", kind: "NodeUsageReport", plural: "nodeusagereports",
    isNamespaced: false, isLatestOnly: true)
  /// What the containers of a pod use.
  public static let podMetrics = ResourceType(
    group: "metrics.k8s.io", version: "v1beta1", kind: "PodMetrics", plural: "pods",
    isLatestOnly: true)
  /// What a node uses.
  public static let nodeMetrics = ResourceType(
    group: "metrics.k8s.io", version: "v1beta1", kind: "NodeMetrics", plural: "nodes",
    isNamespaced: false, isLatestOnly: true)
  /// Measurements that are said of an object, such as the requests that a pod answers.
  public static let customMetricValues = ResourceType(
    group: "custom.metrics.k8s.io", version: "v1beta2", kind: "MetricValue",
    plural: "metricvalues", isLatestOnly: true)
  /// Measurements of something outside the cluster, such as the length of a queue.
  public static let externalMetricValues = ResourceType(
    group: "external.metrics.k8s.io", version: "v1beta1", kind: "ExternalMetricValue",
    plural: "externalmetricvalues", isLatestOnly: true)

  /// All of the above.
  public static let measurements: [ResourceType] = [
    nodeUsageReports, podMetrics, nodeMetrics, customMetricValues, externalMetricValues,
  ]
}
