// SPDX-License-Identifier: Apache-2.0

/// Something in an object that makes no sense, so that nothing can be scheduled with it.
public struct ClusterFault: Error, Sendable, Hashable {
  /// The object, such as `pod default/web`.
  public var object: String
  /// The path of the field, such as `spec.containers[0].resources.requests.cpu`.
  public var field: String
  /// What was found and what was expected.
  public var message: String

  /// Creates a fault.
  public init(object: String, field: String, message: String) {
    self.object = object
    self.field = field
    self.message = message
  }
}

extension ClusterFault {
  /// The object in parts, so that it can be found among those that were read: the kind in lower
  /// case, the namespace, and the name.
  public var reference: (kind: String, namespace: String?, name: String) {
    let parts = object.split(separator: " ", maxSplits: 1)
    let path = parts.count > 1 ? parts[1] : ""
    let kind = parts.first.map { $0.lowercased() } ?? ""
    guard let slash = path.firstIndex(of: "/") else { return (kind, nil, String(path)) }
    return (kind, String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}

extension ClusterFault: CustomStringConvertible {
  /// The object, the field, then what was found and expected.
  public var description: String { "\(object): field '\(field)': \(message)" }
}
