// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

/// Objects in which values were exchanged for others at random: nothing may crash on them.
@Suite("Mutated objects")
struct MutatedObjectTests {
  /// SplitMix64.
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }
  }

  private static let odd: [Value] = [
    .null, true, 0, -1, .integer(.max), .integer(.min), .number("1e400"), .number("0.5"), "", "x",
    "25%", "9223372036854775808", "-1Ei", "1e999", "2024-05-01T12:00:00Z", [], [[]], [:],
    ["name": "x"], ["matchLabels": 3],
  ]

  private static func mutated(_ value: Value, _ random: inout Random) -> Value {
    if Int.random(in: 0..<40, using: &random) == 0 {
      return odd.randomElement(using: &random) ?? .null
    }
    switch value {
    case .array(let elements): return .array(elements.map { mutated($0, &random) })
    case .object(let fields): return .object(Fields(fields.map { ($0, mutated($1, &random)) }))
    default: return value
    }
  }

  private static let text = """
    ---
    apiVersion: v1
    kind: LimitRange
    metadata: {name: usual, namespace: test}
    spec: {limits: [{type: Container, default: {cpu: 1}, max: {memory: 1Gi}, min: {cpu: 1m}, \
    maxLimitRequestRatio: {cpu: 2}}, {type: Pod, max: {cpu: 4}}]}
    ---
    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: high}
    value: 1000
    globalDefault: true

    """
    + node(
      "a", spec: "taints: [{key: own, value: '3', effect: NoSchedule}]",
      status: "capacity: {cpu: 4}, allocatable: {cpu: 5}")
    + workload("Pod", "p", container: ", resources: {limits: {cpu: 1, memory: 1Gi}}")
    + workload("Deployment", "d", spec: ", replicas: 3", template: ", priorityClassName: high")
    + workload("ReplicaSet", "r", spec: ", replicas: 3")
    + workload(
      "StatefulSet", "s",
      spec: """
        , replicas: 2, ordinals: {start: 1}, volumeClaimTemplates: [{metadata: {name: data}, \
        spec: {resources: {requests: {storage: 1Gi}}}}]
        """)
    + workload(
      "DaemonSet", "e",
      template: """
        , tolerations: [{key: own, operator: Lt, value: '5'}], affinity: {nodeAffinity: \
        {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: \
        [{key: metadata.name, operator: In, values: [a]}]}]}}}
        """)
    + workload("Job", "j", spec: ", parallelism: 2, completions: 4")
    + "status: {succeeded: 1, conditions: [{type: Complete, status: 'False'}]}\n"
    + workload("CronJob", "c", spec: ", suspend: false")

  @Test("are checked and expanded, or refused, without a crash", arguments: 0..<20)
  func noCrash(_ seed: Int) throws {
    let records = try ObjectReader().records(of: MemorySource(Self.text))
    var random = Random(state: UInt64(seed))
    var options = ExpansionOptions()
    options.maximumPods = 100
    var (refused, expanded) = (0, 0)
    for _ in 0..<20 {
      var objects = ClusterObjects()
      for record in records {
        var value = Self.mutated(.object(record.fields), &random)
        if value.object == nil { value = [:] }
        for fault in Schema.kubernetes.check(value.object ?? [:]) {
          #expect(!fault.path.isEmpty && !fault.description.isEmpty)
        }
        _ = try? objects.add(value.object ?? [:])
      }
      do {
        let expansion = try objects.expanded(options)
        #expect(expansion.objects.pods.count <= 100)
        expanded += 1
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
    }
    #expect(refused + expanded == 20)
  }
}
