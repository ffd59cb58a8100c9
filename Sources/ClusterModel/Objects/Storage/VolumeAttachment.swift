// SPDX-License-Identifier: Apache-2.0

/// A volume that is to be attached to a node.
public struct VolumeAttachment: APIObject {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The group and version, `storage.k8s.io/v1`.
  public var apiVersion: String? {
    get { self[field: "apiVersion"] }
    set { self[field: "apiVersion"] = newValue }
  }

  /// The kind, `VolumeAttachment`.
  public var kind: String? {
    get { self[field: "kind"] }
    set { self[field: "kind"] = newValue }
  }

  /// Names and labels.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What is asked for.
  public var spec: VolumeAttachmentSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }

  /// What was observed.
  public var status: VolumeAttachmentStatus {
    get { self[view: "status"] }
    set { self[view: "status"] = newValue }
  }
}

/// Which volume is to be attached where.
public struct VolumeAttachmentSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The driver that does it.
  public var attacher: String? {
    get { self[field: "attacher"] }
    set { self[field: "attacher"] = newValue }
  }

  /// The node.
  public var nodeName: String? {
    get { self[field: "nodeName"] }
    set { self[field: "nodeName"] = newValue }
  }

  /// The volume.
  public var source: VolumeAttachmentSource {
    get { self[view: "source"] }
    set { self[view: "source"] = newValue }
  }
}

/// A volume that is to be attached.
public struct VolumeAttachmentSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The volume's name.
  public var persistentVolumeName: String? {
    get { self[field: "persistentVolumeName"] }
    set { self[field: "persistentVolumeName"] = newValue }
  }
}

/// What was observed of an attachment.
public struct VolumeAttachmentStatus: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Whether it is done.
  public var attached: Bool? {
    get { self[field: "attached"] }
    set { self[field: "attached"] = newValue }
  }
}
