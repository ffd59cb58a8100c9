// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Scheduling

@Suite("Reading a KubeSchedulerConfiguration")
struct SchedulerConfigurationTests {
  /// A configuration with some fields besides its kind.
  static func configuration(_ fields: Fields) -> Fields {
    var all: Fields = [
      "apiVersion": "kubescheduler.config.k8s.io/v1", "kind": "KubeSchedulerConfiguration",
    ]
    for (key, value) in fields { all[key] = value }
    return all
  }

  static func profile(_ fields: Fields) throws -> SchedulerProfile {
    let read = try SchedulerConfiguration(configuration(["profiles": [.object(fields)]]))
    return try #require(read.profiles.first)
  }

  static func plugin(_ name: String, _ args: Value) -> Fields {
    ["pluginConfig": [["name": .string(name), "args": args]]]
  }

  @Test("has the defaults where nothing is written")
  func defaults() throws {
    let read = try SchedulerConfiguration(Self.configuration([:]))
    #expect(read == SchedulerConfiguration())
    #expect(read.profiles == [SchedulerProfile()])
    let profile = read.profiles[0]
    #expect(profile.name == "default-scheduler")
    #expect(profile.weights == ScoreName.defaultWeights)
    #expect(profile.filters == Set(FilterName.allCases))
    #expect(profile.percentageOfNodesToScore == 0)
    #expect(try Self.profile([:]) == SchedulerProfile())
  }

  @Test("reads what kube-scheduler writes of itself")
  func written() throws {
    let read = try SchedulerConfiguration(
      Self.configuration([
        "clientConnection": ["acceptContentTypes": "", "burst": 100, "qps": 50],
        "enableProfiling": true, "leaderElection": ["leaderElect": true], "parallelism": 16,
        "percentageOfNodesToScore": 0, "podInitialBackoffSeconds": 2, "podMaxBackoffSeconds": 20,
        "profiles": [
          [
            "schedulerName": "default-scheduler",
            "pluginConfig": [
              [
                "name": "DefaultPreemption",
                "args": ["minCandidateNodesAbsolute": 100, "minCandidateNodesPercentage": 10],
              ],
              ["name": "InterPodAffinity", "args": ["hardPodAffinityWeight": 1]],
              ["name": "NodeAffinity", "args": ["kind": "NodeAffinityArgs"]],
              [
                "name": "NodeResourcesBalancedAllocation",
                "args": [
                  "resources": [["name": "cpu", "weight": 1], ["name": "memory", "weight": 1]]
                ],
              ],
              [
                "name": "NodeResourcesFit",
                "args": [
                  "scoringStrategy": [
                    "resources": [["name": "cpu", "weight": 1], ["name": "memory", "weight": 1]],
                    "type": "LeastAllocated",
                  ]
                ],
              ],
              ["name": "PodTopologySpread", "args": ["defaultingType": "System"]],
              ["name": "VolumeBinding", "args": ["bindTimeoutSeconds": 600]],
            ],
            "plugins": [
              "bind": [:],
              "multiPoint": [
                "enabled": [
                  ["name": "SchedulingGates", "weight": 0], ["name": "PrioritySort", "weight": 0],
                  ["name": "TaintToleration", "weight": 3], ["name": "NodeAffinity", "weight": 2],
                  ["name": "NodeResourcesFit", "weight": 1],
                  ["name": "PodTopologySpread", "weight": 2],
                  ["name": "InterPodAffinity", "weight": 2],
                ]
              ],
            ],
          ]
        ],
      ]))
    #expect(read.profiles == [SchedulerProfile()])
    #expect(read.podInitialBackoffSeconds == 2)
    #expect(read.podMaxBackoffSeconds == 20)
  }

  @Test("reads several profiles, which pods choose by name")
  func severalProfiles() throws {
    let read = try SchedulerConfiguration(
      Self.configuration([
        "percentageOfNodesToScore": 40,
        "profiles": [
          [:],
          [
            "schedulerName": "no-scoring", "percentageOfNodesToScore": 10,
            "plugins": [
              "preScore": ["disabled": [["name": "*"]]], "score": ["disabled": [["name": "*"]]],
            ],
          ],
        ],
      ]))
    #expect(read.profiles.map(\.name) == ["default-scheduler", "no-scoring"])
    #expect(read.profiles.map(\.percentageOfNodesToScore) == [40, 10])
    #expect(read.profiles[1].weights == [:])
    #expect(read.profiles[1].filters == Set(FilterName.allCases))
    #expect(read.profileIndex(of: "no-scoring") == 1)
    #expect(read.profileIndex(of: nil) == 0)
    #expect(read.profileIndex(of: "unknown") == 0)
  }

  @Test("takes plugins off at single points and at all")
  func disabled() throws {
    let filters = try Self.profile([
      "plugins": ["filter": ["disabled": [["name": "NodeResourcesFit"]]]]
    ])
    #expect(filters.filters == Set(FilterName.allCases).subtracting([.nodeResourcesFit]))
    #expect(filters.weights[.nodeResourcesFit] == 1)
    let scores = try Self.profile([
      "plugins": ["score": ["disabled": [["name": "PodTopologySpread"], ["name": "Unknown"]]]]
    ])
    #expect(scores.filters == Set(FilterName.allCases))
    #expect(scores.weights[.podTopologySpread] == nil)
    #expect(scores.weights.count == 6)
    let both = try Self.profile([
      "plugins": ["multiPoint": ["disabled": [["name": "TaintToleration"]]]]
    ])
    #expect(!both.filters.contains(.taintToleration))
    #expect(both.weights[.taintToleration] == nil)
    let few = try Self.profile([
      "plugins": [
        "multiPoint": [
          "disabled": [["name": "*"]],
          "enabled": [["name": "NodeResourcesFit", "weight": 7], ["name": "NodePorts"]],
        ]
      ]
    ])
    #expect(few.filters == [.nodeResourcesFit, .nodePorts])
    #expect(few.weights == [.nodeResourcesFit: 7])
  }

  @Test("takes weights, those of score before those of multiPoint")
  func weights() throws {
    let profile = try Self.profile([
      "plugins": [
        "multiPoint": [
          "enabled": [
            ["name": "TaintToleration"], ["name": "NodeAffinity", "weight": 9],
            ["name": "ImageLocality", "weight": 4],
          ]
        ],
        "score": [
          "disabled": [["name": "InterPodAffinity"]],
          "enabled": [
            ["name": "ImageLocality", "weight": 8], ["name": "NodeResourcesFit", "weight": 0],
          ],
        ],
      ]
    ])
    #expect(
      profile.weights == [
        .taintToleration: 1, .nodeAffinity: 9, .nodeResourcesFit: 1, .podTopologySpread: 2,
        .nodeResourcesBalancedAllocation: 1, .imageLocality: 8,
      ])
    #expect(profile.filters == Set(FilterName.allCases))
    let only = try Self.profile([
      "plugins": [
        "score": ["disabled": [["name": "*"]], "enabled": [["name": "NodeAffinity"]]],
        "filter": ["disabled": [["name": "*"]], "enabled": [["name": "NodeName"]]],
      ]
    ])
    #expect(only.weights == [.nodeAffinity: 1])
    #expect(only.filters == [.nodeName])
  }

  @Test("reads how resources are scored")
  func resourceScoring() throws {
    let most = try Self.profile(
      Self.plugin(
        "NodeResourcesFit",
        [
          "ignoredResources": ["example.com/foo"], "ignoredResourceGroups": ["example.org"],
          "scoringStrategy": [
            "type": "MostAllocated",
            "resources": [["name": "cpu", "weight": 3], ["name": "nvidia.com/gpu"]],
          ],
        ]))
    #expect(most.resourceScoring == .mostAllocated)
    #expect(
      most.scoredResources == [
        ResourceWeight(name: "cpu", weight: 3), ResourceWeight(name: "nvidia.com/gpu", weight: 1),
      ])
    #expect(most.ignoredResources == ["example.com/foo"])
    #expect(most.ignoredResourceGroups == ["example.org"])
    let ratio = try Self.profile(
      Self.plugin(
        "NodeResourcesFit",
        [
          "scoringStrategy": [
            "type": "RequestedToCapacityRatio",
            "resources": [["name": "intel.com/foo", "weight": 3]],
            "requestedToCapacityRatio": [
              "shape": [
                ["utilization": 0, "score": 0], ["utilization": 50, "score": 9],
                ["utilization": 100, "score": 10],
              ]
            ],
          ]
        ]))
    #expect(
      ratio.resourceScoring
        == .requestedToCapacityRatio([
          .init(utilization: 0, score: 0), .init(utilization: 50, score: 9),
          .init(utilization: 100, score: 10),
        ]))
    let balanced = try Self.profile(
      Self.plugin(
        "NodeResourcesBalancedAllocation",
        ["resources": [["name": "cpu", "weight": 1], ["name": "example.com/gpu", "weight": 1]]]))
    #expect(balanced.balancedResources.map(\.name) == ["cpu", "example.com/gpu"])
  }

  @Test("reads the defaults of spreading")
  func spreading() throws {
    let system = try Self.profile(
      Self.plugin("PodTopologySpread", ["defaultingType": "System"]))
    #expect(system == SchedulerProfile())
    let list = try Self.profile(
      Self.plugin(
        "PodTopologySpread",
        [
          "defaultingType": "List",
          "defaultConstraints": [
            [
              "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone",
              "whenUnsatisfiable": "ScheduleAnyway",
            ],
            ["maxSkew": 2, "topologyKey": "rack", "whenUnsatisfiable": "DoNotSchedule"],
          ],
        ]))
    #expect(!list.hasSystemSpread)
    #expect(
      list.defaultSpread == [
        DefaultSpread(topologyKey: "topology.kubernetes.io/zone", maxSkew: 1, isHard: false),
        DefaultSpread(topologyKey: "rack", maxSkew: 2, isHard: true),
      ])
    let none = try Self.profile(
      Self.plugin("PodTopologySpread", ["defaultingType": "List", "defaultConstraints": []]))
    #expect(none.defaultSpread == [])
  }

  @Test("reads affinity that is added, and the weights of affinity")
  func affinity() throws {
    let profile = try Self.profile([
      "schedulerName": "foo-scheduler",
      "pluginConfig": [
        [
          "name": "NodeAffinity",
          "args": [
            "addedAffinity": [
              "requiredDuringSchedulingIgnoredDuringExecution": [
                "nodeSelectorTerms": [
                  [
                    "matchExpressions": [
                      ["key": "scheduler-profile", "operator": "In", "values": ["foo"]]
                    ]
                  ]
                ]
              ]
            ]
          ],
        ],
        [
          "name": "InterPodAffinity",
          "args": ["hardPodAffinityWeight": 0, "ignorePreferredTermsOfExistingPods": true],
        ],
      ],
    ])
    let term = try #require(profile.addedAffinity?.required?.nodeSelectorTerms.first)
    #expect(term.matchExpressions.map(\.key) == ["scheduler-profile"])
    #expect(term.matchExpressions.map(\.values) == [["foo"]])
    #expect(profile.hardPodAffinityWeight == 0)
    #expect(profile.ignoresPreferencesOfExistingPods)
  }
}
