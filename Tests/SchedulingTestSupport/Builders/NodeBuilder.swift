// SPDX-License-Identifier: Apache-2.0

public import ClusterModel

/// The key of a node's name among its labels.
public let hostnameKey = "kubernetes.io/hostname"
/// The key of a node's zone among its labels.
public let zoneKey = "topology.kubernetes.io/zone"
/// The key of a node's region among its labels.
public let regionKey = "topology.kubernetes.io/region"

/// A node for tests: named, labelled with its name, with 4 CPU, 16 GiB and room for 110 pods.
public func node(_ name: String) -> Node {
  var node = Node()
  (node.apiVersion, node.kind) = ("v1", "Node")
  node.metadata.name = name
  node.metadata.uid = "node-\(name)"
  node.metadata.labels[hostnameKey] = name
  return node.cpu("4").memory("16Gi").pods(110)
}

extension Node {
  /// The node after some change.
  public func with(_ change: (inout Node) -> Void) -> Node {
    var node = self
    change(&node)
    return node
  }

  /// Sets how much of a resource there is to give; the capacity is the same.
  public func allocatable(_ resource: String, _ quantity: String) -> Node {
    with {
      $0.status.allocatable[resource] = amount(quantity)
      $0.status.capacity[resource] = amount(quantity)
    }
  }

  /// Sets the capacity alone.
  public func capacity(_ resource: String, _ quantity: String) -> Node {
    with { $0.status.capacity[resource] = amount(quantity) }
  }

  /// Takes a resource away.
  public func without(_ resource: String) -> Node {
    with {
      $0.status.allocatable[resource] = nil
      $0.status.capacity[resource] = nil
    }
  }

  /// Sets the CPU.
  public func cpu(_ quantity: String) -> Node { allocatable("cpu", quantity) }

  /// Sets the memory.
  public func memory(_ quantity: String) -> Node { allocatable("memory", quantity) }

  /// Sets the number of pods.
  public func pods(_ count: Int) -> Node { allocatable("pods", String(count)) }

  /// Sets a label.
  public func label(_ key: String, _ value: String) -> Node {
    with { $0.metadata.labels[key] = value }
  }

  /// Takes a label away.
  public func withoutLabel(_ key: String) -> Node {
    with { $0.metadata.labels[key] = nil }
  }

  /// Sets the zone.
  public func zone(_ zone: String) -> Node { label(zoneKey, zone) }

  /// Adds a taint.
  public func taint(_ key: String, _ value: String? = nil, _ effect: String) -> Node {
    with { node in
      var taint = Taint()
      (taint.key, taint.value, taint.effect) = (key, value, effect)
      node.spec.taints.append(taint)
    }
  }

  /// Cordons the node.
  public func unschedulable() -> Node { with { $0.spec.unschedulable = true } }

  /// Adds an image.
  public func image(_ name: String, mebibytes: Int64) -> Node {
    with { node in
      var image = ContainerImage()
      (image.names, image.sizeBytes) = ([name], mebibytes * 1_048_576)
      node.status.images.append(image)
    }
  }
}
