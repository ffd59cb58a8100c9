// SPDX-License-Identifier: Apache-2.0

/// How much storage of a class can be made for some nodes.
public struct CSIStorageCapacity: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `storage.k8s.io/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `CSIStorageCapacity`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// The class.
  public var storageClassName: String? {
    get { self[field: "storageClassName"] }
    set { self[field: "storageClassName"] = newValue }
  }

  /// The nodes; none where absent.
  public var nodeTopology: LabelSelectorSpec? {
    get { self[field: "nodeTopology"] }
    set { self[field: "nodeTopology"] = newValue }
  }

  /// How much there is.
  public var capacity: Quantity? {
    get { self[field: "capacity"] }
    set { self[field: "capacity"] = newValue }
  }

  /// How large a volume can be.
  public var maximumVolumeSize: Quantity? {
    get { self[field: "maximumVolumeSize"] }
    set { self[field: "maximumVolumeSize"] = newValue }
  }
}
