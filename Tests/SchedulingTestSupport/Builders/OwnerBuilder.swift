// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A service for tests.
public func service(
  _ name: String, namespace: String = "default", _ selector: [String: String]
) -> Service {
  var service = Service()
  (service.apiVersion, service.kind) = ("v1", "Service")
  (service.metadata.name, service.metadata.namespace) = (name, namespace)
  service.spec.selector = selector
  return service
}

/// A ReplicaSet for tests.
public func replicaSet(
  _ name: String, namespace: String = "default", _ selector: LabelSelectorSpec
) -> ReplicaSet {
  var owner = ReplicaSet()
  (owner.apiVersion, owner.kind) = ("apps/v1", "ReplicaSet")
  (owner.metadata.name, owner.metadata.namespace) = (name, namespace)
  owner.spec.selector = selector
  return owner
}

/// A StatefulSet for tests.
public func statefulSet(
  _ name: String, namespace: String = "default", _ selector: LabelSelectorSpec
) -> StatefulSet {
  var owner = StatefulSet()
  (owner.apiVersion, owner.kind) = ("apps/v1", "StatefulSet")
  (owner.metadata.name, owner.metadata.namespace) = (name, namespace)
  owner.spec.selector = selector
  return owner
}

/// A ReplicationController for tests.
public func replicationController(
  _ name: String, namespace: String = "default", _ selector: [String: String]
) -> ReplicationController {
  var owner = ReplicationController()
  (owner.apiVersion, owner.kind) = ("v1", "ReplicationController")
  (owner.metadata.name, owner.metadata.namespace) = (name, namespace)
  owner.spec.selector = selector
  return owner
}
