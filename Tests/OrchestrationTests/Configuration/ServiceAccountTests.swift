// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Service accounts, and the tokens that pods get where that is asked for.
@Suite struct ServiceAccountTests {
  private func cluster() throws -> (TestCluster, [any Component]) {
    let cluster = try TestCluster()
    cluster.machinery.admitsServiceAccounts = true
    let components: [any Component] = [
      ServiceAccountController(cluster.environment("serviceaccount-controller")),
      RootCertificatePublisher(cluster.environment("root-ca")),
    ]
    for component in components { component.start() }
    cluster.run(seconds: 1)
    return (cluster, components)
  }

  @Test func everyNamespaceHasAnAccountAndACertificate() throws {
    let (cluster, components) = try cluster()
    defer { withExtendedLifetime(components) {} }
    try cluster.user.create(.namespaces, ["metadata": ["name": "shop"]])
    cluster.run(seconds: 1)
    for namespace in ["default", "shop"] {
      let account = ObjectKey(namespace: namespace, name: "default")
      let map = ObjectKey(namespace: namespace, name: "kube-root-ca.crt")
      #expect(try cluster.user.find(.serviceAccounts, account) != nil)
      #expect(try cluster.user.find(.configMaps, map)?["data"]?[path: "ca.crt"] != nil)
      // What somebody takes away or changes is put back.
      _ = try cluster.user.delete(.serviceAccounts, account, DeleteOptions())
      _ = try cluster.user.patch(.configMaps, map, .merge(["data": ["ca.crt": "x"]]))
      cluster.run(seconds: 1)
      #expect(try cluster.user.find(.serviceAccounts, account) != nil)
      #expect(try cluster.user.find(.configMaps, map)?["data"]?[path: "ca.crt"] != "x")
    }
  }

  @Test func podsGetATokenWhereThatIsAskedFor() throws {
    let (cluster, components) = try cluster()
    defer { withExtendedLifetime(components) {} }
    let pod =
      "--- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: i}]}}"
    let spec = try #require(try cluster.apply(pod).first?["spec"]?.object)
    #expect(spec["serviceAccountName"] == "default")
    #expect(spec["serviceAccount"] == "default")
    let volume = try #require(spec.objects("volumes").first)
    let name = volume["name"]?.string ?? ""
    #expect(name.hasPrefix("kube-api-access-") && name.count == 21)
    #expect(volume["projected"]?[path: "sources"]?.array?.count == 3)
    let mount = spec.objects("containers").first?.objects("volumeMounts").first
    #expect(mount?["mountPath"] == "/var/run/secrets/kubernetes.io/serviceaccount")
    #expect(mount?["name"]?.string == name)
    #expect(mount?["readOnly"] == true)
    cluster.machinery.admitsServiceAccounts = false
    let plain = try TestCluster().apply(pod).first?["spec"]?.object
    #expect(plain?["serviceAccountName"] == nil)
    #expect(plain?["volumes"] == nil)
  }

  @Test func whatAccountsSay() throws {
    let (cluster, components) = try cluster()
    defer { withExtendedLifetime(components) {} }
    try cluster.apply(
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: quiet}
      automountServiceAccountToken: false
      imagePullSecrets: [{name: registry}]
      """)
    let spec = try cluster.apply(
      "--- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {serviceAccountName: quiet, containers: [{name: c, image: i}]}}"
    ).first?["spec"]?.object
    #expect(spec?["volumes"] == nil)
    #expect(spec?["imagePullSecrets"] == [["name": "registry"]])
    do {
      try cluster.apply(
        "--- {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {serviceAccountName: nobody, containers: [{name: c, image: i}]}}"
      )
      Issue.record("A pod of nobody is taken.")
    } catch let status as APIStatus {
      #expect(
        status.message
          == "pods \"b\" is forbidden: error looking up service account default/nobody: "
          + "serviceaccount \"nobody\" not found")
    }
  }

  /// With the setting, a scenario has it all, and containers see the files.
  @Test func aScenarioWithServiceAccounts() throws {
    let text = """
      apiVersion: stevedore.dev/v1
      kind: Scenario
      metadata: {name: accounts}
      spec:
        horizon: 5m
        settings: {serviceAccounts: true}
        nodes: [{name: node, count: 1, capacity: {cpu: 4, memory: 8Gi}}]
        timeline:
          - at: 10s
            apply:
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: web}
              spec:
                replicas: 2
                selector: {matchLabels: {app: web}}
                template:
                  metadata: {labels: {app: web}}
                  spec: {containers: [{name: web, image: "web:1"}]}
        expect:
          - that: The token says whose it would be.
            containers: app=web
            file: /var/run/secrets/kubernetes.io/serviceaccount/token
            is: placeholder of system:serviceaccount:default:default
          - that: The namespace stands in a file.
            containers: app=web
            file: /var/run/secrets/kubernetes.io/serviceaccount/namespace
            is: default
          - {that: The certificate is there., containers: app=web, file: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt, is: {contains: CERTIFICATE}}
      """
    let file = ScenarioFile { _, _ throws(ReadingError) in [] }
    let scenario = try file.read("accounts.yaml") { MemorySource(text, name: "accounts.yaml") }
    let result = try Simulation(scenario).run()
    #expect(ScenarioRunner.missed(result).isEmpty, "\(ScenarioRunner.missed(result))")
  }
}
