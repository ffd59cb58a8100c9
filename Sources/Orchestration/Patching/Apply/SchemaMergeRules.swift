// SPDX-License-Identifier: Apache-2.0

package import ClusterModel

/// What server-side apply has to know of the types of Kubernetes beyond `Schema`: types that are not
/// merged wherever they stand, values of absent keys, and fields that every object has.
///
/// It is from the API definitions of Kubernetes (`+structType=atomic`, `+default` and the fields that
/// are no pointers).
package final class SchemaMergeRules: Sendable {
  /// The rules of Kubernetes.
  package static let kubernetes = SchemaMergeRules(schema: .kubernetes)

  /// The schema.
  package let schema: Schema
  /// Which types of `Schema.types` are not merged.
  let isAtomic: [Bool]
  private let defaultingTypes: Set<Int>
  /// The objects of kinds, as they are before anyone sets a field, by the index of their type.
  private let emptyObjects: [Int: Fields]

  /// Creates rules for a schema.
  package init(schema: Schema) {
    self.schema = schema
    isAtomic = schema.types.map { Self.atomicTypes.contains($0.name) }
    defaultingTypes = Set(
      ["core.v1.ContainerPort", "core.v1.ServicePort"].compactMap { schema.type(named: $0) })
    var emptyObjects: [Int: Fields] = [:]
    for (index, type) in schema.types.enumerated() where !type.kinds.isEmpty {
      emptyObjects[index] = Self.emptyObject(of: index, in: schema)
    }
    self.emptyObjects = emptyObjects
  }

  /// The value of a field that tells elements apart, for those without it.
  func fallback(of key: String, in type: Schema.ValueType) -> Value? {
    guard key == "protocol", case .object(let index) = type, defaultingTypes.contains(index) else {
      return nil
    }
    return "TCP"
  }

  /// An object as Go has it before anyone sets a field and as JSON shows it then: structures that
  /// are no pointers, and fields that are written also where they are empty.
  func emptyObject(of type: Int) -> Fields {
    emptyObjects[type] ?? Self.emptyObject(of: type, in: schema)
  }

  private static func emptyObject(of index: Int, in schema: Schema) -> Fields {
    let type = schema.types[index]
    var fields = Fields()
    for field in type.fields {
      let valueType = schema.valueTypes[field.type]
      if case .object(let inner) = valueType, isStruct(field.name, of: type) {
        fields[field.name] = .object(emptyObject(of: inner, in: schema))
      } else if field.isRequired {
        fields[field.name] = emptyValue(of: valueType)
      }
    }
    return fields
  }

  private static func isStruct(_ name: String, of type: Schema.ObjectType) -> Bool {
    name == "metadata" || structFields.contains("\(type.name).\(name)")
      || !type.kinds.isEmpty && ["spec", "status"].contains(name)
  }

  private static func emptyValue(of type: Schema.ValueType) -> Value {
    switch type {
    case .string: ""
    case .bool: false
    case .int32, .int64: 0
    case .quantity: "0"
    case .intOrString: 0
    case .bytes, .time, .microTime, .anyObject, .list, .map, .object: .null
    }
  }

  /// Objects of these types are not merged.
  private static let atomicTypes: Set<String> = [
    "autoscaling.v1.CrossVersionObjectReference", "core.v1.ConfigMapKeySelector",
    "core.v1.EndpointAddress", "core.v1.EndpointPort", "core.v1.EvictionResponder",
    "core.v1.FileKeySelector", "core.v1.LocalObjectReference", "core.v1.NodeSelector",
    "core.v1.NodeSelectorTerm", "core.v1.ObjectFieldSelector", "core.v1.ObjectReference",
    "core.v1.ResourceFieldSelector", "core.v1.ScopeSelector", "core.v1.SecretKeySelector",
    "core.v1.SecretReference", "core.v1.TopologySelectorTerm",
    "core.v1.TypedLocalObjectReference", "discovery.v1.EndpointPort",
    "meta.v1.LabelSelector", "meta.v1.OwnerReference", "networking.v1.ServiceBackendPort",
    "rbac.v1.RoleRef", "rbac.v1.Subject",
  ]

  /// Fields, other than `metadata` and those of objects of the API, that are structures and no
  /// pointers.
  private static let structFields: Set<String> = [
    "apps.v1.DaemonSetSpec.template", "apps.v1.DaemonSetSpec.updateStrategy",
    "apps.v1.DeploymentSpec.strategy", "apps.v1.DeploymentSpec.template",
    "apps.v1.ReplicaSetSpec.template", "apps.v1.StatefulSetSpec.template",
    "apps.v1.StatefulSetSpec.updateStrategy",
    "autoscaling.v2.HorizontalPodAutoscalerSpec.scaleTargetRef",
    "batch.v1.CronJobSpec.jobTemplate", "batch.v1.JobSpec.template",
    "batch.v1.JobTemplateSpec.spec",
    "core.v1.NodeStatus.daemonEndpoints", "core.v1.NodeStatus.nodeInfo",
    "core.v1.PersistentVolumeClaimSpec.resources", "core.v1.PodTemplateSpec.spec",
    "core.v1.ServiceStatus.loadBalancer", "networking.v1.IngressStatus.loadBalancer",
    "networking.v1.NetworkPolicySpec.podSelector", "storage.v1.VolumeAttachmentSpec.source",
    "rbac.v1.ClusterRoleBinding.roleRef", "rbac.v1.RoleBinding.roleRef",
    "core.v1.Event.involvedObject", "core.v1.Event.source",
  ]
}
