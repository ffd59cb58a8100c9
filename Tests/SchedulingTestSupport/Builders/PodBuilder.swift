// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// A pod for tests: named, with one container, in the namespace `default`.
public func pod(_ name: String, namespace: String = "default") -> Pod {
  var pod = Pod()
  (pod.apiVersion, pod.kind) = ("v1", "Pod")
  pod.metadata.name = name
  pod.metadata.namespace = namespace
  pod.metadata.uid = "\(namespace)-\(name)"
  var container = Container()
  (container.name, container.image) = ("main", "registry.example/\(name):1")
  pod.spec.containers = [container]
  return pod
}

/// An amount for tests; text that is none is a mistake of the test.
public func amount(_ text: String) -> Quantity {
  do {
    return try Quantity(text)
  } catch {
    preconditionFailure("'\(text)': \(error)")
  }
}

extension Pod {
  /// The pod after some change.
  public func with(_ change: (inout Pod) -> Void) -> Pod {
    var pod = self
    change(&pod)
    return pod
  }

  /// Sets what the first container requests of a resource.
  public func request(_ resource: String, _ quantity: String) -> Pod {
    with { $0.spec.containers[0].resources.requests[resource] = amount(quantity) }
  }

  /// Sets what the first container requests of CPU.
  public func cpu(_ quantity: String) -> Pod { request("cpu", quantity) }

  /// Sets what the first container requests of memory.
  public func memory(_ quantity: String) -> Pod { request("memory", quantity) }

  /// Sets the first container's limit of a resource.
  public func limit(_ resource: String, _ quantity: String) -> Pod {
    with { $0.spec.containers[0].resources.limits[resource] = amount(quantity) }
  }

  /// Adds a container.
  public func container(_ requests: [String: String] = [:]) -> Pod {
    with { pod in
      let name = "c\(pod.spec.containers.count)"
      pod.spec.containers.append(containerForTests(name, requests))
    }
  }

  /// Takes all containers out.
  public func withoutContainers() -> Pod { with { $0.spec.containers = [] } }

  /// Adds an init container.
  public func initContainer(_ requests: [String: String] = [:]) -> Pod {
    with { pod in
      let name = "i\(pod.spec.initContainers.count)"
      pod.spec.initContainers.append(containerForTests(name, requests))
    }
  }

  /// Adds an init container that restarts always.
  public func sidecar(_ requests: [String: String] = [:]) -> Pod {
    with { pod in
      var container = containerForTests("s\(pod.spec.initContainers.count)", requests)
      container.restartPolicy = "Always"
      pod.spec.initContainers.append(container)
    }
  }

  /// Sets what running the pod takes besides its containers.
  public func overhead(_ amounts: [String: String]) -> Pod {
    with { $0.spec.overhead = amounts.mapValues(amount) }
  }

  /// Sets what the pod as a whole requests.
  public func podLevel(_ requests: [String: String], limits: [String: String] = [:]) -> Pod {
    with { pod in
      var resources = ResourceRequirements()
      resources.requests = requests.mapValues(amount)
      resources.limits = limits.mapValues(amount)
      pod.spec.resources = resources
    }
  }

  /// Sets a label.
  public func label(_ key: String, _ value: String) -> Pod {
    with { $0.metadata.labels[key] = value }
  }

  /// Binds the pod to a node.
  public func on(_ node: String) -> Pod {
    with { $0.spec.nodeName = node }
  }

  /// Nominates the pod to a node.
  public func nominated(_ node: String) -> Pod {
    with { $0.status.nominatedNodeName = node }
  }

  /// Sets the priority.
  public func priority(_ value: Int64) -> Pod {
    with { $0.spec.priority = value }
  }

  /// Sets the phase.
  public func phase(_ phase: String) -> Pod {
    with { $0.status.phase = phase }
  }

  /// Marks the pod as being deleted.
  public func terminating() -> Pod {
    with { $0.metadata.deletionTimestamp = Timestamp(seconds: 1_700_000_000) }
  }

  /// Sets the first container's image.
  public func image(_ name: String) -> Pod {
    with { $0.spec.containers[0].image = name }
  }

  /// Adds a port of the host to the first container.
  public func hostPort(_ port: Int, protocol: String? = nil, ip: String? = nil) -> Pod {
    with { pod in
      var entry = ContainerPort()
      (entry.containerPort, entry.hostPort) = (port, port)
      (entry.protocol, entry.hostIP) = (`protocol`, ip)
      pod.spec.containers[0].ports.append(entry)
    }
  }

  /// Makes a controller the pod's owner.
  public func ownedBy(_ kind: String, _ name: String) -> Pod {
    with { pod in
      var owner = OwnerReference()
      (owner.apiVersion, owner.kind, owner.name) = ("apps/v1", kind, name)
      if kind == "ReplicationController" { owner.apiVersion = "v1" }
      (owner.uid, owner.controller) = ("uid-\(name)", true)
      pod.metadata.ownerReferences.append(owner)
    }
  }
}

private func containerForTests(_ name: String, _ requests: [String: String]) -> Container {
  var container = Container()
  (container.name, container.image) = (name, "registry.example/\(name):1")
  container.resources.requests = requests.mapValues(amount)
  return container
}
