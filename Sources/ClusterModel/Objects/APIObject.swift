// SPDX-License-Identifier: Apache-2.0

/// An object of the API: it has a kind, a name and labels.
public protocol APIObject: FieldsView {
  /// The group and version, such as `apps/v1`.
  var apiVersion: String? { get set }
  /// The kind, such as `Deployment`.
  var kind: String? { get set }
  /// Names and labels.
  var metadata: ObjectMeta { get set }
}
