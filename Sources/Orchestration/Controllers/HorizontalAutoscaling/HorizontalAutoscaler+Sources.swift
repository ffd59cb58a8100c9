// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// The five kinds of metrics (`computeStatusFor…Metric`).
extension HorizontalAutoscaler {
  // MARK: Resources

  func resource(
    _ source: ResourceMetricSource, field: String, type: String, _ context: MetricsContext
  ) throws(MetricFault) -> MetricOutcome {
    let (name, container) = (source.name ?? "", source.container ?? "")
    let isContainer = type == "ContainerResource"
    func fault(_ message: String) -> MetricFault {
      MetricFault(
        isContainer ? "FailedGetContainerResourceMetric" : "FailedGetResourceMetric", message,
        isContainer
          ? "failed to get \(container) container metric value"
          : "failed to get \(name) resource metric value")
    }
    let proposal: ReplicaCalculator.Proposal
    var metric = "\(name) resource"
    if let target = source.target.averageValue.flatMap({ Self.milli($0) }) {
      do throws(ScalingFault) {
        let usage = try usage(name, isContainer ? container : "", context)
        proposal = try context.calculator.proposal(
          average: target, usage, isCPU: name == "cpu")
      } catch {
        throw fault("failed to get \(name) usage: \(error.message)")
      }
    } else if let target = source.target.averageUtilization {
      metric =
        "\(name) \(isContainer ? "container " : "")resource utilization (percentage of request)"
      do throws(ScalingFault) {
        let usage = try usage(name, isContainer ? container : "", context)
        proposal = try context.calculator.proposal(
          utilization: Int64(target),
          requests: { () throws(ScalingFault) in
            try Self.requests(context.pods, name, container: isContainer ? container : "")
          }, usage, isCPU: name == "cpu")
      } catch {
        throw fault("failed to get \(name) utilization: \(error.message)")
      }
    } else {
      throw fault(
        "invalid resource metric source: neither an average utilization target nor an average "
          + "value (usage) target was set")
    }
    var current: Fields = ["averageValue": .string(Self.text(proposal.usage))]
    current["averageUtilization"] = proposal.utilization.map { .integer($0) }
    var status: Fields = ["name": .string(name)]
    if isContainer { status["container"] = .string(container) }
    status["current"] = .object(current)
    return MetricOutcome(
      replicas: proposal.replicas, metric: metric,
      status: .object(["type": .string(type), field: .object(status)]))
  }

  private func usage(
    _ name: String, _ container: String, _ context: MetricsContext
  ) throws(ScalingFault) -> [String: PodMeasurement] {
    do throws(ScalingFault) {
      return try metrics.usage(
        of: name, container: container, in: context.namespace, context.selector)
    } catch {
      throw ScalingFault(message: "unable to get metrics for resource \(name): \(error.message)")
    }
  }

  private static func requests(
    _ pods: [Fields], _ resource: String, container: String
  ) throws(ScalingFault) -> [String: Int64] {
    var requests: [String: Int64] = [:]
    for pod in pods {
      requests[pod.metadata["name"]?.string ?? ""] = try ScaledPod.request(
        of: pod, resource, container: container)
    }
    return requests
  }

  // MARK: Pods and objects

  func pods(
    _ source: NamedMetricSource, _ context: MetricsContext
  ) throws(MetricFault) -> MetricOutcome {
    let name = source.metric.name ?? ""
    let proposal: ReplicaCalculator.Proposal
    do throws(ScalingFault) {
      let values: [String: PodMeasurement]
      do throws(ScalingFault) {
        values = try metrics.values(of: name, in: context.namespace, context.selector)
      } catch {
        throw ScalingFault(message: "unable to get metric \(name): \(error.message)")
      }
      let target = source.target.averageValue.flatMap { Self.milli($0) } ?? 0
      proposal = try context.calculator.proposal(average: target, values, isCPU: false)
    } catch {
      throw MetricFault(
        "FailedGetPodsMetric", error.message, "failed to get pods metric value")
    }
    return MetricOutcome(
      replicas: proposal.replicas, metric: "pods metric \(name)",
      status: [
        "type": "Pods",
        "pods": .object([
          "metric": source.metric.value,
          "current": ["averageValue": .string(Self.text(proposal.usage))],
        ]),
      ])
  }

  func object(
    _ source: NamedMetricSource, _ context: MetricsContext
  ) throws(MetricFault) -> MetricOutcome {
    let name = source.metric.name ?? ""
    let described = source.describedObject ?? ObjectReference()
    func fault(_ message: String) -> MetricFault {
      MetricFault("FailedGetObjectMetric", message, "failed to get object metric value")
    }
    let calculator = context.calculator
    let isValue = source.target.type == "Value" && source.target.amount != nil
    guard isValue || (source.target.type == "AverageValue" && source.target.averageValue != nil)
    else {
      throw fault(
        "invalid object metric source: neither a value target nor an average value target was set")
    }
    let proposal: ReplicaCalculator.Proposal
    var status: Fields = ["metric": source.metric.value]
    do throws(ScalingFault) {
      let amount: Int64
      do throws(ScalingFault) {
        amount = try metrics.value(
          of: name, on: described, in: context.namespace, try Self.selector(source.metric))
      } catch {
        throw ScalingFault(
          message: "unable to get metric \(name): \(described.kind ?? "") on \(context.namespace) "
            + "\(described.name ?? "")/\(error.message)")
      }
      if isValue {
        proposal = try calculator.proposal(
          value: source.target.amount.flatMap { Self.milli($0) } ?? 0, amount)
      } else {
        proposal = calculator.proposal(
          perPod: source.target.averageValue.flatMap { Self.milli($0) } ?? 0, amount,
          statusReplicas: context.statusReplicas)
      }
    } catch {
      throw fault(isValue ? error.message : "failed to get \(name) object metric: \(error.message)")
    }
    status["current"] = [
      isValue ? "value" : "averageValue": .string(Self.text(proposal.usage))
    ]
    status["describedObject"] = described.value
    return MetricOutcome(
      replicas: proposal.replicas,
      metric: isValue
        ? "\(described.kind ?? "") metric \(name)"
        : "external metric \(name)(\(Self.goText(source.metric.selector)))",
      status: ["type": "Object", "object": .object(status)])
  }

  // MARK: External

  func external(
    _ source: NamedMetricSource, _ context: MetricsContext
  ) throws(MetricFault) -> MetricOutcome {
    let name = source.metric.name ?? ""
    let isAverage = source.target.averageValue != nil
    func fault(_ message: String) -> MetricFault {
      MetricFault(
        "FailedGetExternalMetric", message, "failed to get \(name) external metric value")
    }
    guard
      let target = (source.target.averageValue ?? source.target.amount).flatMap({ Self.milli($0) })
    else {
      throw fault(
        "invalid external metric source: neither a value target nor an average value target was "
          + "set")
    }
    let proposal: ReplicaCalculator.Proposal
    do throws(ScalingFault) {
      let amount: Int64
      do throws(ScalingFault) {
        amount = try metrics.external(
          name, in: context.namespace, try Self.selector(source.metric))
      } catch {
        throw ScalingFault(
          message: "unable to get external metric \(context.namespace)/\(name)/"
            + "\(Self.goText(source.metric.selector)): \(error.message)")
      }
      if isAverage {
        proposal = context.calculator.proposal(
          perPod: target, amount, statusReplicas: context.statusReplicas)
      } else {
        proposal = try context.calculator.proposal(value: target, amount)
      }
    } catch {
      throw fault(
        isAverage
          ? "failed to get \(name) external metric: \(error.message)"
          : "failed to get external metric \(name): \(error.message)")
    }
    return MetricOutcome(
      replicas: proposal.replicas,
      metric: "external metric \(name)(\(Self.goText(source.metric.selector)))",
      status: [
        "type": "External",
        "external": .object([
          "metric": source.metric.value,
          "current": [
            isAverage ? "averageValue" : "value": .string(Self.text(proposal.usage))
          ],
        ]),
      ])
  }

  // MARK: Texts

  private static func selector(_ metric: MetricIdentifier) throws(ScalingFault) -> LabelSelector {
    guard let spec = metric.selector else { return LabelSelector() }
    do throws(SelectorError) {
      return try spec.compiled()
    } catch {
      throw ScalingFault(message: "\(error)")
    }
  }

  /// A selector as Go prints it.
  static func goText(_ selector: LabelSelectorSpec?) -> String {
    guard let selector else { return "nil" }
    let labels = selector.matchLabels.sorted { $0.key < $1.key }
      .map { "\($0.key): \($0.value)," }.joined()
    let expressions = selector.matchExpressions.map {
      "LabelSelectorRequirement{Key:\($0.key ?? ""),Operator:\($0.operator ?? ""),"
        + "Values:[\($0.values.joined(separator: " "))],},"
    }.joined()
    return "&LabelSelector{MatchLabels:map[string]string{\(labels)},"
      + "MatchExpressions:[]LabelSelectorRequirement{\(expressions)},}"
  }

  /// An amount of thousandths as statuses have it.
  static func text(_ milli: Int64) -> String { Quantity(milli).scaled(powerOfTen: -3).description }

  static func milli(_ quantity: Quantity) -> Int64? { try? quantity.value(in: .milli) }
}
