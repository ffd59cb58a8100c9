// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What the API refuses, in the words of a real server.
@Suite struct ValidationTests {
  /// An object and what is wrong with it, as `reason field: message`.
  struct Refused: CustomTestStringConvertible {
    let yaml: String
    let causes: [String]
    init(_ yaml: String, _ causes: String...) {
      (self.yaml, self.causes) = ("---\n" + yaml, causes)
    }
    var testDescription: String { causes.joined(separator: "; ") }
  }

  static func pod(_ spec: String) -> String {
    "{apiVersion: v1, kind: Pod, metadata: {name: one}, spec: {\(spec)}}"
  }

  static func container(_ rest: String) -> String {
    pod("containers: [{name: a, image: b, \(rest)}]")
  }

  static func workload(_ kind: String, _ rest: String = "", labels: String = "app: a") -> String {
    """
    {apiVersion: apps/v1, kind: \(kind), metadata: {name: one}, spec: {
      selector: {matchLabels: {app: a}},
      template: {metadata: {labels: {\(labels)}}, spec: {containers: [{name: a, image: b}]}}\(rest)}}
    """
  }

  static let label =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must "
    + "start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
    + "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

  static let refused: [Refused] = [
    Refused(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: A_b}}",
      "FieldValueInvalid metadata.name: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must "
        + "consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"),
    Refused(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {a: '-'}}}",
      "FieldValueInvalid metadata.labels: Invalid value: \"-\": a valid label must be an empty string "
        + "or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
        + "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"),
    Refused(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a/b: x}}",
      "FieldValueInvalid data[a/b]: Invalid value: \"a/b\": a valid config key must consist of "
        + "alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', "
        + "regex used for validation is '[-._a-zA-Z0-9]+')"),
    Refused(pod(""), "FieldValueRequired spec.containers: Required value"),
    Refused(
      pod("containers: [{name: A, image: b}, {name: c}, {name: c, image: d}]"),
      "FieldValueInvalid spec.containers[0].name: Invalid value: \"A\": \(label)",
      "FieldValueRequired spec.containers[1].image: Required value",
      "FieldValueDuplicate spec.containers[2].name: Duplicate value: \"c\""),
    Refused(
      pod("containers: [{name: a, image: b}], restartPolicy: Sometimes"),
      "FieldValueNotSupported spec.restartPolicy: Unsupported value: \"Sometimes\": supported "
        + "values: \"Always\", \"OnFailure\", \"Never\""),
    Refused(
      container("ports: [{containerPort: 99999}, {name: x--y, containerPort: 1, protocol: ICMP}]"),
      "FieldValueInvalid spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be "
        + "between 1 and 65535, inclusive",
      "FieldValueInvalid spec.containers[0].ports[1].name: Invalid value: \"x--y\": must not contain "
        + "consecutive hyphens",
      "FieldValueNotSupported spec.containers[0].ports[1].protocol: Unsupported value: \"ICMP\": "
        + "supported values: \"SCTP\", \"TCP\", \"UDP\""),
    Refused(
      container("volumeMounts: [{name: data, mountPath: /a}]"),
      "FieldValueNotFound spec.containers[0].volumeMounts[0].name: Not found: \"data\""),
    Refused(
      container("livenessProbe: {periodSeconds: -1, successThreshold: 2}"),
      "FieldValueRequired spec.containers[0].livenessProbe: Required value: must specify a handler "
        + "type",
      "FieldValueInvalid spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1: must be "
        + "greater than or equal to 0",
      "FieldValueInvalid spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must "
        + "be 1"),
    Refused(
      container("resources: {requests: {cpu: 2}, limits: {cpu: 1, memory: -1}}"),
      "FieldValueInvalid spec.containers[0].resources.limits[memory]: Invalid value: \"-1\": must be "
        + "greater than or equal to 0",
      "FieldValueInvalid spec.containers[0].resources.requests[memory]: Invalid value: \"-1\": must "
        + "be greater than or equal to 0",
      "FieldValueInvalid spec.containers[0].resources.requests: Invalid value: \"2\": must be less "
        + "than or equal to cpu limit of 1"),
    Refused(
      pod(
        "containers: [{name: a, image: b}], tolerations: [{operator: Equal, tolerationSeconds: 1}]"),
      "FieldValueInvalid spec.tolerations[0].operator: Invalid value: \"Equal\": operator must be "
        + "Exists when `key` is empty, which means \"match all values and all keys\"",
      "FieldValueInvalid spec.tolerations[0].effect: Invalid value: \"\": effect must be 'NoExecute' "
        + "when `tolerationSeconds` is set"),
    Refused(
      pod(
        """
        containers: [{name: a, image: b}], affinity: {nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
            {matchExpressions: [{key: a, operator: In}, {key: b, operator: Is}]}]}}}
        """),
      "FieldValueRequired spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"
        + ".nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when "
        + "`operator` is 'In' or 'NotIn'",
      "FieldValueInvalid spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"
        + ".nodeSelectorTerms[0].matchExpressions[1].operator: Invalid value: \"Is\": not a valid "
        + "selector operator"),
    Refused(
      pod(
        "containers: [{name: a, image: b}], topologySpreadConstraints: [{maxSkew: 0, topologyKey: z, "
          + "whenUnsatisfiable: DoNotSchedule}]"),
      "FieldValueInvalid spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater "
        + "than zero"),
    Refused(
      workload("Deployment", labels: "app: b"),
      "FieldValueInvalid spec.template.metadata.labels: Invalid value: {\"app\":\"b\"}: `selector` "
        + "does not match template `labels`"),
    Refused(
      workload("Deployment", ", replicas: -1"),
      "FieldValueInvalid spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
    Refused(
      workload(
        "Deployment", ", strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}"),
      "FieldValueInvalid spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 "
        + "when `maxSurge` is 0"),
    Refused(
      workload("StatefulSet", ", podManagementPolicy: Wild"),
      "FieldValueNotSupported spec.podManagementPolicy: Unsupported value: \"Wild\": supported "
        + "values: \"OrderedReady\", \"Parallel\""),
    Refused(
      """
      {apiVersion: batch/v1, kind: Job, metadata: {name: one}, spec: {
        template: {spec: {containers: [{name: a, image: b}]}}}}
      """,
      "FieldValueRequired spec.template.spec.restartPolicy: Required value: valid values: "
        + "\"OnFailure\", \"Never\""),
    Refused(
      """
      {apiVersion: batch/v1, kind: CronJob, metadata: {name: one}, spec: {schedule: "* * *",
        jobTemplate: {spec: {template: {spec: {restartPolicy: Never,
          containers: [{name: a, image: b}]}}}}}}
      """,
      "FieldValueInvalid spec.schedule: Invalid value: \"* * *\": expected exactly 5 fields, found 3: "
        + "[* * *]"),
    Refused(
      "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: a}, spec: {minAvailable: 1, "
        + "maxUnavailable: 1}}",
      "FieldValueInvalid spec: Invalid value: {\"maxUnavailable\":1,\"minAvailable\":1}: minAvailable "
        + "and maxUnavailable cannot be both set"),
    Refused(
      "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: "
        + "{minReplicas: 3, maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: b}}}",
      "FieldValueInvalid spec.maxReplicas: Invalid value: 2: must be greater than or equal to "
        + "`minReplicas`"),
    Refused(
      "{apiVersion: v1, kind: Service, metadata: {name: 1a}, spec: {ports: [{port: 1}, {port: 70000, "
        + "name: b}]}}",
      "FieldValueInvalid metadata.name: Invalid value: \"1a\": a DNS-1035 label must consist of lower "
        + "case alphanumeric characters or '-', start with an alphabetic character, and end with an "
        + "alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
        + "'[a-z]([-a-z0-9]*[a-z0-9])?')",
      "FieldValueRequired spec.ports[0].name: Required value",
      "FieldValueInvalid spec.ports[1].port: Invalid value: 70000: must be between 1 and 65535, "
        + "inclusive",
      "FieldValueInvalid spec.ports[1].targetPort: Invalid value: 70000: must be between 1 and 65535, "
        + "inclusive"),
    Refused(
      "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {}}",
      "FieldValueRequired spec.accessModes: Required value: at least 1 access mode is required",
      "FieldValueRequired spec.resources[storage]: Required value"),
    Refused(
      "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: a}, value: 1000000001}",
      "FieldValueForbidden value: Forbidden: maximum allowed value of a user defined priority is "
        + "1000000000"),
  ]

  @Test(arguments: refused) func objectsAreRefusedWithTheirCauses(_ example: Refused) throws {
    let cluster = try TestCluster()
    let status = #expect(throws: APIStatus.self) { try cluster.apply(example.yaml) }
    #expect(status?.reason == .invalid)
    let causes = status?.details?.causes ?? []
    #expect(causes.map { "\($0.reason) \($0.field): \($0.message)" } == example.causes)
    #expect(status?.details?.kind == (try TestCluster.fields(example.yaml))["kind"]?.string)
  }

  /// An object, a change of it, and what is said to the change.
  static let changes: [(yaml: String, field: [String], value: Value, causes: [String])] = [
    (
      pod("containers: [{name: a, image: b}]"), ["spec", "hostNetwork"], true,
      [
        "FieldValueForbidden spec: Forbidden: pod updates may not change fields other than "
          + "`spec.containers[*].image`,`spec.initContainers[*].image`,"
          + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing "
          + "tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was "
          + "previously negative)\n- hostNetwork: null\n+ hostNetwork: true\n"
      ]
    ),
    (pod("containers: [{name: a, image: b}]"), ["spec", "activeDeadlineSeconds"], 7, []),
    (
      pod("containers: [{name: a, image: b}], activeDeadlineSeconds: 5"),
      ["spec", "activeDeadlineSeconds"], 7,
      [
        "FieldValueInvalid spec.activeDeadlineSeconds: Invalid value: 7: must be less than or equal "
          + "to previous value"
      ]
    ),
    (
      workload("Deployment"), ["spec", "selector"],
      ["matchExpressions": [["key": "app", "operator": "Exists"]]],
      [
        "FieldValueInvalid spec.selector: Invalid value: {\"matchExpressions\":[{\"key\":\"app\","
          + "\"operator\":\"Exists\"}]}: field is immutable"
      ]
    ),
    (
      workload("StatefulSet", ", serviceName: a"), ["spec", "serviceName"], "b",
      [
        "FieldValueForbidden spec: Forbidden: updates to statefulset spec for fields other than "
          + "'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', "
          + "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
      ]
    ),
    (
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, immutable: true, data: {a: b}}",
      ["data", "a"], "c",
      ["FieldValueForbidden data: Forbidden: field is immutable when `immutable` is set"]
    ),
    (
      "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: a}, value: 1}",
      ["value"], 2, ["FieldValueForbidden value: Forbidden: may not be changed in an update."]
    ),
    (
      "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: a}, provisioner: p}",
      ["provisioner"], "q",
      ["FieldValueForbidden provisioner: Forbidden: updates to provisioner are forbidden."]
    ),
    (
      """
      {apiVersion: batch/v1, kind: Job, metadata: {name: one}, spec: {completions: 3,
        template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}}}
      """,
      ["spec", "completions"], 4,
      ["FieldValueInvalid spec.completions: Invalid value: 4: field is immutable"]
    ),
  ]

  @Test(arguments: changes.indices) func someFieldsStayAsTheyAre(_ index: Int) throws {
    let (yaml, path, value, expected) = Self.changes[index]
    let cluster = try TestCluster()
    let object = try cluster.apply("---\n" + yaml)[0]
    let type = try #require(
      cluster.machinery.catalogue.type(
        apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? ""))
    var changed = object
    if path.count == 1 {
      changed[path[0]] = value
    } else {
      changed.modify(path[0]) { $0[path[1]] = value }
    }
    var causes: [APIStatus.Cause] = []
    do throws(APIStatus) {
      try cluster.user.update(type, changed)
    } catch {
      causes = error.details?.causes ?? []
    }
    #expect(causes.map { "\($0.reason) \($0.field): \($0.message)" } == expected)
  }

  @Test(arguments: [
    (
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: '3'}}",
      "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal string "
        + "into Go struct field DeploymentSpec.spec.replicas of type int32"
    ),
    (
      "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: 1}]}}",
      "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal number into Go struct "
        + "field Container.spec.containers.name of type string"
    ),
    (
      "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: {}}}",
      "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal object into Go struct "
        + "field PodSpec.spec.containers of type []v1.Container"
    ),
    (
      "{apiVersion: v1, kind: ResourceQuota, metadata: {name: a}, spec: {hard: {cpu: two}}}",
      "ResourceQuota in version \"v1\" cannot be handled as a ResourceQuota: quantities must match the "
        + "regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    ),
    (
      "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, imag: b}]}}",
      "Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: unknown field "
        + "\"spec.containers[0].imag\""
    ),
  ])
  func whatCannotBeDecodedIsABadRequest(_ yaml: String, _ message: String) throws {
    let cluster = try TestCluster()
    let object = try TestCluster.fields(yaml)
    let type = try #require(
      cluster.machinery.catalogue.type(
        apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? ""))
    let status = #expect(throws: APIStatus.self) {
      try cluster.user.create(
        type, object, subresource: nil, WriteOptions(fieldValidation: .strict))
    }
    #expect(status?.reason == .badRequest)
    #expect(status?.message == message)
  }

  @Test func unknownFieldsMayBeIgnored() throws {
    let cluster = try TestCluster()
    for mode in [Schema.UnknownFields.ignore, .warn] {
      let created = try cluster.user.create(
        .configMaps, ["metadata": ["name": .string(mode.rawValue)], "dat": ["a": "b"]],
        subresource: nil, WriteOptions(fieldValidation: mode))
      #expect(created["dat"] == nil)
    }
  }
}
