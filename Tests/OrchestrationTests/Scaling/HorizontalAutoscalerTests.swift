// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What autoscalers do, and how they say it.
@Suite struct HorizontalAutoscalerTests {
  @Test func replicasAreAdded() throws {
    let rig = try ScalingRig()
    try rig.autoscale(metrics: ScalingRig.cpu(50))
    try rig.turn { try rig.measure(["900m", "700m"]) }
    // 1600/2000 = 80 %; 80/50 = 1.6; 1.6 × 2 = 3.2, so 4.
    #expect(rig.wanted == 4)
    let status = try rig.autoscaler().observed
    #expect(status.integer("currentReplicas") == 2)
    #expect(status.integer("desiredReplicas") == 4)
    #expect(status["lastScaleTime"] != nil)
    #expect(
      status["currentMetrics"] == [
        [
          "type": "Resource",
          "resource": [
            "name": "cpu", "current": ["averageValue": "800m", "averageUtilization": 80],
          ],
        ]
      ])
    #expect(
      try rig.condition("AbleToScale") == [
        "True", "SucceededRescale", "the HPA controller was able to update the target scale to 4",
      ])
    #expect(
      try rig.condition("ScalingActive") == [
        "True", "ValidMetricFound",
        "the HPA was able to successfully calculate a replica count from cpu resource utilization "
          + "(percentage of request)",
      ])
    #expect(
      try rig.condition("ScalingLimited") == [
        "False", "DesiredWithinRange", "the desired count is within the acceptable range",
      ])
    #expect(
      try rig.events() == [
        "SuccessfulRescale: New size: 4; reason: cpu resource utilization (percentage of request) "
          + "above target"
      ])
  }

  @Test func oneTurnEveryFifteenSeconds() throws {
    let rig = try ScalingRig()
    try rig.autoscale(metrics: ScalingRig.cpu(50))
    rig.cluster.run(seconds: 14)
    #expect(try rig.autoscaler().observed["conditions"] == nil)
    try rig.measure(["500m", "500m"])
    rig.cluster.run(seconds: 1)
    #expect(try rig.autoscaler().conditionStatus("ScalingActive") == "True")
    try rig.measure(["900m", "900m"])
    rig.cluster.run(seconds: 14)
    #expect(rig.wanted == 2)
    try rig.measure(["900m", "900m"])
    rig.cluster.run(seconds: 1)
    #expect(rig.wanted == 4)
  }

  @Test func replicasAreTakenAwayAfterFiveMinutes() throws {
    let rig = try ScalingRig(replicas: 4)
    try rig.autoscale(metrics: ScalingRig.cpu(50))
    // Each uses 10 %: 0.2 × 4 = 0.8, so 1. The first turn counts four at its moment, t = 15 s.
    var turns = 0
    while rig.wanted == 4, turns < 40 {
      try rig.turn { try rig.measure(["100m", "100m", "100m", "100m"]) }
      turns += 1
      if turns == 2 {
        #expect(
          try rig.condition("AbleToScale") == [
            "True", "ScaleDownStabilized",
            "recent recommendations were higher than current one, applying the highest recent "
              + "recommendation",
          ])
      }
    }
    // 300 s after the first turn four lies on the cutoff and counts, 315 s after it no longer.
    #expect(turns == 22)
    #expect(rig.wanted == 1)
    #expect(
      try rig.events().last == "SuccessfulRescale: New size: 1; reason: All metrics below target")
  }

  @Test func limitsAreTold() throws {
    let rig = try ScalingRig()
    try rig.autoscale(max: 3, metrics: ScalingRig.cpu(10))
    try rig.turn { try rig.measure(["900m", "900m"]) }
    #expect(rig.wanted == 3)
    #expect(
      try rig.condition("ScalingLimited") == [
        "True", "TooManyReplicas",
        "the desired replica count is more than the maximum replica count",
      ])
  }

  @Test func outsideTheRangeNothingIsMeasured() throws {
    let rig = try ScalingRig(replicas: 5)
    try rig.autoscale(max: 3, metrics: ScalingRig.cpu(50))
    try rig.turn()
    #expect(rig.wanted == 3)
    #expect(
      try rig.events() == [
        "SuccessfulRescale: New size: 3; reason: Current number of replicas above Spec.MaxReplicas"
      ])
    let other = try ScalingRig(replicas: 1)
    try other.autoscale(min: 2, metrics: ScalingRig.cpu(50))
    try other.turn()
    #expect(other.wanted == 2)
    #expect(
      try other.events() == [
        "SuccessfulRescale: New size: 2; reason: Current number of replicas below Spec.MinReplicas"
      ])
  }

  @Test func noReplicasMeanNoScaling() throws {
    let rig = try ScalingRig(replicas: 0)
    try rig.autoscale(metrics: ScalingRig.cpu(50))
    try rig.turn()
    #expect(rig.wanted == 0)
    #expect(
      try rig.condition("ScalingActive") == [
        "False", "ScalingDisabled",
        "scaling is disabled since the replica count of the target is zero",
      ])
  }

  // MARK: Faults

  @Test func noTarget() throws {
    let rig = try ScalingRig()
    try rig.autoscale(
      metrics: ScalingRig.cpu(50), target: "{apiVersion: apps/v1, kind: Deployment, name: other}")
    try rig.turn()
    #expect(
      try rig.condition("AbleToScale") == [
        "False", "FailedGetScale",
        "the HPA controller was unable to get the target's current scale: deployments.apps "
          + "\"other\" not found",
      ])
    #expect(try rig.events() == ["FailedGetScale: deployments.apps \"other\" not found"])
  }

  @Test func noKind() throws {
    let rig = try ScalingRig()
    try rig.autoscale(
      metrics: ScalingRig.cpu(50), target: "{apiVersion: apps/v1, kind: Nothing, name: other}")
    try rig.turn()
    #expect(
      try rig.events() == ["FailedGetScale: no matches for kind \"Nothing\" in group \"apps\""])
  }

  @Test func noMeasurements() throws {
    let rig = try ScalingRig()
    try rig.autoscale(metrics: ScalingRig.cpu(50))
    try rig.turn()
    let why =
      "failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned "
      + "from resource metrics API"
    #expect(
      try rig.condition("ScalingActive") == [
        "False", "FailedGetResourceMetric",
        "the HPA was unable to compute the replica count: \(why)",
      ])
    #expect(
      try rig.events() == [
        "FailedGetResourceMetric: \(why)",
        "FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed "
          + "to get cpu resource metric value: \(why)",
      ])
    #expect(try rig.autoscaler().observed.integer("currentReplicas") == 2)
    #expect(rig.wanted == 2)
  }

  @Test func noRequest() throws {
    let rig = try ScalingRig(requests: "memory: 1Gi")
    try rig.autoscale(metrics: ScalingRig.cpu(50))
    try rig.turn { try rig.measure(["900m", "900m"]) }
    #expect(
      try rig.condition("ScalingActive")[2]
        == "the HPA was unable to compute the replica count: failed to get cpu utilization: missing "
        + "request for cpu in container web of Pod web-0")
  }

  @Test func twoAutoscalersOfTheSamePods() throws {
    let rig = try ScalingRig()
    try rig.autoscale("a", metrics: ScalingRig.cpu(50))
    try rig.autoscale("b", metrics: ScalingRig.cpu(50))
    try rig.turn { try rig.measure(["500m", "500m"]) }
    try rig.turn { try rig.measure(["900m", "900m"]) }
    #expect(
      try rig.condition("ScalingActive", of: "b") == [
        "False", "AmbiguousSelector",
        "pods by selector app=web are controlled by multiple HPAs: [{a default} {b default}]",
      ])
    #expect(rig.wanted == 2)
  }

  // MARK: Several metrics

  private static let requests =
    "{type: Pods, pods: {metric: {name: requests_per_second}, "
    + "target: {type: AverageValue, averageValue: 10}}}"

  @Test func theHighestCounts() throws {
    let rig = try ScalingRig()
    try rig.autoscale(metrics: "\(ScalingRig.cpu(50)), \(Self.requests)")
    // CPU: 60/50 × 2 = 2.4, so 3. Requests: 25/10 × 2 = 5.
    try rig.turn { try rig.measure(["600m", "600m"], values: ["20", "30"]) }
    #expect(rig.wanted == 4)
    #expect(try rig.condition("ScalingLimited")[1] == "ScaleUpLimit")
    #expect(
      try rig.condition("ScalingActive")[2]
        == "the HPA was able to successfully calculate a replica count from pods metric "
        + "requests_per_second")
  }

  @Test func whereOneFailsReplicasMayOnlyCome() throws {
    let rig = try ScalingRig(replicas: 3)
    try rig.autoscale(metrics: "\(ScalingRig.cpu(50)), \(Self.requests)")
    try rig.turn { try rig.measure(["100m", "100m", "100m"]) }
    #expect(
      try rig.condition("ScalingActive") == [
        "False", "FailedGetPodsMetric",
        "the HPA was unable to compute the replica count: unable to get metric "
          + "requests_per_second: no metrics returned from custom metrics API",
      ])
    #expect(
      try rig.events().last
        == "FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 2), first error is: "
        + "failed to get pods metric value: unable to get metric requests_per_second: no metrics "
        + "returned from custom metrics API")
    try rig.turn { try rig.measure(["900m", "900m", "900m"]) }
    // 90/50 × 3 = 5.4, so 6.
    #expect(rig.wanted == 6)
    #expect(try rig.condition("ScalingActive")[0] == "True")
    #expect(
      try rig.autoscaler().observed["currentMetrics"]?.array?.last == ["type": ""])
  }

  @Test func memoryAndContainers() throws {
    let rig = try ScalingRig(replicas: 0)
    for _ in 0..<2 { try rig.addPod(sidecar: true) }
    try rig.setStatus(replicas: 2)
    try rig.cluster.user.patch(
      .deployments, ObjectKey(namespace: "default", name: "web"), .merge(["spec": ["replicas": 2]]))
    try rig.autoscale(
      metrics: """
        {type: ContainerResource, containerResource: {name: cpu, container: proxy,
          target: {type: Utilization, averageUtilization: 50}}},
        {type: ContainerResource, containerResource: {name: memory, container: web,
          target: {type: AverageValue, averageValue: 256Mi}}}
        """)
    // The proxy: 75 of 100 is 75 %; 1.5 × 2 = 3. Memory: 384/256 = 1.5; × 2 = 3.
    try rig.turn { try rig.measure(["999m", "999m"], memory: "384Mi", sidecar: "75m") }
    #expect(rig.wanted == 3)
    #expect(
      try rig.autoscaler().observed["currentMetrics"] == [
        [
          "type": "ContainerResource",
          "containerResource": [
            "name": "cpu", "container": "proxy",
            "current": ["averageValue": "75m", "averageUtilization": 75],
          ],
        ],
        [
          "type": "ContainerResource",
          "containerResource": [
            "name": "memory", "container": "web", "current": ["averageValue": "402653184"],
          ],
        ],
      ])
  }

  @Test func objectsAndTheOutside() throws {
    let rig = try ScalingRig()
    func tell(_ requests: String, _ messages: String) throws {
      try rig.cluster.user.update(
        .customMetricValues,
        [
          "metadata": ["name": "a", "namespace": "default"],
          "describedObject": ["kind": "Service", "name": "web", "namespace": "default"],
          "metric": ["name": "requests", "selector": nil], "value": .string(requests),
        ])
      for queue in ["x", "y"] {
        try rig.cluster.user.update(
          .externalMetricValues,
          [
            "metadata": [
              "name": .string(queue), "namespace": "default", "labels": ["queue": .string(queue)],
            ],
            "metricName": "messages", "metricLabels": ["queue": .string(queue)],
            "value": .string(messages),
          ])
      }
    }
    try rig.autoscale(
      metrics: """
        {type: Object, object: {describedObject: {kind: Service, name: web}, metric: {name: requests},
          target: {type: Value, value: 100}}},
        {type: External, external: {metric: {name: messages, selector: {matchLabels: {queue: x}}},
          target: {type: AverageValue, averageValue: 10}}}
        """)
    // Requests: 150/100 = 1.5; × 2 = 3. Messages of x: 31/10 = 3.1, so 4.
    try rig.turn { try tell("150", "31") }
    #expect(rig.wanted == 4)
    #expect(
      try rig.events() == [
        "SuccessfulRescale: New size: 4; reason: external metric messages(&LabelSelector{"
          + "MatchLabels:map[string]string{queue: x,},MatchExpressions:[]LabelSelectorRequirement{"
          + "},}) above target"
      ])
    #expect(
      try rig.autoscaler().observed["currentMetrics"] == [
        [
          "type": "Object",
          "object": [
            "describedObject": ["kind": "Service", "name": "web"],
            "metric": ["name": "requests"], "current": ["value": "150"],
          ],
        ],
        [
          "type": "External",
          "external": [
            "metric": ["name": "messages", "selector": ["matchLabels": ["queue": "x"]]],
            "current": ["averageValue": "15500m"],
          ],
        ],
      ])
  }

  // MARK: Rules and beginnings

  @Test func aToleranceOfItsOwn() throws {
    let rig = try ScalingRig()
    try rig.autoscale(
      metrics: ScalingRig.cpu(50), behavior: "{scaleUp: {tolerance: 20m}}")
    // 52/50 = 1.04: beyond 0.02. 1.04 × 2 = 2.08, so 3.
    try rig.turn { try rig.measure(["520m", "520m"]) }
    #expect(rig.wanted == 3)
  }

  @Test func beginningAnewTakesNothingAway() throws {
    let rig = try ScalingRig(replicas: 4)
    try rig.autoscale(metrics: ScalingRig.cpu(50))
    try rig.turn { try rig.measure(["500m", "500m", "500m", "500m"]) }
    rig.cluster.run(seconds: 600)
    rig.controller.stop()
    rig.controller.start()
    rig.cluster.run(seconds: 1)
    for _ in 0..<20 {
      try rig.turn { try rig.measure(["100m", "100m", "100m", "100m"]) }
      #expect(rig.wanted == 4)
    }
    for _ in 0..<3 { try rig.turn { try rig.measure(["100m", "100m", "100m", "100m"]) } }
    #expect(rig.wanted == 1)
  }

  @Test func whatDoesNotChangeIsNotWritten() throws {
    let rig = try ScalingRig()
    try rig.autoscale(metrics: ScalingRig.cpu(50))
    try rig.turn { try rig.measure(["500m", "500m"]) }
    let before = rig.cluster.machinery.store.revision
    for _ in 0..<10 { try rig.turn { try rig.measure(["500m", "500m"]) } }
    #expect(rig.cluster.machinery.store.revision == before)
  }
}
