// SPDX-License-Identifier: Apache-2.0

import ClusterModel

/// A ConfigMap or a Secret that a pod refers to, in the pod's own namespace.
struct ConfigurationReference: Hashable, Comparable {
  /// Which kind of object.
  enum Kind: UInt8 {
    case configMap
    case secret

    var type: ResourceType { self == .configMap ? .configMaps : .secrets }

    /// The name that messages about objects that are not there use.
    var word: String { self == .configMap ? "configmap" : "secret" }
  }

  var kind: Kind
  var name: String

  static func < (left: ConfigurationReference, right: ConfigurationReference) -> Bool {
    left.kind == right.kind ? left.name < right.name : left.kind.rawValue < right.kind.rawValue
  }
}

extension ConfigurationReference {
  /// What the containers and volumes of a pod refer to, each once, in order.
  ///
  /// Secrets for fetching images are not among them: see `pullSecrets(of:)`.
  static func all(in spec: Fields) -> [ConfigurationReference] {
    var found: Set<ConfigurationReference> = []
    func add(_ kind: Kind, _ name: Value?) {
      if let name = name?.string, !name.isEmpty { found.insert(Self(kind: kind, name: name)) }
    }
    for list in ["initContainers", "containers"] {
      for container in spec.objects(list) {
        for source in container.objects("envFrom") {
          add(.configMap, source["configMapRef"]?[path: "name"])
          add(.secret, source["secretRef"]?[path: "name"])
        }
        for variable in container.objects("env") {
          guard let source = variable["valueFrom"] else { continue }
          add(.configMap, source[path: "configMapKeyRef", "name"])
          add(.secret, source[path: "secretKeyRef", "name"])
        }
      }
    }
    for volume in spec.objects("volumes") {
      add(.configMap, volume["configMap"]?[path: "name"])
      add(.secret, volume["secret"]?[path: "secretName"])
      for source in volume["projected"]?.object?.objects("sources") ?? [] {
        add(.configMap, source["configMap"]?[path: "name"])
        add(.secret, source["secret"]?[path: "name"])
      }
    }
    return found.sorted()
  }

  /// The Secrets with which a pod's images are fetched, in their order.
  static func pullSecrets(of spec: Fields) -> [ConfigurationReference] {
    spec.objects("imagePullSecrets").compactMap { reference in
      guard let name = reference["name"]?.string, !name.isEmpty else { return nil }
      return Self(kind: .secret, name: name)
    }
  }
}

extension Fields {
  /// The objects of a list under a name; none where there is no list.
  func objects(_ name: String) -> [Fields] { self[name]?.array?.compactMap(\.object) ?? [] }
}
