// SPDX-License-Identifier: Apache-2.0

import ClusterModel
import Testing

@testable import Orchestration

/// Images of registries that let in only those who are known.
@Suite struct PullSecretTests {
  @Test(arguments: [
    ("registry.example.org", "registry.example.org/a/b:1", true),
    ("https://registry.example.org/v2/", "registry.example.org/a/b:1", true),
    ("registry.example.org/a", "registry.example.org/a/b:1", true),
    ("registry.example.org/c", "registry.example.org/a/b:1", false),
    ("registry.example.org", "registry.example.org:5000/a:1", false),
    ("registry.example.org:5000", "registry.example.org:5000/a:1", true),
    ("*.example.org", "registry.example.org/a:1", true),
    ("https://index.docker.io/v1/", "nginx:1", true),
    ("https://index.docker.io/v1/", "library/nginx", true),
    ("index.docker.io", "registry.example.org/a:1", false),
  ])
  func credentialsAreForARegistry(_ registry: String, _ image: String, _ areFor: Bool) {
    let credentials = ImageCredentials(registry: registry, user: "u", password: "p")
    #expect(credentials.areFor(image) == areFor)
  }

  private func rig(_ image: String, secrets: String, pullSecrets: String) throws -> NodeRig {
    let documents = try BehaviorDocuments(
      reading: """
        apiVersion: stevedore.dev/v1
        kind: Behavior
        metadata: {name: private}
        spec: {selector: {image: "web:*"}, image: \(image)}
        """, name: "test.yaml")
    let rig = try NodeRig(documents.behaviors)
    if !secrets.isEmpty { try rig.cluster.apply(secrets) }
    try rig.apply(NodeRig.pod("web", spec: "imagePullSecrets: \(pullSecrets)"))
    rig.run(1)
    return rig
  }

  private static let denied =
    "Failed to pull image \"web:1\": failed to pull and unpack image "
    + "\"web:1\": failed to resolve reference \"web:1\": "
    + "pull access denied, repository does not exist or may require authorization: server message: "
    + "insufficient_scope: authorization failed"

  /// A Secret with a name and a password.
  private func secret(_ password: String) -> String {
    let text =
      #"{"auths": {"https://index.docker.io/v1/": {"username": "u", "password": "\#(password)"}}}"#
    return """
      apiVersion: v1
      kind: Secret
      metadata: {name: s}
      type: kubernetes.io/dockerconfigjson
      data: {.dockerconfigjson: \(Base64Text.encode(Array(text.utf8)))}
      """
  }

  @Test func withoutASecret() throws {
    let rig = try rig("{requiresCredentials: true}", secrets: "", pullSecrets: "[]")
    #expect(try rig.events("web").contains("Failed Error: ErrImagePull"))
    #expect(try rig.events("web").contains("Failed \(Self.denied)"))
  }

  @Test func aSecretThatIsNotThereIsToldAndTriedAgain() throws {
    let rig = try rig("{requiresCredentials: true}", secrets: "", pullSecrets: "[{name: s}]")
    #expect(
      try rig.events("web").contains(
        "FailedToRetrieveImagePullSecret Unable to retrieve some image pull secrets (s); "
          + "attempting to pull the image may not succeed."))
    #expect(try rig.events("web").contains("Failed \(Self.denied)"))
    try rig.cluster.apply(secret("any"))
    rig.run(15)
    #expect(try rig.pod("web")?.status.phase == "Running")
  }

  @Test(arguments: [("right", true), ("wrong", false)])
  func onlyTheRightPasswordIsTaken(_ password: String, _ runs: Bool) throws {
    let rig = try rig(
      "{credentials: \"u:right\"}", secrets: secret(password), pullSecrets: "[{name: s}]")
    #expect((try rig.pod("web")?.status.phase == "Running") == runs)
  }
}
