// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What the API fills in, as the replies of a real server show it.
@Suite struct DefaultingTests {
  /// A kind, an object, and what is in it once it was created.
  struct Case: CustomTestStringConvertible {
    let type: ResourceType
    let given: String
    let expected: String
    var testDescription: String { "\(type.kind): \(given.prefix(60))" }
  }

  static let cases: [Case] = [
    Case(
      type: .deployments,
      given: """
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: "nginx:1.25", ports: [{containerPort: 80}]}]}
        """,
      expected: """
        replicas: 1
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: nginx:1.25
              ports: [{containerPort: 80, protocol: TCP}]
              resources: {}
              terminationMessagePath: /dev/termination-log
              terminationMessagePolicy: File
              imagePullPolicy: IfNotPresent
            restartPolicy: Always
            terminationGracePeriodSeconds: 30
            dnsPolicy: ClusterFirst
            securityContext: {}
            schedulerName: default-scheduler
        strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 25%, maxSurge: 25%}}
        revisionHistoryLimit: 10
        progressDeadlineSeconds: 600
        """),
    Case(
      type: .pods,
      given: """
        volumes:
        - {name: a}
        - {name: b, secret: {secretName: s}}
        - {name: c, hostPath: {path: /data}}
        - {name: d, projected: {sources: [{serviceAccountToken: {path: token}}]}}
        hostNetwork: true
        containers:
        - name: main
          image: registry:5000/tool
          ports: [{containerPort: 80}]
          resources: {limits: {cpu: "1"}, requests: {memory: 1Gi}}
          env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
          readinessProbe: {httpGet: {port: 80}, periodSeconds: 3}
          livenessProbe: {grpc: {port: 90}}
        """,
      expected: """
        volumes:
        - {name: a, emptyDir: {}}
        - {name: b, secret: {secretName: s, defaultMode: 420}}
        - {name: c, hostPath: {path: /data, type: ""}}
        - name: d
          projected:
            defaultMode: 420
            sources: [{serviceAccountToken: {path: token, expirationSeconds: 3600}}]
        hostNetwork: true
        containers:
        - name: main
          image: registry:5000/tool
          ports: [{containerPort: 80, hostPort: 80, protocol: TCP}]
          resources: {limits: {cpu: "1"}, requests: {memory: 1Gi, cpu: "1"}}
          env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name, apiVersion: v1}}}]
          readinessProbe:
            httpGet: {port: 80, path: /, scheme: HTTP}
            periodSeconds: 3
            timeoutSeconds: 1
            successThreshold: 1
            failureThreshold: 3
          livenessProbe:
            grpc: {port: 90, service: ""}
            periodSeconds: 10
            timeoutSeconds: 1
            successThreshold: 1
            failureThreshold: 3
          terminationMessagePath: /dev/termination-log
          terminationMessagePolicy: File
          imagePullPolicy: Always
        restartPolicy: Always
        terminationGracePeriodSeconds: 30
        dnsPolicy: ClusterFirst
        securityContext: {}
        schedulerName: default-scheduler
        enableServiceLinks: true
        priority: 0
        preemptionPolicy: PreemptLowerPriority
        tolerations:
        - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
        - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
        """),
    Case(
      type: .services,
      given:
        "{ports: [{name: b, port: 80}, {name: a, port: 81, targetPort: http}], selector: {app: web}, "
        + "clusterIP: 10.96.0.20}",
      expected: """
        clusterIP: 10.96.0.20
        clusterIPs: [10.96.0.20]
        ports:
        - {name: b, port: 80, protocol: TCP, targetPort: 80}
        - {name: a, port: 81, protocol: TCP, targetPort: http}
        selector: {app: web}
        type: ClusterIP
        sessionAffinity: None
        ipFamilies: [IPv4]
        ipFamilyPolicy: SingleStack
        internalTrafficPolicy: Cluster
        """),
    Case(
      type: .cronJobs,
      given: """
        schedule: "*/5 * * * *"
        jobTemplate:
          spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "b:1"}]}}}
        """,
      expected: """
        schedule: "*/5 * * * *"
        concurrencyPolicy: Allow
        suspend: false
        successfulJobsHistoryLimit: 3
        failedJobsHistoryLimit: 1
        jobTemplate:
          spec:
            template:
              spec:
                containers:
                - name: a
                  image: b:1
                  resources: {}
                  terminationMessagePath: /dev/termination-log
                  terminationMessagePolicy: File
                  imagePullPolicy: IfNotPresent
                restartPolicy: Never
                terminationGracePeriodSeconds: 30
                dnsPolicy: ClusterFirst
                securityContext: {}
                schedulerName: default-scheduler
        """),
    Case(
      type: .horizontalPodAutoscalers,
      given: """
        maxReplicas: 3
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
        behavior: {scaleDown: {stabilizationWindowSeconds: 60}}
        """,
      expected: """
        minReplicas: 1
        maxReplicas: 3
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
        metrics:
        - type: Resource
          resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}
        behavior:
          scaleUp:
            stabilizationWindowSeconds: 0
            selectPolicy: Max
            policies:
            - {type: Pods, value: 4, periodSeconds: 15}
            - {type: Percent, value: 100, periodSeconds: 15}
          scaleDown:
            stabilizationWindowSeconds: 60
            selectPolicy: Max
            policies: [{type: Percent, value: 100, periodSeconds: 15}]
        """),
    Case(
      type: .limitRanges,
      given: "{limits: [{type: Container, max: {cpu: '2'}, min: {memory: 1Mi}}]}",
      expected: """
        limits:
        - type: Container
          max: {cpu: '2'}
          min: {memory: 1Mi}
          default: {cpu: '2'}
          defaultRequest: {cpu: '2', memory: 1Mi}
        """),
    Case(
      type: .persistentVolumes,
      given: "{capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /data}}",
      expected: """
        capacity: {storage: 1Gi}
        accessModes: [ReadWriteOnce]
        hostPath: {path: /data, type: ""}
        persistentVolumeReclaimPolicy: Retain
        volumeMode: Filesystem
        """),
  ]

  @Test(arguments: cases) func specsAreFilledIn(_ example: Case) throws {
    let cluster = try TestCluster()
    let created = try cluster.user.create(
      example.type,
      ["metadata": ["name": "one"], "spec": .object(try TestCluster.fields(example.given))])
    let expected = Value.object(try TestCluster.fields(example.expected))
    #expect(created["spec"] == expected)
    // What is complete is left as it is.
    let again = try cluster.user.update(example.type, created)
    #expect(again == created)
  }

  @Test func jobsFindTheirPodsByTheirIdentity() throws {
    let cluster = try TestCluster()
    let job = try cluster.apply(
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: one}
      spec:
        template:
          metadata: {labels: {app: a}}
          spec: {restartPolicy: Never, containers: [{name: a, image: b}]}
      """)[0]
    let uid = Value.string(job.uid)
    let spec = try #require(job["spec"])
    #expect(spec[path: "selector", "matchLabels", "batch.kubernetes.io/controller-uid"] == uid)
    #expect(
      spec[path: "template", "metadata", "labels"]
        == [
          "app": "a", "batch.kubernetes.io/controller-uid": uid, "controller-uid": uid,
          "batch.kubernetes.io/job-name": "one", "job-name": "one",
        ])
    #expect(job.metadata["labels"] == ["app": "a"])
    #expect(spec[path: "backoffLimit"] == 6)
    #expect(spec[path: "completions"] == 1)
    #expect(spec[path: "completionMode"] == "NonIndexed")
    #expect(spec[path: "podReplacementPolicy"] == "TerminatingOrFailed")
  }

  @Test func completeTemplatesAreShared() throws {
    let cluster = try TestCluster()
    let created = try cluster.user.create(
      .replicaSets,
      [
        "metadata": ["name": "web"],
        "spec": [
          "selector": ["matchLabels": ["app": "web"]],
          "template": [
            "metadata": ["labels": ["app": "web"]],
            "spec": ["containers": [["name": "a", "image": "b"]]],
          ],
        ],
      ])
    var complete = created
    WorkloadDefaults.fillReplicaSet(&complete)
    #expect(complete.sharesStorage(with: created))
    let template = try #require(created["spec"]?[path: "template", "spec"]?.object)
    let pods = try ["one", "two"].map { name in
      try cluster.user.create(
        .pods, ["metadata": ["name": .string(name)], "spec": .object(template)])
    }
    let specs = try pods.map { try #require($0["spec"]?.object) }
    #expect(specs[0].sharesStorage(with: specs[1]))
  }

  @Test(arguments: [
    ("nginx", "Always"), ("nginx:latest", "Always"), ("nginx:1.25", "IfNotPresent"),
    ("host:5000/nginx", "Always"), ("host:5000/nginx:1", "IfNotPresent"),
    ("nginx@sha256:0123", "IfNotPresent"), ("nginx:latest@sha256:0123", "Always"),
  ])
  func imagesWithoutAVersionAreAlwaysAskedFor(_ image: String, _ policy: String) {
    #expect(ContainerDefaults.pullPolicy(image) == .string(policy))
  }

  @Test func textOfSecretsBecomesBytes() throws {
    let cluster = try TestCluster()
    let secret = try cluster.user.create(
      .secrets,
      [
        "metadata": ["name": "one"], "data": ["a": "YQ=="],
        "stringData": ["b": "any carnal pleas", "c": "é!", "a": "bcd"],
      ])
    #expect(secret["type"] == "Opaque")
    #expect(secret["stringData"] == nil)
    #expect(secret["data"] == ["a": "YmNk", "b": "YW55IGNhcm5hbCBwbGVhcw==", "c": "w6kh"])
  }
}
