// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Workloads that are rolled out when their ConfigMaps and Secrets change.
@Suite struct ConfigurationRolloutTests {
  private let types: [ResourceType] = [.deployments, .statefulSets, .daemonSets]
  private static let objects = """
    --- {apiVersion: v1, kind: ConfigMap, metadata: {name: app}, data: {a: b}}
    ---
    {apiVersion: v1, kind: Secret, metadata: {name: keys}, data: {a: YQ==}}
    """

  private func workload(_ kind: String, isWanted: Bool = true) -> String {
    """
    apiVersion: apps/v1
    kind: \(kind)
    metadata: {name: web, annotations: {stevedore.dev/rollout-on-change: "\(isWanted)"}}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
          - name: web
            image: web:1
            env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: a}}}]
          volumes: [{name: v, projected: {sources: [{configMap: {name: app}}]}}]
    """
  }

  private func cluster(
    _ kind: String, isWanted: Bool = true
  ) throws -> (TestCluster, ConfigurationRolloutController, () throws -> Value?) {
    let cluster = try TestCluster()
    let controller = ConfigurationRolloutController(cluster.environment("rollout"))
    controller.start()
    try cluster.apply(Self.objects)
    let made = try cluster.apply(workload(kind, isWanted: isWanted))
    cluster.run(seconds: 1)
    let type = try #require(types.first { $0.kind == kind })
    let key = ObjectKey(try #require(made.first))
    return (
      cluster, controller,
      {
        try cluster.user.get(type, key)["spec"]?[
          path: "template", "metadata", "annotations", ConfigurationStamp.stamp]
      }
    )
  }

  private func change(_ cluster: TestCluster, _ type: ResourceType, _ name: String, _ to: Value)
    throws
  {
    try cluster.user.patch(
      type, ObjectKey(namespace: "default", name: name), .merge(["data": ["a": to]]))
    cluster.run(seconds: 1)
  }

  @Test(arguments: ["Deployment", "StatefulSet", "DaemonSet"])
  func everyChangeOfContentIsStampedOnce(_ kind: String) throws {
    let (cluster, controller, stamp) = try cluster(kind)
    // What begins with the content that there is needs no stamp.
    #expect(try stamp() == nil)
    try change(cluster, .configMaps, "app", "c")
    let first = try stamp()
    #expect(first?.string?.isEmpty == false)
    try change(cluster, .secrets, "keys", "Yg==")
    let second = try stamp()
    #expect(second != first)
    // Nothing is done where only labels change, where nothing does, or after a restart.
    for (type, name) in [(ResourceType.configMaps, "app"), (.secrets, "keys")] {
      try cluster.user.patch(
        type, ObjectKey(namespace: "default", name: name),
        .merge(["metadata": ["labels": ["x": "y"]]]))
    }
    let revision = cluster.machinery.store.revision
    cluster.run(seconds: 10)
    controller.stop()
    controller.start()
    cluster.run(seconds: 10)
    #expect(cluster.machinery.store.revision == revision)
    // What changes while it is away is found afterwards.
    controller.stop()
    try change(cluster, .configMaps, "app", "d")
    #expect(try stamp() == second)
    controller.start()
    cluster.run(seconds: 1)
    #expect(try stamp() != second)
    let events = try cluster.all(.events, as: Event.self).filter {
      $0.fields["reason"]?.string == "ConfigurationChanged"
    }
    #expect(
      events.first?.fields["message"]?.string
        == "Replacing pods because of changed content: configmap/app")
  }

  @Test func nothingIsDoneUnasked() throws {
    let (cluster, controller, stamp) = try cluster("Deployment", isWanted: false)
    defer { controller.stop() }
    let revision = cluster.machinery.store.revision
    try change(cluster, .configMaps, "app", "c")
    #expect(try stamp() == nil)
    #expect(cluster.machinery.store.revision == revision + 1)
  }

  @Test func objectsThatComeAndGoAreChanges() throws {
    let (cluster, controller, stamp) = try cluster("Deployment")
    defer { controller.stop() }
    _ = try cluster.user.delete(
      .configMaps, ObjectKey(namespace: "default", name: "app"), DeleteOptions())
    cluster.run(seconds: 1)
    let gone = try stamp()
    #expect(gone != nil)
    try cluster.apply("--- {apiVersion: v1, kind: ConfigMap, metadata: {name: app}, data: {a: z}}")
    cluster.run(seconds: 1)
    #expect(try stamp() != gone)
  }

  /// Another template, as of a rollback, stays as it is.
  @Test func aTemplateThatIsTakenBackIsNotStampedAgain() throws {
    let (cluster, controller, stamp) = try cluster("Deployment")
    defer { controller.stop() }
    try change(cluster, .configMaps, "app", "c")
    #expect(try stamp() != nil)
    try cluster.user.change(
      .deployments, ObjectKey(namespace: "default", name: "web"), uid: nil
    ) { deployment in
      deployment.modify("spec") { spec in
        spec.modify("template") { template in
          template.modify("metadata") { $0["annotations"] = nil }
        }
      }
      return true
    }
    cluster.run(seconds: 10)
    #expect(try stamp() == nil)
  }

  /// A hash of a Secret cannot be tried out by who does not know the Secret's identity.
  @Test func hashesOfSecretsAreSalted() {
    func secret(_ uid: String, _ kind: String) -> Fields {
      ["kind": .string(kind), "metadata": ["uid": .string(uid)], "data": ["a": "YQ=="]]
    }
    #expect(
      ConfigurationHash.text(of: secret("1", "Secret"))
        != ConfigurationHash.text(of: secret("2", "Secret")))
    #expect(
      ConfigurationHash.text(of: secret("1", "ConfigMap"))
        == ConfigurationHash.text(of: secret("2", "ConfigMap")))
  }

  // MARK: Generated names

  @Test func generatedNames() throws {
    func objects(_ value: String) throws -> [Fields] {
      try ObjectReader(skipping: []).records(
        of: MemorySource(
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: app, annotations: {stevedore.dev/generated-name: "true"}}
          data: {a: \(value)}
          ---
          {apiVersion: v1, kind: ConfigMap, metadata: {name: plain}, data: {a: b}}
          ---
          apiVersion: batch/v1
          kind: CronJob
          metadata: {name: job}
          spec:
            jobTemplate:
              spec:
                template:
                  spec:
                    containers:
                    - name: c
                      envFrom: [{configMapRef: {name: app}}, {configMapRef: {name: plain}}, {secretRef: {name: app}}]
                      env: [{name: A, valueFrom: {configMapKeyRef: {name: app, key: a}}}]
                    volumes:
                    - {name: a, configMap: {name: app}}
                    - {name: b, projected: {sources: [{configMap: {name: app}}]}}
          ---
          {apiVersion: v1, kind: Pod, metadata: {name: other, namespace: other}, spec: {containers: [{name: c, envFrom: [{configMapRef: {name: app}}]}]}}
          """)
      ).map(\.fields)
    }
    let (first, again, other) = (
      GeneratedNames.resolve(try objects("x")), GeneratedNames.resolve(try objects("x")),
      GeneratedNames.resolve(try objects("y"))
    )
    #expect(first == again)
    let name = ObjectKey(first[0]).name
    #expect(name.hasPrefix("app-") && name.count == 14)
    #expect(ObjectKey(other[0]).name != name)
    #expect(first[0]["immutable"] == true)
    #expect(first[1] == (try objects("x"))[1])
    let pod =
      first[2]["spec"]?[
        path: "jobTemplate", "spec", "template", "spec"]?.object ?? Fields()
    #expect(
      ConfigurationReference.all(in: pod).map(\.name) == [name, "plain", "app"])
    #expect(JSONWriter().text(.object(pod)).split(separator: name).count == 5)
    // A namespace of its own has other objects.
    #expect(first[3] == (try objects("x"))[3])
  }
}
