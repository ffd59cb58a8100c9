// SPDX-License-Identifier: Apache-2.0

/// How pods are to be spread over domains.
public struct TopologySpreadConstraint: FieldsView {
  /// All fields.
  public var fields: Fields

  /// Creates a view.
  public init(fields: Fields) { self.fields = fields }

  /// By how much a domain may exceed the emptiest.
  public var maxSkew: Int64? {
    get { self[field: "maxSkew"] }
    set { self[field: "maxSkew"] = newValue }
  }

  /// The label whose values are the domains.
  public var topologyKey: String? {
    get { self[field: "topologyKey"] }
    set { self[field: "topologyKey"] = newValue }
  }

  /// `DoNotSchedule` or `ScheduleAnyway`.
  public var whenUnsatisfiable: String? {
    get { self[field: "whenUnsatisfiable"] }
    set { self[field: "whenUnsatisfiable"] = newValue }
  }

  /// Which pods count; none where absent.
  public var labelSelector: LabelSelectorSpec? {
    get { self[field: "labelSelector"] }
    set { self[field: "labelSelector"] = newValue }
  }

  /// How many domains there have to be.
  public var minDomains: Int64? {
    get { self[field: "minDomains"] }
    set { self[field: "minDomains"] = newValue }
  }

  /// `Honor` or `Ignore` for the pod's node affinity.
  public var nodeAffinityPolicy: String? {
    get { self[field: "nodeAffinityPolicy"] }
    set { self[field: "nodeAffinityPolicy"] = newValue }
  }

  /// `Honor` or `Ignore` for taints.
  public var nodeTaintsPolicy: String? {
    get { self[field: "nodeTaintsPolicy"] }
    set { self[field: "nodeTaintsPolicy"] = newValue }
  }

  /// Keys whose values the pods have to share.
  public var matchLabelKeys: [String] {
    get { self[list: "matchLabelKeys"] }
    set { self[list: "matchLabelKeys"] = newValue }
  }
}
