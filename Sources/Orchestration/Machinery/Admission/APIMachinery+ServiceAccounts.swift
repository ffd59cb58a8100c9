// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// What admission does with the service accounts of pods, where it is asked to.
///
/// From `plugin/pkg/admission/serviceaccount/admission.go`.
extension APIMachinery {
  private static var tokenFolder: String { "/var/run/secrets/kubernetes.io/serviceaccount" }

  /// Gives a pod its service account, the account's Secrets for images, and a volume with a token.
  func setServiceAccount(_ spec: inout Fields, _ key: ObjectKey) throws(APIStatus) {
    guard admitsServiceAccounts else { return }
    var name = spec["serviceAccountName"]?.string ?? ""
    if name.isEmpty {
      name = ServiceAccountController.account
      spec["serviceAccountName"] = .string(name)
    }
    spec["serviceAccount"] = .string(name)
    guard
      let account = try find(
        .serviceAccounts, ObjectKey(namespace: key.namespace, name: name))
    else {
      throw .forbidden(
        .pods, key.name,
        "error looking up service account \(key.namespace)/\(name): serviceaccount \"\(name)\" "
          + "not found")
    }
    if spec["imagePullSecrets"]?.array?.isEmpty ?? true,
      let secrets = account["imagePullSecrets"], secrets.array?.isEmpty == false
    {
      spec["imagePullSecrets"] = secrets
    }
    let mounts =
      spec["automountServiceAccountToken"] ?? account["automountServiceAccountToken"] ?? true
    if mounts != false { mountToken(&spec) }
  }

  private func mountToken(_ spec: inout Fields) {
    let mounting = ["containers", "initContainers"].contains { list in
      spec.objects(list).contains { !Self.hasToken($0) }
    }
    guard mounting else { return }
    let volume = "kube-api-access-" + makeSuffix()
    for list in ["initContainers", "containers"] {
      guard case .array(let containers)? = spec[list] else { continue }
      spec[list] = .array(
        containers.map { element in
          guard case .object(var container) = element, !Self.hasToken(container) else {
            return element
          }
          container["volumeMounts"] = .array(
            (container["volumeMounts"]?.array ?? []) + [
              [
                "name": .string(volume), "readOnly": true,
                "mountPath": .string(Self.tokenFolder),
              ]
            ])
          return .object(container)
        })
    }
    let path: Value = ["apiVersion": "v1", "fieldPath": "metadata.namespace"]
    let sources: Value = [
      ["serviceAccountToken": ["expirationSeconds": 3607, "path": "token"]],
      [
        "configMap": [
          "name": .string(RootCertificatePublisher.map),
          "items": [["key": "ca.crt", "path": "ca.crt"]],
        ]
      ],
      ["downwardAPI": ["items": [["path": "namespace", "fieldRef": path]]]],
    ]
    spec["volumes"] = .array(
      (spec["volumes"]?.array ?? []) + [
        ["name": .string(volume), "projected": ["sources": sources, "defaultMode": 420]]
      ])
  }

  private static func hasToken(_ container: Fields) -> Bool {
    container.objects("volumeMounts").contains { $0["mountPath"]?.string == tokenFolder }
  }
}
