// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Scheduling

@Suite("A KubeSchedulerConfiguration that makes no sense")
struct BadConfigurationTests {
  /// A mistake and the field that it is in.
  struct Mistake: CustomTestStringConvertible, Sendable {
    let field: String
    let fields: Fields
    var testDescription: String { field }

    init(_ field: String, _ fields: Fields) { (self.field, self.fields) = (field, fields) }
  }

  static func profile(_ field: String, _ fields: Fields) -> Mistake {
    Mistake("profiles[0]." + field, ["profiles": [.object(fields)]])
  }

  static func arguments(_ field: String, of plugin: String, _ args: Value) -> Mistake {
    profile(
      "pluginConfig[0].args" + (field.isEmpty ? "" : "." + field),
      ["pluginConfig": [["name": .string(plugin), "args": args]]])
  }

  static func fit(_ field: String, _ strategy: Value) -> Mistake {
    arguments(
      "scoringStrategy." + field, of: "NodeResourcesFit", ["scoringStrategy": strategy])
  }

  static func shape(_ field: String, _ points: Value) -> Mistake {
    fit(
      "requestedToCapacityRatio.shape" + field,
      ["type": "RequestedToCapacityRatio", "requestedToCapacityRatio": ["shape": points]])
  }

  static func spread(_ field: String, _ constraint: Value) -> Mistake {
    arguments(
      "defaultConstraints[0]." + field, of: "PodTopologySpread",
      ["defaultingType": "List", "defaultConstraints": [constraint]])
  }

  static let whole: [Mistake] = [
    Mistake("kind", ["kind": "Pod"]), Mistake("kind", ["kind": nil]),
    Mistake("kind", ["kind": 7]),
    Mistake("apiVersion", ["apiVersion": "kubescheduler.config.k8s.io/v1beta3"]),
    Mistake("apiVersion", ["apiVersion": nil]),
    Mistake("percentageOfNodesToScore", ["percentageOfNodesToScore": 101]),
    Mistake("percentageOfNodesToScore", ["percentageOfNodesToScore": -1]),
    Mistake("percentageOfNodesToScore", ["percentageOfNodesToScore": "10"]),
    Mistake("podInitialBackoffSeconds", ["podInitialBackoffSeconds": 0]),
    Mistake(
      "podMaxBackoffSeconds", ["podInitialBackoffSeconds": 5, "podMaxBackoffSeconds": 4]),
    Mistake("profiles", ["profiles": ["schedulerName": "a"]]),
    Mistake("profiles[1]", ["profiles": [[:], "a"]]),
    Mistake("profiles[1].schedulerName", ["profiles": [[:], [:]]]),
  ]

  static let profiles: [Mistake] = [
    profile("schedulerName", ["schedulerName": 1]),
    profile("percentageOfNodesToScore", ["percentageOfNodesToScore": 200]),
    profile("plugins", ["plugins": []]),
    profile("plugins.score", ["plugins": ["score": "none"]]),
    profile("plugins.score.enabled", ["plugins": ["score": ["enabled": "all"]]]),
    profile("plugins.score.enabled[0]", ["plugins": ["score": ["enabled": ["NodeName"]]]]),
    profile(
      "plugins.score.enabled[1].weight",
      [
        "plugins": [
          "score": ["enabled": [["name": "ImageLocality"], ["name": "NodeName", "weight": -1]]]
        ]
      ]),
    profile(
      "plugins.multiPoint.disabled[0].name",
      ["plugins": ["multiPoint": ["disabled": [["name": true]]]]]),
    profile("plugins.filter.disabled", ["plugins": ["filter": ["disabled": ["name": "*"]]]]),
    profile("pluginConfig[0]", ["pluginConfig": ["NodeResourcesFit"]]),
    profile("pluginConfig[0].args", ["pluginConfig": [["name": "X", "args": 1]]]),
  ]

  static let arguments: [Mistake] = [
    arguments("scoringStrategy", of: "NodeResourcesFit", ["scoringStrategy": "MostAllocated"]),
    arguments("ignoredResources", of: "NodeResourcesFit", ["ignoredResources": [1]]),
    fit("type", ["type": "BestFit"]),
    fit("resources[0].weight", ["resources": [["name": "cpu", "weight": 101]]]),
    fit("requestedToCapacityRatio.shape", ["type": "RequestedToCapacityRatio"]),
    shape("", []),
    shape("[0].utilization", [["utilization": 101, "score": 1]]),
    shape("[0].score", [["utilization": 1, "score": 11]]),
    shape(
      "[1].utilization", [["utilization": 50, "score": 1], ["utilization": 50, "score": 2]]),
    arguments(
      "resources[0].weight", of: "NodeResourcesBalancedAllocation",
      ["resources": [["name": "cpu", "weight": 1_000]]]),
    arguments(
      "hardPodAffinityWeight", of: "InterPodAffinity", ["hardPodAffinityWeight": 101]),
    arguments(
      "ignorePreferredTermsOfExistingPods", of: "InterPodAffinity",
      ["ignorePreferredTermsOfExistingPods": "yes"]),
    arguments("addedAffinity", of: "NodeAffinity", ["addedAffinity": []]),
    arguments("defaultingType", of: "PodTopologySpread", ["defaultingType": "None"]),
    arguments(
      "defaultConstraints", of: "PodTopologySpread",
      ["defaultingType": "System", "defaultConstraints": [["maxSkew": 1]]]),
    spread(
      "whenUnsatisfiable", ["maxSkew": 1, "topologyKey": "a", "whenUnsatisfiable": "Never"]),
    spread("maxSkew", ["maxSkew": 0, "topologyKey": "a", "whenUnsatisfiable": "DoNotSchedule"]),
    spread("maxSkew", ["topologyKey": "a", "whenUnsatisfiable": "DoNotSchedule"]),
    spread("topologyKey", ["maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"]),
    spread(
      "labelSelector",
      [
        "maxSkew": 1, "topologyKey": "a", "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": [:],
      ]),
  ]

  @Test("gives one fault that names the field", arguments: whole + profiles + arguments)
  func fault(in mistake: Mistake) {
    let fields = SchedulerConfigurationTests.configuration(mistake.fields)
    let fault = #expect(throws: ClusterFault.self) { try SchedulerConfiguration(fields) }
    #expect(fault?.field == mistake.field)
    #expect(fault?.object == "KubeSchedulerConfiguration")
    #expect(fault?.message.contains("expected") == true || fault?.message.contains("found") == true)
  }

  @Test("gives a fault of the profile for added affinity that makes no sense")
  func addedAffinity() throws {
    let configuration = try SchedulerConfiguration(
      SchedulerConfigurationTests.configuration([
        "profiles": [
          [
            "pluginConfig": [
              [
                "name": "NodeAffinity",
                "args": [
                  "addedAffinity": [
                    "requiredDuringSchedulingIgnoredDuringExecution": [
                      "nodeSelectorTerms": [
                        ["matchExpressions": [["key": "a", "operator": "Maybe"]]]
                      ]
                    ]
                  ]
                ],
              ]
            ]
          ]
        ]
      ]))
    var snapshot = try ClusterSnapshot(ClusterObjects(), configuration: configuration)
    var pod = Pod()
    pod.metadata.name = "a"
    let fault = #expect(throws: ClusterFault.self) { try snapshot.add(pod) }
    #expect(fault?.object == "profile default-scheduler")
    #expect(
      fault?.field == "addedAffinity.nodeSelectorTerms[0].matchExpressions[0].operator")
  }
}
