// SPDX-License-Identifier: Apache-2.0

/// A way in which containers are run.
public struct RuntimeClass: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `node.k8s.io/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `RuntimeClass`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// The name of the runtime on nodes.
  public var handler: String? {
    get { self[field: "handler"] }
    set { self[field: "handler"] = newValue }
  }

  /// What running a pod takes besides its containers.
  public var overhead: RuntimeOverhead? {
    get { self[field: "overhead"] }
    set { self[field: "overhead"] = newValue }
  }

  /// Which nodes have the runtime.
  public var scheduling: RuntimeScheduling? {
    get { self[field: "scheduling"] }
    set { self[field: "scheduling"] = newValue }
  }
}

/// What running a pod takes besides its containers.
public struct RuntimeOverhead: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The amounts for each pod.
  public var podFixed: [String: Quantity] {
    get { self[map: "podFixed"] }
    set { self[map: "podFixed"] = newValue }
  }
}

/// Which nodes have a runtime.
public struct RuntimeScheduling: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Labels of the nodes.
  public var nodeSelector: [String: String] {
    get { self[map: "nodeSelector"] }
    set { self[map: "nodeSelector"] = newValue }
  }

  /// Taints that pods of the class bear.
  public var tolerations: [Toleration] {
    get { self[list: "tolerations"] }
    set { self[list: "tolerations"] = newValue }
  }
}
