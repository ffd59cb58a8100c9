// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// What the API does with Secrets and ConfigMaps, and what it never says of them.
@Suite struct SecretTests {
  struct Typed: Sendable {
    var type: String
    var data: String
    /// The fields that are found fault with.
    var faults: [String]
  }

  @Test(arguments: [
    Typed(type: "Opaque", data: "{}", faults: []),
    Typed(
      type: "kubernetes.io/tls", data: "{tls.crt: YQ==}", faults: ["data[tls.key]"]),
    Typed(type: "kubernetes.io/tls", data: "{tls.crt: YQ==, tls.key: YQ==}", faults: []),
    Typed(
      type: "kubernetes.io/basic-auth", data: "{}",
      faults: ["data[username]", "data[password]"]),
    Typed(type: "kubernetes.io/basic-auth", data: "{password: YQ==}", faults: []),
    Typed(type: "kubernetes.io/ssh-auth", data: "{}", faults: ["data[ssh-privatekey]"]),
    Typed(
      type: "kubernetes.io/ssh-auth", data: "{ssh-privatekey: ''}",
      faults: ["data[ssh-privatekey]"]),
    Typed(type: "kubernetes.io/ssh-auth", data: "{ssh-privatekey: YQ==}", faults: []),
    Typed(
      type: "kubernetes.io/dockerconfigjson", data: "{}", faults: ["data[.dockerconfigjson]"]),
    Typed(
      type: "kubernetes.io/dockerconfigjson", data: "{.dockerconfigjson: bm90anNvbg==}",
      faults: ["data[.dockerconfigjson]"]),
    Typed(
      type: "kubernetes.io/dockerconfigjson", data: "{.dockerconfigjson: e30=}", faults: []),
    Typed(type: "kubernetes.io/dockercfg", data: "{}", faults: ["data[.dockercfg]"]),
    Typed(
      type: "kubernetes.io/service-account-token", data: "{}",
      faults: ["metadata.annotations[kubernetes.io/service-account.name]"]),
  ])
  func types(_ typed: Typed) throws {
    let cluster = try TestCluster()
    let secret =
      "--- {apiVersion: v1, kind: Secret, metadata: {name: s}, type: \(typed.type), data: \(typed.data)}"
    do {
      try cluster.apply(secret)
      #expect(typed.faults.isEmpty)
    } catch let status as APIStatus {
      #expect(status.reason == .invalid)
      #expect(status.details?.causes.map(\.field) == typed.faults)
      #expect(!status.message.contains("notjson"))
    }
  }

  @Test func textsAreMergedIntoData() throws {
    let cluster = try TestCluster()
    try cluster.apply(
      """
      --- {apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: YQ==, b: YQ==}, stringData: {b: x, c: z}}
      """)
    let secret = try #require(try cluster.object(.secrets, "s", as: Secret.self))
    #expect(secret.fields["data"] == ["a": "YQ==", "b": "eA==", "c": "eg=="])
    #expect(secret.fields["stringData"] == nil)
    #expect(secret.type == "Opaque")
  }

  /// The limit of a mebibyte is one of bytes, not of letters that stand for them.
  @Test(arguments: [(1_048_576, true), (1_048_577, false)])
  func size(_ count: Int, _ fits: Bool) throws {
    let cluster = try TestCluster()
    let text = Base64Text.encode([UInt8](repeating: 0x61, count: count))
    func create(_ type: ResourceType, _ field: String, _ value: String) -> Bool {
      (try? cluster.user.create(
        type,
        [
          "metadata": ["generateName": "s-", "namespace": "default"],
          field: ["k": .string(value)],
        ])) != nil
    }
    #expect(create(.secrets, "data", text) == fits)
    #expect(create(.configMaps, "binaryData", text) == fits)
    #expect(
      create(.configMaps, "data", String(repeating: "a", count: count)) == fits)
  }

  @Test(arguments: ["ConfigMap", "Secret"])
  func immutableObjectsStayAsTheyAre(_ kind: String) throws {
    let cluster = try TestCluster()
    try cluster.apply(
      "--- {apiVersion: v1, kind: \(kind), metadata: {name: a}, immutable: true, data: {k: YQ==}}")
    let type = kind == "Secret" ? ResourceType.secrets : .configMaps
    let key = ObjectKey(namespace: "default", name: "a")
    let text = "Forbidden: field is immutable when `immutable` is set"
    let patches: [(Fields, String)] = [
      (["data": ["k": "Yg=="]], "data: \(text)"), (["immutable": false], "immutable: \(text)"),
      (["data": ["k": nil]], "data: \(text)"),
    ]
    for (patch, fault) in patches {
      do throws(APIStatus) {
        try cluster.user.patch(type, key, .merge(patch))
        Issue.record("\(patch) is taken.")
      } catch {
        #expect(error.message == "\(kind) \"a\" is invalid: \(fault)")
      }
    }
    try cluster.user.patch(type, key, .merge(["metadata": ["labels": ["a": "b"]]]))
    _ = try cluster.user.delete(type, key, DeleteOptions())
  }

  @Test func base64() {
    var random = TestRandom(seed: 7)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8(random.below(256)) }
      #expect(Base64Text.decode(Base64Text.encode(bytes)) == bytes)
    }
    for text in ["a", "YQ", "YQ=", "Y===", "YQ==YQ==", "Y?==", "=YQ="] {
      #expect(Base64Text.decode(text) == nil, "\(text)")
    }
    #expect(Base64Text.decode("Y Q\n==") == [0x61])
  }
}
