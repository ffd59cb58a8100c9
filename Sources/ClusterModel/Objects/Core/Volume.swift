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
  public var volumeClaimTemplate: Value? {
    get { self[field: "volumeClaimTemplate"] }
    set { self[field: "volumeClaimTemplate"] = newValue }
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
}
