// SPDX-License-Identifier: Apache-2.0

/// A volume of a pod.
public struct Volume: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Its name in the pod.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// The claim it is from.
  public var persistentVolumeClaim: PersistentVolumeClaimSource? {
    get { self[field: "persistentVolumeClaim"] }
    set { self[field: "persistentVolumeClaim"] = newValue }
  }

  /// A claim made for the pod.
  public var ephemeral: EphemeralVolumeSource? {
    get { self[field: "ephemeral"] }
    set { self[field: "ephemeral"] = newValue }
  }

  /// An image whose files are mounted.
  public var image: ImageVolumeSource? {
    get { self[field: "image"] }
    set { self[field: "image"] = newValue }
  }

  /// Room on the node.
  public var emptyDir: EmptyDirVolumeSource? {
    get { self[field: "emptyDir"] }
    set { self[field: "emptyDir"] = newValue }
  }

  /// The entries of a ConfigMap as files.
  public var configMap: ConfigMapVolumeSource? {
    get { self[field: "configMap"] }
    set { self[field: "configMap"] = newValue }
  }

  /// The entries of a Secret as files.
  public var secret: SecretVolumeSource? {
    get { self[field: "secret"] }
    set { self[field: "secret"] = newValue }
  }

  /// A directory of the node.
  public var hostPath: HostPathVolumeSource? {
    get { self[field: "hostPath"] }
    set { self[field: "hostPath"] = newValue }
  }

  /// A volume that a driver makes for the pod.
  public var csi: CSIVolumeSource? {
    get { self[field: "csi"] }
    set { self[field: "csi"] = newValue }
  }
}

/// The claim of a volume.
public struct PersistentVolumeClaimSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The claim's name.
  public var claimName: String? {
    get { self[field: "claimName"] }
    set { self[field: "claimName"] = newValue }
  }

  /// Whether it is only read.
  public var readOnly: Bool? {
    get { self[field: "readOnly"] }
    set { self[field: "readOnly"] = newValue }
  }
}

/// A claim that lives as long as the pod.
public struct EphemeralVolumeSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The claim.
  public var volumeClaimTemplate: PersistentVolumeClaimTemplate? {
    get { self[field: "volumeClaimTemplate"] }
    set { self[field: "volumeClaimTemplate"] = newValue }
  }
}

/// What a claim is made from.
public struct PersistentVolumeClaimTemplate: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Labels of the claim.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What is claimed.
  public var spec: PersistentVolumeClaimSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }
}

/// An image whose files are mounted.
public struct ImageVolumeSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The image.
  public var reference: String? {
    get { self[field: "reference"] }
    set { self[field: "reference"] = newValue }
  }

  /// When the image is fetched.
  public var pullPolicy: String? {
    get { self[field: "pullPolicy"] }
    set { self[field: "pullPolicy"] = newValue }
  }
}

/// Room on the node that lives as long as the pod.
public struct EmptyDirVolumeSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// `Memory` for a file system in memory.
  public var medium: String? {
    get { self[field: "medium"] }
    set { self[field: "medium"] = newValue }
  }

  /// How much it may hold.
  public var sizeLimit: Quantity? {
    get { self[field: "sizeLimit"] }
    set { self[field: "sizeLimit"] = newValue }
  }
}

/// The entries of a ConfigMap as files.
public struct ConfigMapVolumeSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The ConfigMap's name.
  public var name: String? {
    get { self[field: "name"] }
    set { self[field: "name"] = newValue }
  }

  /// Whether it may be missing.
  public var optional: Bool? {
    get { self[field: "optional"] }
    set { self[field: "optional"] = newValue }
  }
}

/// The entries of a Secret as files.
public struct SecretVolumeSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The Secret's name.
  public var secretName: String? {
    get { self[field: "secretName"] }
    set { self[field: "secretName"] = newValue }
  }

  /// Whether it may be missing.
  public var optional: Bool? {
    get { self[field: "optional"] }
    set { self[field: "optional"] = newValue }
  }
}

/// A directory of the node.
public struct HostPathVolumeSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Its path.
  public var path: String? {
    get { self[field: "path"] }
    set { self[field: "path"] = newValue }
  }

  /// What has to be there.
  public var type: String? {
    get { self[field: "type"] }
    set { self[field: "type"] = newValue }
  }
}

/// A volume that a driver makes for the pod.
public struct CSIVolumeSource: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The driver's name.
  public var driver: String? {
    get { self[field: "driver"] }
    set { self[field: "driver"] = newValue }
  }

  /// Whether it is only read.
  public var readOnly: Bool? {
    get { self[field: "readOnly"] }
    set { self[field: "readOnly"] = newValue }
  }
}
