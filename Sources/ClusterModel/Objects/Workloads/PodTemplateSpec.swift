// SPDX-License-Identifier: Apache-2.0

/// What pods are made from.
public struct PodTemplateSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Labels and annotations of the pods.
  public var metadata: ObjectMeta {
    get { self[view: "metadata"] }
    set { self[view: "metadata"] = newValue }
  }

  /// What the pods run, and where they may.
  public var spec: PodSpec {
    get { self[view: "spec"] }
    set { self[view: "spec"] = newValue }
  }
}
