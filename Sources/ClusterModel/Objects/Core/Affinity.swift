// SPDX-License-Identifier: Apache-2.0

/// What a pod is drawn to and kept from.
public struct Affinity: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Which nodes.
  public var nodeAffinity: NodeAffinity? {
    get { self[field: "nodeAffinity"] }
    set { self[field: "nodeAffinity"] = newValue }
  }

  /// Which pods it wants to be near.
  public var podAffinity: PodAffinity? {
    get { self[field: "podAffinity"] }
    set { self[field: "podAffinity"] = newValue }
  }

  /// Which pods it does not want to be near.
  public var podAntiAffinity: PodAffinity? {
    get { self[field: "podAntiAffinity"] }
    set { self[field: "podAntiAffinity"] = newValue }
  }
}

/// Which nodes a pod may be on, and which it prefers.
public struct NodeAffinity: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Where it may be.
  public var required: NodeSelector? {
    get { self[field: "requiredDuringSchedulingIgnoredDuringExecution"] }
    set { self[field: "requiredDuringSchedulingIgnoredDuringExecution"] = newValue }
  }

  /// Where it had better be.
  public var preferred: [PreferredSchedulingTerm] {
    get { self[list: "preferredDuringSchedulingIgnoredDuringExecution"] }
    set { self[list: "preferredDuringSchedulingIgnoredDuringExecution"] = newValue }
  }
}

/// A preference for some nodes.
public struct PreferredSchedulingTerm: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How much it counts, 1 to 100.
  public var weight: Int64? {
    get { self[field: "weight"] }
    set { self[field: "weight"] = newValue }
  }

  /// Which nodes.
  public var preference: NodeSelectorTerm {
    get { self[view: "preference"] }
    set { self[view: "preference"] = newValue }
  }
}

/// Which nodes: those that one of the terms selects.
public struct NodeSelector: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The terms.
  public var nodeSelectorTerms: [NodeSelectorTerm] {
    get { self[list: "nodeSelectorTerms"] }
    set { self[list: "nodeSelectorTerms"] = newValue }
  }
}

/// Which nodes: those for which all conditions hold; none where there is none.
public struct NodeSelectorTerm: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Conditions on labels.
  public var matchExpressions: [SelectorRequirement] {
    get { self[list: "matchExpressions"] }
    set { self[list: "matchExpressions"] = newValue }
  }

  /// Conditions on fields, of which there is `metadata.name`.
  public var matchFields: [SelectorRequirement] {
    get { self[list: "matchFields"] }
    set { self[list: "matchFields"] = newValue }
  }
}

/// A condition on a label or a field, as it is written.
public struct SelectorRequirement: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The label's key or the field's path.
  public var key: String? {
    get { self[field: "key"] }
    set { self[field: "key"] = newValue }
  }

  /// How it is compared.
  public var `operator`: String? {
    get { self[field: "operator"] }
    set { self[field: "operator"] = newValue }
  }

  /// What it is compared with.
  public var values: [String] {
    get { self[list: "values"] }
    set { self[list: "values"] = newValue }
  }
}

/// Which pods a pod is drawn to or kept from.
public struct PodAffinity: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// What has to hold.
  public var required: [PodAffinityTerm] {
    get { self[list: "requiredDuringSchedulingIgnoredDuringExecution"] }
    set { self[list: "requiredDuringSchedulingIgnoredDuringExecution"] = newValue }
  }

  /// What had better hold.
  public var preferred: [WeightedPodAffinityTerm] {
    get { self[list: "preferredDuringSchedulingIgnoredDuringExecution"] }
    set { self[list: "preferredDuringSchedulingIgnoredDuringExecution"] = newValue }
  }
}

/// A preference for the nearness or distance of some pods.
public struct WeightedPodAffinityTerm: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// How much it counts, 1 to 100.
  public var weight: Int64? {
    get { self[field: "weight"] }
    set { self[field: "weight"] = newValue }
  }

  /// Which pods, and how near.
  public var podAffinityTerm: PodAffinityTerm {
    get { self[view: "podAffinityTerm"] }
    set { self[view: "podAffinityTerm"] = newValue }
  }
}

/// Some pods, and what is near.
public struct PodAffinityTerm: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// The pods' labels; no pod where absent.
  public var labelSelector: LabelSelectorSpec? {
    get { self[field: "labelSelector"] }
    set { self[field: "labelSelector"] = newValue }
  }

  /// Nodes whose labels of this key are equal are near.
  public var topologyKey: String? {
    get { self[field: "topologyKey"] }
    set { self[field: "topologyKey"] = newValue }
  }

  /// The namespaces of the pods.
  public var namespaces: [String] {
    get { self[list: "namespaces"] }
    set { self[list: "namespaces"] = newValue }
  }

  /// More namespaces, by labels; all where it is empty.
  public var namespaceSelector: LabelSelectorSpec? {
    get { self[field: "namespaceSelector"] }
    set { self[field: "namespaceSelector"] = newValue }
  }

  /// Keys whose values the pods have to share.
  public var matchLabelKeys: [String] {
    get { self[list: "matchLabelKeys"] }
    set { self[list: "matchLabelKeys"] = newValue }
  }

  /// Keys whose values the pods must not share.
  public var mismatchLabelKeys: [String] {
    get { self[list: "mismatchLabelKeys"] }
    set { self[list: "mismatchLabelKeys"] = newValue }
  }
}

/// A selector of labels, as it is written.
public struct LabelSelectorSpec: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// Labels that have to be there.
  public var matchLabels: [String: String] {
    get { self[map: "matchLabels"] }
    set { self[map: "matchLabels"] = newValue }
  }

  /// Conditions that have to hold.
  public var matchExpressions: [SelectorRequirement] {
    get { self[list: "matchExpressions"] }
    set { self[list: "matchExpressions"] = newValue }
  }
}
