// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A pod for tests: named, with one container, in the namespace `default`.
public func pod(_ name: String, namespace: String = "default") -> Pod {
  var pod = Pod()
  (pod.apiVersion, pod.kind) = ("v1", "Pod")
  pod.metadata.name = name
  pod.metadata.namespace = namespace
  var container = Container()
  (container.name, container.image) = ("main", "registry.example/\(name):1")
  pod.spec.containers = [container]
  return pod
}
